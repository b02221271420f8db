// A clock that stands still until a spec moves it.
import { MillraceError } from "../errors/millrace-error.js";
import { type Clock, useClock } from "../primitives/clock.js";

interface Timer {
  readonly due: number;
  readonly task: () => void;
}

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
   * timers schedule; what a promise schedules comes after that and waits for the next call.
   *
   * @throws OPTION_INVALID for a step back.
   */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new MillraceError("OPTION_INVALID", `The clock was asked to move by ${String(ms)} ms.`);
    const until = this.#now + ms;
    for (let timer = this.nextDue(until); timer !== undefined; timer = this.nextDue(until)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.due);
      timer.task();
    }
    this.#now = until;
  }

  /** Puts this clock in force for the whole process until the result is disposed. */
  install(): Disposable {
    return useClock(this);
  }

  // A set keeps the order of scheduling, which decides between timers of one time.
  private nextDue(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (timer.due <= until && (!next || timer.due < next.due)) next = timer;
    return next;
  }
}
