/** Signals from outside: what became of them, once by key, and never lost without a word. */
import { type FlowContract, FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { caught } from "../caught.js";
import { breath, readAll, warningsDuring } from "./probes.js";

const contract = { signals: { Go: z.number(), Unheard: z.number() }, stream: z.number() };

/** Two chains wait for `Go`, of which one puts into the stream; nobody waits for `Unheard`. */
function counting(strict = false): TriggerFlow<typeof contract> {
  const flow = new TriggerFlow("counting", contract, { strict });
  flow.when("Go").to((data) => data.putIntoStream(data.value));
  flow.when("Go").to(() => undefined);
  return flow;
}

describe("the receipt of a signal (F18)", () => {
  for (const onBus of [false, true]) {
    const options = (): { readonly stream?: MemoryStream } => (onBus ? { stream: new MemoryStream() } : {});
    const where = onBus ? "on a stream of one's own" : "without a bus";

    it(`says how many nodes waited, ${where}`, async () => {
      const execution = await counting().startExecution(undefined, options());

      expect(await execution.emit("Go", 1)).toEqual({ delivered: true, handlers: 2, duplicate: false });
      expect(await execution.emit("Unheard", 1)).toEqual({ delivered: true, handlers: 0, duplicate: false });
    });

    it(`says the same to chunks, ${where}`, async () => {
      const flow = counting();
      flow.to(async (data) => data.setResult([await data.emit("Go", 1), await data.emit("Unheard", 2)]));

      expect((await flow.start(undefined, options())).result).toEqual([
        { delivered: true, handlers: 2, duplicate: false },
        { delivered: true, handlers: 0, duplicate: false },
      ]);
    });
  }

  it("says that an interrupter suppressed it", async () => {
    const stream = new MemoryStream();
    stream
      .where(FlowSignal.field("name").eq("Go"))
      .subscribe((event) => (event.value === 2 ? null : event), { interrupt: true });
    const execution = await counting().startExecution(undefined, { stream });

    expect(await execution.emit("Go", 1)).toMatchObject({ delivered: true });
    expect(await execution.emit("Go", 2)).toMatchObject({ delivered: false, duplicate: false });
    await execution.close();
    expect(await readAll(execution.getRuntimeStream())).toEqual([1]);
  });

  it("counts handlers of this execution, too", async () => {
    const execution = await counting().startExecution();
    const handler = execution.on("Unheard", () => undefined);

    expect((await execution.emit("Unheard", 1)).handlers).toBe(1);
    execution.off(handler);
    expect((await execution.emit("Unheard", 1)).handlers).toBe(0);
  });
});

describe("the key of a signal (F28, W-24)", () => {
  it("makes it happen once, however often it arrives and by whichever way", async () => {
    const execution = await counting().startExecution();

    const receipts = await Promise.all([
      execution.emit("Go", 1, { key: "hook-1" }),
      execution.emit("Go", 1, { key: "hook-1" }),
    ]);
    execution.emitNowait("Go", 1, { key: "hook-1" });
    await execution.emit("Go", 2, { key: "hook-2" });
    await execution.emit("Go", 3);
    await execution.close();

    expect(receipts).toEqual([
      { delivered: true, handlers: 2, duplicate: false },
      { delivered: false, handlers: 0, duplicate: true },
    ]);
    expect(await readAll(execution.getRuntimeStream())).toEqual([1, 2, 3]);
  });

  it("holds for chunks, too, and for posted signals", async () => {
    const flow = counting();
    flow.to(async (data) => {
      data.emitNowait("Go", 1, { key: "a" });
      data.emitNowait("Go", 1, { key: "a" });
      data.setResult((await data.emit("Go", 2, { key: "a" })).duplicate);
    });
    const execution = flow.createExecution();

    expect((await execution.start()).result).toBe(true);
    expect(await readAll(execution.getRuntimeStream())).toEqual([1]);
  });

  it("is not used up by a value that does not fit, nor shared with other executions", async () => {
    const flow = counting();
    const [one, other] = [await flow.startExecution(), await flow.startExecution()];

    await expect(one.emit("Go", "text" as never, { key: "k" })).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
    expect((await one.emit("Go", 1, { key: "k" })).duplicate).toBe(false);
    expect((await other.emit("Go", 1, { key: "k" })).duplicate).toBe(false);
  });

  it("lives as long as the execution, a snapshot in between included", async () => {
    const flow = counting();
    const execution = await flow.startExecution();
    await execution.emit("Go", 1, { key: "k" });
    const later = flow.createExecution({ autoClose: false });
    later.load(JSON.stringify(execution.save()));

    expect(await later.emit("Go", 1, { key: "k" })).toMatchObject({ duplicate: true });
  });
});

describe("a strict flow (F52, W-23)", () => {
  it("refuses signals that no node waits for, from outside and from chunks", async () => {
    const flow = counting(true);
    flow.to((data) => data.emit("Unheard", 1).catch((error: unknown) => data.setResult(error)));
    const execution = await flow.startExecution();

    for (const error of [
      await execution.emit("Unheard", 1).catch((one: unknown) => one),
      caught(() => execution.emitNowait("Unheard", 1)),
      execution.snapshot().result,
    ])
      expect(error).toMatchObject({
        code: "FLOW_SIGNAL_UNKNOWN",
        message: expect.stringContaining('"Unheard"'),
        hint: expect.stringContaining("Go"),
        details: { flow: "counting", signal: "Unheard" },
      });
    expect((await execution.emit("Go", 1)).handlers).toBe(2);
  });

  it("takes a handler of the execution for a node", async () => {
    const execution = await counting(true).startExecution();
    using _handler = execution.on("Unheard", () => undefined);

    expect((await execution.emit("Unheard", 1)).handlers).toBe(1);
  });

  it("fails a chunk that puts an item after the end of the stream", async () => {
    const flow = counting(true);
    flow.to(async (data) => {
      await data.stopStream();
      await data.putIntoStream(1);
    });

    await expect(flow.start()).rejects.toMatchObject({
      code: "FLOW_STRICT",
      details: { flow: "counting", warning: "MILLRACE_PUT_AFTER_STOP" },
    });
  });

  it("refuses a posted signal after the end, which is otherwise dropped with a warning", async () => {
    for (const strict of [true, false]) {
      const flow = counting(strict);
      const door = createDeferred<undefined>();
      const refused: unknown[] = [];
      flow.to(async (data) => {
        await door.promise;
        try {
          data.emitNowait("Go", 1);
        } catch (error) {
          refused.push((error as { readonly code?: unknown }).code);
        }
      });
      const execution = flow.createExecution();
      void execution.start();
      await breath();
      await execution.cancel();

      const warnings = await warningsDuring(async () => {
        door.resolve(undefined);
        await breath();
      });

      expect([refused, warnings]).toEqual(strict ? [["FLOW_STRICT"], []] : [[], ["MILLRACE_EMIT_AFTER_CLOSE"]]);
    }
  });

  it("holds for its sub-flows", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => data.emit("Nobody"));
    const parent = new TriggerFlow("parent", undefined, { strict: true });
    parent.toSubFlow(child);

    await expect(parent.start()).rejects.toMatchObject({ code: "FLOW_SIGNAL_UNKNOWN", details: { flow: "child" } });
  });
});

