/** Where stamps and timers take their time from. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Clock, currentClock, stampTime, systemClock, useClock } from "../../lib/primitives/clock.js";

function fixed(now: number): Clock {
  return { now: () => now, schedule: () => ({ [Symbol.dispose]() {} }) };
}

const macrotask = (): Promise<void> => new Promise((done) => setImmediate(done));

describe("useClock", () => {
  const open: Disposable[] = [];
  afterEach(() => open.splice(0).forEach((one) => one[Symbol.dispose]()));
  const use = (clock: Clock): Disposable => {
    const disposable = useClock(clock);
    open.push(disposable);
    return disposable;
  };

  it("puts a clock in force until it is disposed", () => {
    const disposable = use(fixed(5));
    expect(currentClock().now()).toBe(5);
    expect(stampTime()).toBe(5);

    disposable[Symbol.dispose]();

    expect(currentClock()).toBe(systemClock);
    expect(stampTime()).toBeGreaterThan(5);
  });

  it("takes a clock out wherever it stands among others, once", () => {
    const first = use(fixed(1));
    use(fixed(2));

    first[Symbol.dispose]();
    expect(stampTime()).toBe(2);
    use(fixed(3));
    first[Symbol.dispose]();

    expect(stampTime()).toBe(3);
  });

  it("asks a clock in force for each stamp", () => {
    let now = 0;
    use({ ...fixed(0), now: () => ++now });

    expect([stampTime(), stampTime(), stampTime()]).toEqual([1, 2, 3]);
  });
});

describe("stampTime", () => {
  let now = 1000;
  beforeEach(async () => {
    vi.spyOn(Date, "now").mockImplementation(() => now);
    await macrotask();
  });
  afterEach(() => vi.restoreAllMocks());

  it("is one time within a macrotask, and read again in the next", async () => {
    now = 2000;
    const first = stampTime();
    now = 2001;
    const second = stampTime();

    await macrotask();

    expect([first, second, stampTime()]).toEqual([2000, 2000, 2001]);
  });

  it("is read again every 256 stamps of a macrotask that runs long", () => {
    now = 3000;
    stampTime();
    now = 3001;

    const stamps = Array.from({ length: 256 }, () => stampTime());

    expect(stamps[0]).toBe(3000);
    expect(stamps.at(-1)).toBe(3001);
  });
});

describe("systemClock", () => {
  it("runs a task once, and not when disposed before", async () => {
    const runs: string[] = [];
    const done = new Promise<void>((resolve) => {
      systemClock.schedule(0, () => runs.push("cancelled"))[Symbol.dispose]();
      systemClock.schedule(0, () => {
        runs.push("ran");
        resolve();
      });
    });

    await done;
    await macrotask();

    expect(runs).toEqual(["ran"]);
  });

  it("waits longer than a timer of Node can, and not when disposed before", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const ran: string[] = [];
      const days = 86_400_000;
      systemClock.schedule(60 * days, () => ran.push("kept"));
      const disposed = systemClock.schedule(60 * days, () => ran.push("disposed"));

      vi.advanceTimersByTime(59 * days);
      expect(ran).toEqual([]);
      disposed[Symbol.dispose]();
      vi.advanceTimersByTime(2 * days);
      expect(ran).toEqual(["kept"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
