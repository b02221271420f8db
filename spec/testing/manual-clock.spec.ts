/** A clock that stands still until a spec moves it. */
import { currentClock, systemClock, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
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

  it("lets promises run before, between and behind timers with advanceAsync", async () => {
    const clock = new ManualClock(0);
    const ran: string[] = [];
    const sleep = (ms: number): Promise<void> =>
      new Promise((done) => {
        clock.schedule(ms, done);
      });
    const work = async (name: string): Promise<void> => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      for (let turn = 0; turn < 3; turn++) {
        await sleep(10);
        ran.push(`${name}@${String(clock.now())}`);
      }
    };
    const all = Promise.all([work("a"), work("b")]);

    await clock.advanceAsync(25);

    expect(ran).toEqual(["a@10", "b@10", "a@20", "b@20"]);
    expect(clock.now()).toBe(25);
    await clock.advanceAsync(5);
    await all;
    expect(ran.slice(4)).toEqual(["a@30", "b@30"]);
    await expect(clock.advanceAsync(-1)).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });

  it("drives a flow whose chunks wait beside each other", async () => {
    const clock = new ManualClock();
    using _installed = clock.install();
    const began = clock.now();
    const flow = new TriggerFlow("timers", { input: z.number() });
    const chunkOf = (name: string, ms: number) =>
      flow.chunk(name, async () => {
        await new Promise<void>((done) => currentClock().schedule(ms, done));
        await new Promise<void>((done) => currentClock().schedule(ms, done));
        return currentClock().now() - began;
      });
    flow.batch(chunkOf("slow", 500), chunkOf("middle", 300), chunkOf("quick", 1)).end();
    const execution = flow.createExecution();

    const run = execution.start(1);
    await clock.advanceAsync(1000);

    expect((await run).result).toEqual({ slow: 1000, middle: 600, quick: 2 });
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
