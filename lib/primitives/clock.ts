// Where time comes from: the system's clock, or one that a test moves by hand.

/** A source of time and timers. All durations are milliseconds. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs `task` once, `delayMs` from now; disposing before that cancels it. */
  schedule(delayMs: number, task: () => void): Disposable;
}

/** The machine's clock. Its timers keep the process alive until they have run or were disposed. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(delayMs, task) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      // Node runs what is further away at once.
      if (leftMs <= LONGEST_TIMER_MS) timer = setTimeout(task, leftMs);
      else
        timer = setTimeout(() => {
          wait(leftMs - LONGEST_TIMER_MS);
        }, LONGEST_TIMER_MS);
    };
    wait(delayMs);
    return {
      [Symbol.dispose]: () => {
        clearTimeout(timer);
      },
    };
  },
};

/** About 25 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

// Those that specs put in force, latest last; disposing one takes it out wherever it stands.
const inForce: { readonly clock: Clock }[] = [];
let current: Clock = systemClock;

/** The clock in force: {@link systemClock} unless somebody called {@link useClock}. */
export function currentClock(): Clock {
  return current;
}

/** Puts `clock` in force for the whole process until the result is disposed. For specs. */
export function useClock(clock: Clock): Disposable {
  const seat = { clock };
  inForce.push(seat);
  refresh();
  return {
    [Symbol.dispose]: () => {
      const place = inForce.indexOf(seat);
      if (place !== -1) inForce.splice(place, 1);
      refresh();
    },
  };
}

function refresh(): void {
  current = inForce.at(-1)?.clock ?? systemClock;
  cached = undefined;
}

let cached: number | undefined;
let readings = 0;

// Taken at load, so that fake timers of a test runner cannot freeze the cached time. Not unref'd: an idle process must
// forget before it sleeps, or the next wake-up would stamp with the time of falling asleep.
const afterThisMacrotask = setImmediate;
const forget = (): void => {
  cached = undefined;
};

/**
 * The time for stamps: of this macrotask, not of this very instant, because reading the system's clock costs more than
 * making an event. A macrotask that runs long is read again every 256 stamps. A clock put in force by
 * {@link useClock} is asked each time.
 */
export function stampTime(): number {
  if (cached !== undefined && (++readings & 255) !== 0) return cached;
  const now = current.now();
  if (current === systemClock) {
    if (cached === undefined) afterThisMacrotask(forget);
    cached = now;
  }
  return now;
}
