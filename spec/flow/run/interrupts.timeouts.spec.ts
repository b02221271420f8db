/** Pauses that nobody answers in time. */
import { type Execution, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

const timed = (flow: TriggerFlow, clock: ManualClock): Execution =>
  flow.createExecution({ stream: new MemoryStream({ clock, history: false }) });

describe("a pause with a time", () => {
  it("tells when it gives up, and fails the execution with TIMEOUT then (F27)", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("late");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }));
    const execution = timed(flow, clock);

    expect((await execution.start()).interrupts).toMatchObject([{ id: "gate", deadline: clock.now() + 50 }]);
    await clock.advanceAsync(49);
    expect(execution.status).toBe("waiting");
    await clock.advanceAsync(1);

    expect(execution.status).toBe("failed");
    await expect(execution.outcome).rejects.toMatchObject({
      code: "TIMEOUT",
      details: { flow: "late", node: "step-1", interrupt: "gate" },
    });
    await expect(execution.continueWith("gate")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    expect(clock.pending).toBe(0);
  });

  it("goes to the error branch of its chunk, with what the chunk ran with (F27)", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("branch");
    flow
      .to(() => "asked")
      .to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }), {
        onError: ({ value: { error, value } }) => `${value}: ${(error as { code: string }).code}`,
      })
      .to((data) => data.value)
      .end();
    const execution = timed(flow, clock);
    await execution.start();

    await clock.advanceAsync(50);

    expect((await execution.outcome).result).toBe("asked: TIMEOUT");
    expect(clock.pending).toBe(0);
  });

  it("that is answered in time fails nothing later, and leaves no timer (F27)", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("early");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 })).end();
    const execution = timed(flow, clock);
    await execution.start();
    await execution.continueWith("gate", "in time");

    expect(clock.pending).toBe(0);
    await clock.advanceAsync(100);
    expect((await execution.outcome).result).toBe("in time");
  });

  it("that is answered too late says why (F27)", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("says");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }), { onError: () => "late" });
    flow.to((data) => data.pauseFor({ id: "other" }));
    const execution = timed(flow, clock);
    await execution.start();
    await clock.advanceAsync(50);

    await expect(execution.continueWith("gate")).rejects.toMatchObject({
      code: "INTERRUPT_UNKNOWN",
      message: expect.stringContaining("run out of its time") as string,
    });
    expect(execution.getPendingInterrupts()).toMatchObject([{ id: "other" }]);
    await execution.cancel();
  });

  it("keeps its deadline when what went on behind an answer failed", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("kept");
    flow
      .to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }), { onError: () => "late" })
      .to((data) => {
        if (data.value !== "late") throw new Error("behind");
        return data.value;
      })
      .end();
    const execution = timed(flow, clock);
    await execution.start();
    await clock.advanceAsync(30);
    await expect(execution.continueWith("gate", "early")).rejects.toThrow("behind");

    await clock.advanceAsync(19);
    expect(execution.status).toBe("waiting");
    await clock.advanceAsync(1);
    expect((await execution.outcome).result).toBe("late");
  });

  it("counts while other work is under way, and while nothing is", async () => {
    const clock = new ManualClock();
    const door = createDeferred<undefined>();
    const flow = new TriggerFlow("busy");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }), { onError: () => "late" }).end();
    flow.to(async () => door.promise);
    const execution = timed(flow, clock);
    const started = execution.start();
    await breath();
    await clock.advanceAsync(50);

    expect(execution.snapshot()).toMatchObject({ status: "running", result: "late", interrupts: [] });
    door.resolve(undefined);
    expect((await started).status).toBe("completed");
  });

  it("in an item lets the loop come through by its error branch, and leaves the other pauses alone (F27)", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("items");
    flow
      .to(() => [10, 20, 30])
      .forEach()
      .to((data) => data.pauseFor({ id: `item ${data.value}`, timeoutMs: data.value }), {
        onError: ({ value: { value } }) => `${String(value)} late`,
      })
      .endForEach()
      .end();
    const execution = timed(flow, clock);
    await execution.start();

    await clock.advanceAsync(10);
    await execution.continueWith("item 20", "answered");
    await clock.advanceAsync(20);

    expect((await execution.outcome).result).toEqual(["10 late", "answered", "30 late"]);
  });

  it("has no timer left when the execution is cancelled, or fails", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("shut");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }));
    flow.when("Fail").to((data) => {
      data.emitNowait("Boom");
    });
    flow.when("Boom").to(() => {
      throw new Error("boom");
    });
    const cancelled = timed(flow, clock);
    await cancelled.start();
    const failing = timed(flow, clock);
    await failing.start();
    expect(clock.pending).toBe(2);

    await cancelled.cancel();
    await failing.emit("Fail");
    await expect(failing.outcome).rejects.toThrow("boom");

    expect(clock.pending).toBe(0);
  });

  for (const history of [false, true])
    it(`gives up in a loaded execution when that goes on, not before${history ? ", seen on the bus" : ""} (W-33)`, async () => {
      const clock = new ManualClock();
      const flow = new TriggerFlow("inert");
      flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }), { onError: () => "late" }).end();
      const first = timed(flow, clock);
      await first.start();
      const saved = JSON.stringify(first.save());
      await first.cancel();
      await clock.advanceAsync(80);
      const second = flow.createExecution({ stream: new MemoryStream({ clock, history }) });
      second.load(saved);
      await clock.advanceAsync(0);
      expect(second.getPendingInterrupts()).toMatchObject([{ id: "gate" }]);
      await second.resume();
      await clock.advanceAsync(0);

      expect((await second.outcome).result).toBe("late");
    });

  it("that has run out while the process was down gives up at once (F27)", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("down");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }), { onError: () => "late" }).end();
    const first = timed(flow, clock);
    await first.start();
    const saved = JSON.stringify(first.save());
    await first.cancel();
    await clock.advanceAsync(80);

    const second = timed(flow, clock);
    second.load(saved);
    await second.resume();
    await clock.advanceAsync(0);

    expect((await second.outcome).result).toBe("late");
  });
});
