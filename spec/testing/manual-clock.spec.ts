/** A clock that stands still until a spec moves it. */
import { currentClock, systemClock } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";

describe("ManualClock", () => {
  it("stands still until it is advanced", () => {
    const clock = new ManualClock(1000);

    expect(clock.now()).toBe(1000);
    clock.advance(50);
    expect(clock.now()).toBe(1050);
  });

  it("runs timers at their own time, in order of time, then of scheduling", () => {
    const clock = new ManualClock(0);
    const ran: string[] = [];
    const at = (name: string) => () => ran.push(`${name}@${String(clock.now())}`);
    clock.schedule(20, at("late"));
    clock.schedule(10, at("first"));
    clock.schedule(10, at("second"));

    clock.advance(30);

    expect(ran).toEqual(["first@10", "second@10", "late@20"]);
    expect(clock.now()).toBe(30);
  });

  it("runs timers that a timer schedules within the same step", () => {
    const clock = new ManualClock(0);
    const ran: number[] = [];
    const again = (): void => {
      ran.push(clock.now());
      clock.schedule(10, again);
    };
    clock.schedule(10, again);

    clock.advance(35);

    expect(ran).toEqual([10, 20, 30]);
    expect(clock.pending).toBe(1);
  });

  it("leaves alone what is not due, and forgets what was disposed", () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    clock.schedule(10, () => ran.push("later"));
    clock.schedule(5, () => ran.push("never"))[Symbol.dispose]();

    clock.advance(9);

    expect(ran).toEqual([]);
    expect(clock.pending).toBe(1);
  });

  it("refuses to go back", () => {
    expect(caught(() => new ManualClock().advance(-1)).code).toBe("OPTION_INVALID");
  });

  it("is the clock in force while installed", () => {
    const clock = new ManualClock();

    {
      using _installed = clock.install();
      expect(currentClock()).toBe(clock);
    }

    expect(currentClock()).toBe(systemClock);
  });
});
