/** Pauses behind a restart: their answers are checked, counted, idempotent, and their time runs on. */
import { MemoryStream, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath } from "../probes.js";
import { reload } from "./reload.js";

describe("a pause that was loaded", () => {
  it("checks its answer by the schema that it was asked with, also before resume()", async () => {
    const flow = new TriggerFlow("asks");
    const answer = z.object({ approved: z.boolean(), note: z.string().min(2).optional() });
    flow.to((data) => data.pauseFor({ id: "gate", type: "approval", payload: { amount: 0 }, answer })).end();
    const first = flow.createExecution();
    const { interrupts } = await first.start();
    const second = reload(flow, first.save());

    expect(second.getPendingInterrupts()).toEqual(interrupts);
    await expect(second.continueWith("gate", { approved: "yes" })).rejects.toMatchObject({
      code: "FLOW_VALUE_INVALID",
    });
    await expect(second.continueWith("gate", { approved: true, note: "x" })).rejects.toMatchObject({
      code: "FLOW_VALUE_INVALID",
    });
    await expect(second.continueWith("door", true)).rejects.toMatchObject({ code: "INTERRUPT_UNKNOWN" });
    await second.continueWith("gate", { approved: false });

    expect(await second.outcome).toMatchObject({ status: "completed", result: { approved: false } });
  });

  for (const value of [false, 0, "", null, undefined] as const)
    it(`takes ${value === "" ? "an empty text" : String(value)} for an answer`, async () => {
      const flow = new TriggerFlow("falsy");
      flow
        .to((data) => data.pauseFor({ id: "gate" }))
        .to((data) => [data.value])
        .end();
      const first = flow.createExecution();
      await first.start();
      const second = reload(flow, first.save());

      await second.continueWith("gate", value);

      expect((await second.outcome).result).toEqual([value]);
    });

  it("goes on where it was told to: the next step, itself with its count, or a signal", async () => {
    const flow = new TriggerFlow("targets");
    flow
      .to((data) => data.pauseFor({ id: "next", resumeTo: "next" }))
      .to((data) => {
        data.state.set("next", data.value);
      });
    flow.to((data) => {
      if (data.resume?.count === 2) {
        data.state.set("self", [data.resume.value, data.resume.requestId]);
        return undefined;
      }
      return data.pauseFor({ id: "self", resumeTo: "self", maxResumes: 2 });
    });
    flow.to((data) => data.pauseFor({ id: "event", resumeTo: { event: "Told" } }));
    flow.when("Told").to((data) => {
      data.state.set("event", data.value);
    });
    const first = flow.createExecution();
    await first.start();
    await first.continueWith("self", "once");
    const second = reload(flow, first.save());
    await second.continueWith("next", 1);
    const third = reload(flow, second.save());
    await third.continueWith("event", 2);
    await third.continueWith("self", "twice", { requestId: "r" });

    expect(await third.outcome).toMatchObject({
      status: "completed",
      state: { next: 1, event: 2, self: ["twice", "r"] },
    });
  });

  it("has no more turns than before: the limit of self-resumes survives", async () => {
    const flow = new TriggerFlow("limited");
    flow.to((data) => data.pauseFor({ id: "again", resumeTo: "self", maxResumes: 1 }));
    const first = flow.createExecution();
    await first.start();
    const second = reload(flow, first.save());

    await expect(second.continueWith("again", 1)).rejects.toMatchObject({
      code: "PAUSE_INVALID",
      message: expect.stringContaining("resumed 1 time") as string,
    });
  });

  it("knows the request ids that were answered: the same is done once, another value is refused (F28)", async () => {
    const flow = new TriggerFlow("idempotent");
    flow
      .to((data) => data.pauseFor({ id: "a" }))
      .to((data) => {
        data.state.append("ran", data.value);
      });
    flow.to((data) => data.pauseFor({ id: "b" }));
    const first = flow.createExecution();
    await first.start();
    await first.continueWith("a", { n: 1 }, { requestId: "hook-1" });
    const second = reload(flow, first.save());

    await second.continueWith("a", { n: 1 }, { requestId: "hook-1" });
    await expect(second.continueWith("a", { n: 2 }, { requestId: "hook-1" })).rejects.toMatchObject({
      code: "RESUME_CONFLICT",
    });
    await expect(second.continueWith("b", { n: 1 }, { requestId: "hook-1" })).rejects.toMatchObject({
      code: "RESUME_CONFLICT",
    });

    expect(second.snapshot().state).toEqual({ ran: [{ n: 1 }] });
  });

  it("can be answered again by a request that had failed", async () => {
    let broken = true;
    const flow = new TriggerFlow("failing");
    flow
      .to((data) => data.pauseFor({ id: "a" }))
      .to((data) => {
        if (broken) throw new RangeError("not yet");
        return data.value;
      })
      .end();
    const first = flow.createExecution();
    await first.start();
    await expect(first.continueWith("a", 1, { requestId: "hook" })).rejects.toThrow("not yet");
    const second = reload(flow, first.save());
    broken = false;
    await second.continueWith("a", 1, { requestId: "hook" });

    expect((await second.outcome).result).toBe(1);
  });

  it("runs out of the rest of its time, down time included (F37)", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("late");
    flow
      .to((data) => data.pauseFor({ id: "gate", timeoutMs: 1000 }), {
        name: "ask",
        onError: (data) => (data.value.error as { code: string }).code,
      })
      .end();
    const options = { stream: new MemoryStream({ clock }) };
    const first = flow.createExecution(options);
    await first.start();
    await clock.advanceAsync(400);
    const saved = first.save();
    await first.cancel();
    expect(clock.pending).toBe(0);
    await clock.advanceAsync(300);

    const second = reload(flow, saved, options);
    await second.resume();
    expect(clock.pending).toBe(1);
    await clock.advanceAsync(299);
    expect(second.getPendingInterrupts()).toHaveLength(1);
    await clock.advanceAsync(1);

    expect(second.getPendingInterrupts()).toEqual([]);
    expect(await second.outcome).toMatchObject({ status: "completed", result: "TIMEOUT" });
  });

  it("has run out when it comes back after its time, and holds no timer once it is answered", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("overdue");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 10 })).end();
    const options = { stream: new MemoryStream({ clock }) };
    const first = flow.createExecution(options);
    await first.start();
    const saved = first.save();
    await first.cancel();
    const answered = reload(flow, saved, options);
    await answered.continueWith("gate", 1);
    expect(clock.pending).toBe(0);
    await clock.advanceAsync(5000);

    const late = reload(flow, saved, options);
    await late.resume();
    await clock.advanceAsync(0);

    await expect(late.outcome).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  it("holds no timer before resume(), however late it is", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("inert");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 10 })).end();
    const options = { stream: new MemoryStream({ clock }) };
    const first = flow.createExecution(options);
    await first.start();
    const saved = first.save();
    await first.cancel();

    const second = reload(flow, saved, options);
    await clock.advanceAsync(5000);

    expect(clock.pending).toBe(0);
    expect(second.getPendingInterrupts()).toHaveLength(1);
  });

  it("keeps the idempotency keys of signals (F18)", async () => {
    const flow = new TriggerFlow("keys");
    flow.when("Pay").to((data) => {
      data.state.append("paid", data.value);
    });
    const first = flow.createExecution({ autoClose: false });
    await first.start();
    expect(await first.emit("Pay", 5, { key: "order-7" })).toMatchObject({ duplicate: false });
    const second = reload(flow, first.save(), { autoClose: false });

    expect(await second.emit("Pay", 5, { key: "order-7" })).toEqual({ delivered: false, handlers: 0, duplicate: true });
    second.emitNowait("Pay", 5, { key: "order-7" });
    expect(await second.emit("Pay", 6, { key: "order-8" })).toMatchObject({ duplicate: false });
    await breath();

    expect(second.snapshot().state).toEqual({ paid: [5, 6] });
  });
});