describe("a signal by its name (F2)", () => {
  it("reaches the nodes of exactly that name", async () => {
    const flow = new TriggerFlow<FlowContract>("names");
    const heard: string[] = [];
    for (const name of ["Go", "go", "Go ", "Go.more", "", "start", "toString", "__proto__"])
      flow.when(name).to(() => heard.push(name));
    const execution = await flow.startExecution(undefined, { stream: new MemoryStream() });

    for (const name of ["Go", "go", "Go ", "Go.more", "", "start", "toString", "__proto__"]) {
      await execution.emit(name);
      expect(heard.splice(0), JSON.stringify(name)).toEqual([name]);
    }
  });

  it("after the end is refused by name, by both ways", async () => {
    const execution = await counting().startExecution();
    await execution.close();

    await expect(execution.emit("Go", 1)).rejects.toMatchObject({
      code: "EXECUTION_CLOSED",
      message: expect.stringContaining('The signal "Go"'),
      details: { flow: "counting", execution: execution.id },
    });
    expect(caught(() => execution.emitNowait("Go", 1)).code).toBe("EXECUTION_CLOSED");
  });

  it("does not mix two executions, whatever they emit at once", async () => {
    const stream = new MemoryStream();
    const flow = counting();
    const executions = await Promise.all([1, 2, 3].map(() => flow.startExecution(undefined, { stream })));

    await Promise.all(executions.flatMap((one, index) => [one.emit("Go", index), one.emit("Go", index + 10)]));
    await Promise.all(executions.map((one) => one.close()));

    const items = await Promise.all(executions.map((one) => readAll(one.getRuntimeStream())));
    expect(items).toEqual([
      [0, 10],
      [1, 11],
      [2, 12],
    ]);
  });
});
