/** Handlers of one execution by `on` and `off`: what they hear, how they end, and what their failures do. */
import { ChunkEnded, defineEvent, type Execution, HandlerFailed, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";
import { breath, Crowd, subscriptionsOn } from "./probes.js";

class Order extends defineEvent("handlers.order", { name: z.string() }) {}

const contract = {
  signals: { Go: z.number(), Order: z.string(), Free: z.number(), Fail: z.number() },
  state: z.object({ key: z.number() }),
};

function working(): TriggerFlow<typeof contract> {
  const flow = new TriggerFlow("working", contract);
  flow.when("Go").to((data) => data.state.set("key", data.value));
  flow.when("Order").to((data) => data.context.send(new Order({ name: data.value })));
  return flow;
}

describe("a handler of one execution (F41)", () => {
  for (const onBus of [false, true]) {
    const start = (flow = working()): Promise<Execution<typeof contract>> =>
      flow.startExecution(undefined, onBus ? { stream: new MemoryStream() } : {});
    const where = onBus ? "on a stream of one's own" : "without a bus";

    it(`hears a signal and a state key as chunks do, once each, ${where}`, async () => {
      const execution = await start();
      const heard: unknown[] = [];
      execution.on("Go", (data) => heard.push(["Go", data.value]));
      execution.on({ state: "key" }, (data) => heard.push(["key", data.value, data.state.get("key")]));

      await execution.emit("Go", 7);

      expect(heard).toEqual([
        ["Go", 7],
        ["key", 7, 7],
      ]);
    });

    it(`runs once for one signal, however many handlers there are beside it, ${where}`, async () => {
      const execution = await start();
      const heard: string[] = [];
      for (const name of ["a", "b", "c"]) execution.on("Free", () => heard.push(name));

      await execution.emit("Free", 1);

      expect(heard).toEqual(["a", "b", "c"]);
    });

    it(`is part of what an emit waits for, and can emit itself, ${where}`, async () => {
      const execution = await start();
      execution.on("Free", async (data) => {
        await breath();
        await data.emit("Go", data.value * 2);
      });

      await execution.emit("Free", 4);

      expect(execution.snapshot().state).toEqual({ key: 8 });
    });

    it(`hears nothing of other executions, ${where}`, async () => {
      const flow = working();
      const stream = onBus ? { stream: new MemoryStream() } : {};
      const [one, other] = [await flow.startExecution(undefined, stream), await flow.startExecution(undefined, stream)];
      const heard: unknown[] = [];
      one.on("Free", (data) => heard.push(data.value));
      one.on({ state: "key" }, (data) => heard.push(data.value));

      await other.emit("Free", 1);
      await other.emit("Go", 2);

      expect(heard).toEqual([]);
    });
  }

  it("hears events that belong to the execution, by class and by filter, its own ones included", async () => {
    const stream = new MemoryStream();
    const flow = working();
    const [one, other] = [
      await flow.startExecution(undefined, { stream }),
      await flow.startExecution(undefined, { stream }),
    ];
    const heard: unknown[] = [];
    one.on(Order, (event) => heard.push(event.name));
    one.on(Order.field("name").eq("b"), (event) => heard.push(`filter ${event.name}`));
    one.on(ChunkEnded, (event, context) => heard.push([event.execution === one.id, context.cause === event]));

    await one.emit("Order", "b");
    await other.emit("Order", "x");
    await stream.send(new Order({ name: "outside" }));

    expect(heard).toEqual(["b", "filter b", [true, true]]);
  });

  it("ends by off, by disposal, and with the execution", async () => {
    const stream = new MemoryStream();
    const execution = await working().startExecution(undefined, { stream });
    const before = subscriptionsOn(stream);
    const heard: string[] = [];
    const first = execution.on("Free", () => heard.push("first"));
    const second = execution.on("Free", () => heard.push("second"));
    const third = execution.on(Order, () => heard.push("third"));
    expect(subscriptionsOn(stream)).toBeGreaterThan(before);

    expect(execution.off(first)).toBe(true);
    expect(execution.off(first)).toBe(false);
    await execution.emit("Free", 1);
    expect(heard.splice(0)).toEqual(["second"]);
    second[Symbol.dispose]();
    expect(execution.off(second)).toBe(false);
    await execution.emit("Free", 1);
    expect(heard).toEqual([]);

    await execution.close();
    await breath();
    expect(subscriptionsOn(stream)).toBe(0);
    expect(execution.off(third)).toBe(false);
    await stream.send(new Order({ name: "late" }));
    expect(heard).toEqual([]);
    expect(caught(() => execution.on("Free", () => undefined)).code).toBe("EXECUTION_CLOSED");
  });

  it("ends with an execution that fails or is cancelled", async () => {
    const stream = new MemoryStream();
    const flow = working();
    flow.when("Fail").to(() => Promise.reject(new Error("broken")));
    const [cancelled, failed] = [
      await flow.startExecution(undefined, { stream }),
      await flow.startExecution(undefined, { stream }),
    ];
    for (const one of [cancelled, failed]) {
      one.on("Free", () => undefined);
      one.on(Order, () => undefined);
    }
    await cancelled.cancel();
    failed.emitNowait("Fail", 1);
    await expect(failed.outcome).rejects.toThrow("broken");

    await breath();
    expect(subscriptionsOn(stream)).toBe(0);
  });

  it("can leave while it runs, and the one behind it still runs", async () => {
    const execution = await working().startExecution();
    const heard: string[] = [];
    const once = execution.on("Free", () => {
      execution.off(once);
      heard.push("once");
    });
    execution.on("Free", () => heard.push("always"));

    await execution.emit("Free", 1);
    await execution.emit("Free", 1);

    expect(heard).toEqual(["once", "always", "always"]);
  });

  it("is reported when it fails, and fails nothing", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(HandlerFailed));
    const execution = await working().startExecution(undefined, { stream });
    execution.on("Go", function onGo() {
      throw new Error("signal");
    });
    execution.on({ state: "key" }, () => Promise.reject(new Error("state")));
    execution.on(Order, () => {
      throw new Error("event");
    });

    await execution.emit("Go", 1);
    await execution.emit("Order", "a");

    expect(record.events.map(({ error }) => (error as Error).message)).toEqual(["signal", "state", "event"]);
    expect(record.events[0]).toMatchObject({ subscription: "onGo" });
    expect(await execution.close()).toMatchObject({ status: "completed", state: { key: 1 } });
  });

  it("obeys the concurrency of the execution", async () => {
    const flow = working();
    const execution = await flow.startExecution(undefined, { concurrency: 2 });
    const crowd = new Crowd();
    for (let n = 0; n < 5; n++)
      execution.on("Free", async () => {
        crowd.enter();
        await breath();
        crowd.leave();
      });

    await execution.emit("Free", 1);

    expect(crowd.most).toBe(2);
  });

  it("hears what happens before the start, too", async () => {
    const flow = new TriggerFlow("early", contract);
    flow.to((data) => data.emit("Go", 1));
    const execution = flow.createExecution();
    const heard: unknown[] = [];
    execution.on("Go", (data) => heard.push(data.value));
    execution.on({ state: "key" }, (data) => heard.push(data.value));

    await execution.emit("Go", 0);
    await execution.start();

    expect(heard).toEqual([0, 1]);
  });

  it("refuses names that the contract does not have, and what is no trigger", () => {
    const execution = working().createExecution();
    class Plain {}

    expect(caught(() => execution.on("Nope" as never, () => undefined)).code).toBe("FLOW_INVALID");
    expect(caught(() => execution.on({ state: "nope" } as never, () => undefined)).code).toBe("FLOW_INVALID");
    for (const trigger of [Plain, 7, null, {}])
      expect(caught(() => execution.on(trigger as never, () => undefined)).code).toBe("FILTER_INVALID");
  });
});
