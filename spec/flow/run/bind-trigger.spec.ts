/** How handlers of one execution hang in the engine; what they are for is in execution.handlers.spec.ts. */
import { ChunkEnded, ChunkStarted, FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { breath, subscriptionsOn } from "../probes.js";

describe("a handler bound to a route", () => {
  it("counts as waiting for the route, whether or not the flow waits there, too", async () => {
    const flow = new TriggerFlow("bound");
    flow.when("Known").to(() => undefined);
    const execution = await flow.startExecution();
    execution.on("Known", () => undefined);
    execution.on("Free", () => undefined);

    expect((await execution.emit("Known")).handlers).toBe(2);
    expect((await execution.emit("Free")).handlers).toBe(1);
  });

  it("is a chunk on the bus, by the name of its function", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const execution = await new TriggerFlow("named").startExecution(undefined, { stream });
    execution.on("Free", function onFree() {});
    execution.on("Free", () => undefined);

    await execution.emit("Free", 1);

    expect(record.of(ChunkStarted).map(({ chunk }) => chunk)).toEqual(["onFree", "on signal/Free"]);
    expect(record.of(ChunkEnded)).toHaveLength(2);
  });

  it("can be kept from running by an interrupter, as other chunks can", async () => {
    const stream = new MemoryStream();
    stream.where(ChunkStarted.field("chunk").eq("guarded")).subscribe(() => null, { interrupt: true });
    const execution = await new TriggerFlow("guards").startExecution(undefined, { stream });
    const ran: string[] = [];
    execution.on("Free", function guarded() {
      ran.push("guarded");
    });
    execution.on("Free", function open() {
      ran.push("open");
    });

    await execution.emit("Free");

    expect(ran).toEqual(["open"]);
  });

  it("hears signals that an interrupter has sent on to its name", async () => {
    const stream = new MemoryStream();
    stream
      .where(FlowSignal.field("name").eq("A"))
      .subscribe(
        ({ flow, execution, kind, value, scope }) => new FlowSignal(flow, execution, kind, "Free", value, scope),
        { interrupt: true },
      );
    const flow = new TriggerFlow("sent-on");
    flow.when("A").to(() => undefined);
    const execution = await flow.startExecution(undefined, { stream });
    const heard: unknown[] = [];
    execution.on("Free", (data) => heard.push(data.value));

    await execution.emit("A", 7);

    expect(heard).toEqual([7]);
  });

  it("leaves no subscription behind, bound and let go of a hundred times", async () => {
    const stream = new MemoryStream();
    const execution = await new TriggerFlow("busy").startExecution(undefined, { stream });
    const before = subscriptionsOn(stream);

    for (let turn = 0; turn < 100; turn++) {
      using _signal = execution.on("Free", () => undefined);
      using _state = execution.on({ state: "key" }, () => undefined);
      using _event = execution.on(ChunkEnded, () => undefined);
    }

    await breath();
    expect(subscriptionsOn(stream)).toBe(before);
  });

  it("hears the writes of a state key of its execution, posted and awaited ones", async () => {
    const flow = new TriggerFlow("writes");
    flow.when("Write").to(async (data) => {
      data.state.set("key", 1);
      await data.setState("key", 2);
      await data.setState("key.below", 3).catch(() => undefined);
    });
    for (const stream of [undefined, new MemoryStream()]) {
      const execution = await flow.startExecution(undefined, stream ? { stream } : {});
      const heard: unknown[] = [];
      execution.on({ state: "key" }, (data) => heard.push(data.value));

      await execution.emit("Write");
      await execution.settled;

      expect(heard.sort()).toEqual([1, 2]);
    }
  });

  it("keeps the execution open while it runs", async () => {
    const flow = new TriggerFlow("slow");
    flow.to((data) => data.emitNowait("Free"));
    const execution = flow.createExecution();
    const order: string[] = [];
    execution.on("Free", async () => {
      await breath();
      order.push("handled");
    });

    await execution.start();
    order.push("started");

    expect(order).toEqual(["handled", "started"]);
  });
});
