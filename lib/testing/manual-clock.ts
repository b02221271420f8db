// A clock that stands still until a spec moves it.
import { MillraceError } from "../errors/millrace-error.js";
import { type Clock, useClock } from "../primitives/clock.js";

interface Timer {
  readonly due: number;
  readonly task: () => void;
}

// Taken at load, so that fake timers of a test runner cannot hold it.
const afterThisMacrotask = setImmediate;

/** Resolves when no microtask is left, however many each of them makes. */
const settle = (): Promise<void> => new Promise((done) => afterThisMacrotask(done));

/**
 * A clock that stands still until it is advanced.
 *
 * ```ts
 * const clock = new ManualClock();
 * const stream = new MemoryStream({ clock });
 * const next = stream.get(Answer, { timeoutMs: 1000 });
 * clock.advance(1000);                       // rejects with TIMEOUT
 * ```
 */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  /** Starts at `now`, in milliseconds since the Unix epoch. Default 2024-01-01T00:00:00Z. */
  constructor(now = Date.UTC(2024, 0, 1)) {
    this.#now = now;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, task: () => void): Disposable {
    const timer: Timer = { due: this.#now + Math.max(0, delayMs), task };
    this.#timers.add(timer);
    return {
      [Symbol.dispose]: () => {
        this.#timers.delete(timer);
      },
    };
  }

  /**
   * Moves the time on. Timers that come due run before it returns, each at its own time, in order, also those that such
   * timers schedule; what a promise schedules comes after that and waits for the next call. The one for timers that are
   * set already; where promises stand between them, as in chunks of flows, take {@link advanceAsync}.
   *
   * @throws OPTION_INVALID for a step back.
   */
  advance(ms: number): void {
    const until = this.after(ms);
    for (let timer = this.nextDue(until); timer !== undefined; timer = this.nextDue(until)) this.run(timer);
    this.#now = until;
  }

  /**
   * Moves the time on as {@link advance} does, and lets everything run that is ready to run before the first timer, behind
   * each one and at the end: what promises schedule within the time runs, too. The one for flows and other async code:
   *
   * ```ts
   * const run = execution.start(input);
   * await clock.advanceAsync(1000);
   * await run;
   * ```
   *
   * Await it before the clock is moved again. Rejects with OPTION_INVALID for a step back.
   */
  async advanceAsync(ms: number): Promise<void> {
    const until = this.after(ms);
    await settle();
    for (let timer = this.nextDue(until); timer !== undefined; timer = this.nextDue(until)) {
      this.run(timer);
      await settle();
    }
    this.#now = until;
    await settle();
  }

  /** Puts this clock in force for the whole process until the result is disposed. */
  install(): Disposable {
    return useClock(this);
  }

  private after(ms: number): number {
    if (ms >= 0) return this.#now + ms;
    throw new MillraceError("OPTION_INVALID", `The clock was asked to move by ${String(ms)} ms.`);
  }

  private run(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.due);
    timer.task();
  }

  // A set keeps the order of scheduling, which decides between timers of one time.
  private nextDue(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (timer.due <= until && (!next || timer.due < next.due)) next = timer;
    return next;
  }
}
