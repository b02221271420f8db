/** Readers of the runtime stream of an execution: early and late, several, impatient, and those who leave. */
import { MemoryStream, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { breath, collect, readAll, subscriptionsOn, warningsDuring } from "./probes.js";
import { echo, gated } from "./small-flows.js";

describe("readers of an execution (F22)", () => {
  it("see the same items, whether they come before the start, in between or behind the end", async () => {
    const { flow, open } = gated();
    const execution = flow.createExecution();
    const early = collect(execution.getRuntimeStream("x"));
    await execution.emit("Go", "one");
    const between = collect(execution.getRuntimeStream());
    await execution.emit("Go", "two");
    open("done");
    await execution.outcome;
    await Promise.all([early.ended, between.ended]);

    expect([early.items, between.items, await readAll(execution.getRuntimeStream())]).toEqual(
      Array.from({ length: 3 }, () => ["one", "two"]),
    );
  });

  it("get an item as soon as it is put, and not at the end", async () => {
    const { flow, open } = gated();
    const execution = flow.createExecution();
    const reader = execution.getRuntimeStream("x");
    const first = reader.next();
    await execution.emit("Go", "one");

    expect(await first).toEqual({ done: false, value: "one" });
    expect(execution.status).toBe("running");
    open("done");
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it("end with the execution, by close, by cancel, or at once with its failure", async () => {
    for (const end of ["close", "cancel", "fail"] as const) {
      const execution = await echo().startExecution("a");
      await execution.emit("Go", "item");
      const readers = [readAll(execution.getRuntimeStream()), readAll(execution.getRuntimeStream())];
      await breath();
      if (end === "close") await execution.close();
      else if (end === "cancel") await execution.cancel();
      else execution.emitNowait("Fail", "broken");

      for (const reader of readers)
        if (end === "fail") await expect(reader).rejects.toThrow("broken");
        else expect(await reader, end).toEqual(["item"]);
    }
  });

  it("of a failed execution get the items before the failure, late ones, too", async () => {
    const execution = await echo().startExecution("a");
    await execution.emit("Go", "item");
    execution.emitNowait("Fail", "broken");
    await expect(execution.outcome).rejects.toThrow("broken");
    const reader = execution.getRuntimeStream();

    expect(await reader.next()).toEqual({ done: false, value: "item" });
    await expect(reader.next()).rejects.toThrow("broken");
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it("may leave early, which ends neither the run nor the others", async () => {
    const stream = new MemoryStream();
    const execution = await echo().startExecution("a", { stream });
    const before = subscriptionsOn(stream);
    const other = collect(execution.getRuntimeStream());
    await execution.emit("Go", "one");
    for await (const item of execution.getRuntimeStream()) {
      expect(item).toBe("one");
      break;
    }
    await execution.emit("Go", "two");

    expect(subscriptionsOn(stream)).toBe(before);
    await execution.close();
    await other.ended;
    expect(other.items).toEqual(["one", "two"]);
  });

  it("keep no more for those who come late than streamRetain says, and those who read miss nothing (W-22)", async () => {
    const execution = await echo().startExecution("a", { streamRetain: 2 });
    const early = collect(execution.getRuntimeStream());
    await breath();
    for (const item of ["1", "2", "3", "4"]) await execution.emit("Go", item);
    await execution.close();
    await early.ended;

    expect(early.items).toEqual(["1", "2", "3", "4"]);
    expect(await readAll(execution.getRuntimeStream())).toEqual(["3", "4"]);
  });

  it("wait for ever without a timeout, and start no timer", async () => {
    const clock = new ManualClock();
    const execution = await echo().startExecution("a", { stream: new MemoryStream({ clock }) });
    const reader = collect(execution.getRuntimeStream());
    await clock.advanceAsync(10_000_000);
    expect(clock.pending).toBe(0);
    await execution.emit("Go", "late");
    await execution.close();
    await reader.ended;

    expect(reader.items).toEqual(["late"]);
  });
});

describe("a reader that loses patience (F23)", () => {
  it("ends alone, with one warning; the run, other readers and the result go on", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const { flow, open } = gated();
    const execution = flow.createExecution({ stream });
    const warnings = await warningsDuring(async () => {
      const patient = collect(execution.getRuntimeStream("x", { timeoutMs: 5000 }));
      const impatient = collect(execution.getRuntimeStream("x", { timeoutMs: 200 }));
      await breath();
      await execution.emit("Go", "one");
      await clock.advanceAsync(200);
      await impatient.ended;
      await execution.emit("Go", "two");
      open("done");
      await patient.ended;
      expect([impatient.items, patient.items]).toEqual([["one"], ["one", "two"]]);
    });

    expect(warnings).toEqual(["MILLRACE_READER_TIMEOUT"]);
    expect((await execution.outcome).result).toBe("done");
    expect(clock.pending).toBe(0);
  });
});

describe("an item behind the end of the stream (F24)", () => {
  it("is no loss in silence: the chunk stops the stream, the run goes on, a later item is warned of", async () => {
    const flow = new TriggerFlow("stops");
    const door = createDeferred<undefined>();
    flow
      .to(async (data) => {
        await data.putIntoStream("before");
        await data.stopStream();
        await door.promise;
        await data.putIntoStream("behind");
        return "done";
      })
      .end();
    const execution = flow.createExecution();
    const warnings = await warningsDuring(async () => {
      expect(await readAll(execution.getRuntimeStream())).toEqual(["before"]);
      expect(execution.status).toBe("running");
      door.resolve(undefined);
      expect((await execution.outcome).result).toBe("done");
    });

    expect(warnings).toEqual(["MILLRACE_PUT_AFTER_STOP"]);
  });
});
