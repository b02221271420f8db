import {
  BaseEvent,
  type Execution,
  ExecutionCompleted,
  ExecutionFailed,
  ExecutionStarted,
  HandlerFailed,
  MemoryStream,
  TriggerFlow,
} from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { caught } from "../../caught.js";
import { breath, subscriptionsOn } from "../probes.js";

class Order extends BaseEvent {
  constructor(readonly name: string) {
    super();
  }
}
class Shipped extends BaseEvent {}

/** Takes the name of the order as its result. */
function ordering(): TriggerFlow {
  const flow = new TriggerFlow("ordering");
  flow
    .when(Order)
    .to((data) => data.value.name)
    .end();
  return flow;
}

describe("a flow that is attached to a stream", () => {
  it("runs once for each event, each in an execution of its own, and the sender waits for it", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCompleted));
    using _attached = ordering().attach(stream, { start: "each" });

    await stream.send(new Order("a"));
    expect(record.events.map(({ result }) => result)).toEqual(["a"]);
    await Promise.all(["b", "c"].map((name) => stream.send(new Order(name))));
    await stream.send(new Shipped());

    expect(record.events.map(({ result }) => result).sort()).toEqual(["a", "b", "c"]);
    expect(new Set(record.events.map(({ execution }) => execution)).size).toBe(3);
  });

  it("does not run its start, but what waits for the event, in one execution for several ways in", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCompleted));
    const flow = ordering();
    const ran: string[] = [];
    flow.to(() => ran.push("start"));
    flow.when(Order.field("name").eq("x")).to((data) => data.state.set("seen", true));
    using _attached = flow.attach(stream, { start: "each" });

    await stream.send(new Order("x"));

    expect(ran).toEqual([]);
    expect(record.events).toMatchObject([{ result: "x", state: { seen: true } }]);
  });

  it("starts nothing for an event that an execution has caused, of its own or of another flow", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionStarted));
    const flow = ordering();
    flow.when(Order).to(async (data) => {
      if (data.value.name === "first") await data.context.send(new Order("second"));
    });
    using _attached = flow.attach(stream, { start: "each" });
    const other = new TriggerFlow("other");
    other.to((data) => data.context.send(new Order("third")));

    await stream.send(new Order("first"));
    await other.start(undefined, { stream });

    expect(record.events.map((event) => event.flow)).toEqual(["ordering", "other"]);
  });

  it("hears a plain handler's event, which no execution has caused", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCompleted));
    stream.where(Shipped).subscribe((_event, context) => context.send(new Order("by hand")));
    using _attached = ordering().attach(stream, { start: "each" });

    await stream.send(new Shipped());

    expect(record.events).toMatchObject([{ result: "by hand" }]);
  });

  it("lets executions that are open hear the event, too", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCompleted));
    const flow = ordering();
    const open = await flow.startExecution(undefined, { stream });
    using _attached = flow.attach(stream, { start: "each" });

    await stream.send(new Order("a"));
    await open.close();

    expect(record.events.map(({ result }) => result)).toEqual(["a", "a"]);
  });

  it("leaves the stream as it found it, when executions that run have come to their end", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("slow");
    const door = createDeferred<undefined>();
    const done: string[] = [];
    flow
      .when(Order)
      .to(() => door.promise)
      .to(() => done.push("done"));
    const attached = flow.attach(stream, { start: "each" });
    expect(subscriptionsOn(stream)).toBeGreaterThan(0);
    const sent = stream.send(new Order("a"));
    await breath();

    attached[Symbol.dispose]();
    attached[Symbol.dispose]();
    expect(subscriptionsOn(stream)).toBeGreaterThan(0);
    door.resolve(undefined);
    await sent;

    await stream.send(new Order("too late"));
    expect(done).toEqual(["done"]);
    await breath();
    expect(subscriptionsOn(stream)).toBe(0);
  });

  it("tells the failure of an execution on the stream, and the next event starts another one", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionFailed));
    const flow = ordering();
    flow.when(Order).to((data) => {
      if (data.value.name === "bad") throw new Error("bad order");
    });
    using _attached = flow.attach(stream, { start: "each" });
    using completed = recordEvents(stream.where(ExecutionCompleted));

    expect(await stream.send(new Order("bad"))).toBe(true);
    expect(await stream.send(new Order("good"))).toBe(true);

    expect(record.events.map(({ error }) => (error as Error).message)).toEqual(["bad order"]);
    expect(completed.events.map(({ result }) => result)).toEqual(["good"]);
  });

  it("keeps an execution that a pause holds, to be answered later", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCompleted));
    const flow = new TriggerFlow("approval");
    const handles: Execution[] = [];
    flow
      .when(Order)
      .to((data) => {
        handles.push(data.execution);
        return data.pauseFor({ id: "gate", answer: z.string() });
      })
      .end();
    using _attached = flow.attach(stream, { start: "each" });

    await stream.send(new Order("a"));
    expect(record.events).toEqual([]);
    await handles[0]!.continueWith("gate", "yes");
    await handles[0]!.outcome;

    expect(record.events).toMatchObject([{ result: "yes" }]);
  });

  it("stays as it was when the flow grows", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("grows");
    const heard: string[] = [];
    flow.when(Order).to(() => heard.push("old"));
    using _attached = flow.attach(stream, { start: "each" });
    flow.when(Order).to(() => heard.push("new"));

    await stream.send(new Order("a"));

    expect(heard).toEqual(["old"]);
  });

  it("gives an event to the execution that it has started, and to no other that it has", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("each");
    const [door, handled] = [createDeferred<undefined>(), [] as string[]];
    flow.when(Order).to(async (data) => {
      handled.push(data.execution.id);
      await door.promise;
    });
    using _attached = flow.attach(stream, { start: "each" });

    const sent = [new Order("a"), new Order("b"), new Order("c")].map((order) => stream.send(order));
    await breath();
    expect(handled).toHaveLength(3);
    expect(new Set(handled).size).toBe(3);
    door.resolve(undefined);
    await Promise.all(sent);
  });

  it("reports what an execution fails with, since nobody holds it", async () => {
    const stream = new MemoryStream();
    using failed = recordEvents(stream.where(HandlerFailed));
    const flow = new TriggerFlow("failing");
    flow.when(Order).to(() => {
      throw new Error("bad order");
    });
    using _attached = flow.attach(stream, { start: "each" });

    expect(await stream.send(new Order("a"))).toBe(true);
    await breath();
    expect(failed.events).toMatchObject([{ error: { message: "bad order" } }]);
  });

  it("refuses a start that it does not know, and a flow that waits for no event", () => {
    const stream = new MemoryStream();

    for (const options of [undefined, {}, { start: "once" }])
      expect(caught(() => ordering().attach(stream, options as never)).code).toBe("OPTION_INVALID");
    const deaf = new TriggerFlow("deaf");
    deaf.when("Go").to(() => undefined);
    expect(caught(() => deaf.attach(stream, { start: "each" })).code).toBe("OPTION_INVALID");
    expect(subscriptionsOn(stream)).toBe(0);
  });
});
