import { BaseEvent, type Context, defineEvent, MemoryStream, TriggerFlow, where } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, readAll, subscriptionsOn } from "../probes.js";

class Order extends defineEvent("wiring.order", { name: z.string(), amount: z.number() }) {}
class Payment extends BaseEvent {
  constructor(readonly sum: number) {
    super();
  }
}

describe("when", () => {
  it("hears signals, states, chunks, event classes, filters and lists of events", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("hears", { signals: { Go: z.number() }, state: z.object({ key: z.number() }) });
    const heard: unknown[] = [];
    const step = flow.chunk("step", () => "ended");
    flow.when("Go").to(step);
    flow.when(step).to((data) => heard.push(["chunk", data.value]));
    flow.when("Go").to((data) => data.setState("key", data.value));
    flow.when({ state: "key" }).to((data) => heard.push(["state", data.value]));
    flow.when(Order).to((data) => heard.push(["class", data.value.name]));
    flow.when(Order.field("amount").gt(5)).to((data) => heard.push(["filter", data.value.amount]));
    flow.when(where`${Order.field("name")} == ${"b"}`).to((data) => heard.push(["template", data.value.name]));
    flow.when([Order, Payment]).to((data) => heard.push(["list", data.value.constructor.name]));
    const execution = await flow.startExecution(undefined, { stream });

    await execution.emit("Go", 1);
    // Two chains beside each other, in no promised order.
    expect(heard.splice(0).sort()).toEqual([
      ["chunk", "ended"],
      ["state", 1],
    ]);
    await stream.send(new Order({ name: "a", amount: 3 }));
    expect(heard.splice(0)).toEqual([
      ["class", "a"],
      ["list", "Order"],
    ]);
    await stream.send(new Order({ name: "b", amount: 9 }));
    expect(heard.splice(0)).toEqual([
      ["class", "b"],
      ["filter", 9],
      ["template", "b"],
      ["list", "Order"],
    ]);
    await stream.send(new Payment(1));
    expect(heard).toEqual([["list", "Payment"]]);
  });

  it("runs behind the plain subscribers of an event", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    const flow = new TriggerFlow("behind");
    flow.when(Payment).to(() => order.push("flow"));
    await flow.startExecution(undefined, { stream });
    stream.where(Payment).subscribe(async () => {
      await breath();
      order.push("plain");
    });

    await stream.send(new Payment(1));

    expect(order).toEqual(["plain", "flow"]);
  });

  it("starts the flows on one stream beside each other", async () => {
    const stream = new MemoryStream();
    const door = createDeferred<undefined>();
    const ran: string[] = [];
    const [slow, fast] = [new TriggerFlow("slow"), new TriggerFlow("fast")];
    slow.when(Payment).to(() => door.promise);
    fast.when(Payment).to(() => ran.push("fast"));
    await slow.startExecution(undefined, { stream });
    await fast.startExecution(undefined, { stream });

    const sent = stream.send(new Payment(1));
    await breath();

    expect(ran).toEqual(["fast"]);
    door.resolve(undefined);
    expect(await sent).toBe(true);
  });
});

describe("an event of the bus", () => {
  const contract = { input: z.string(), stream: z.string() };
  /** Sends a payment when told to; puts its name into its stream for each payment that it hears of. */
  function payer(): TriggerFlow<typeof contract> {
    const flow = new TriggerFlow("payer", contract);
    const named = new Map<string, string>();
    flow.to((data) => {
      named.set(data.execution.id, data.value);
    });
    flow.when("Pay").to((data) => data.context.send(new Payment(1)));
    flow.when(Payment).to((data) => data.putIntoStream(named.get(data.execution.id) ?? ""));
    return flow;
  }

  it("that an execution caused reaches that execution only, through plain handlers, too", async () => {
    const stream = new MemoryStream();
    const flow = payer();
    const [a, b] = [await flow.startExecution("a", { stream }), await flow.startExecution("b", { stream })];
    stream.where(Order).subscribe((_event, context: Context) => context.send(new Payment(2)));
    flow.when("Order").to((data) => data.context.send(new Order({ name: "x", amount: 1 })));

    await a.emit("Pay");
    await Promise.all([a.close(), b.close()]);

    expect(await readAll(a.getRuntimeStream())).toEqual(["a"]);
    expect(await readAll(b.getRuntimeStream())).toEqual([]);
  });

  it("that nobody caused reaches every open execution, and is sent when all are done", async () => {
    const stream = new MemoryStream();
    const flow = payer();
    const executions = await Promise.all(["a", "b", "c"].map((name) => flow.startExecution(name, { stream })));
    await executions[2]!.close();

    await stream.send(new Payment(1));

    const closed = executions.map(async (one) => {
      await one.close();
      return readAll(one.getRuntimeStream());
    });
    expect(await Promise.all(closed)).toEqual([["a"], ["b"], []]);
  });

  it("counts as work, which close drains; and comes too late after close", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("drain", { stream: z.number() });
    const door = createDeferred<undefined>();
    flow
      .when(Payment)
      .to(async (data) => {
        await door.promise;
        return data.value.sum;
      })
      .to((data) => data.putIntoStream(data.value));
    const execution = await flow.startExecution(undefined, { stream });

    void stream.send(new Payment(1));
    expect(execution.status).toBe("running");
    const closed = execution.close();
    await stream.send(new Payment(2));
    door.resolve(undefined);
    await closed;

    expect(await readAll(execution.getRuntimeStream())).toEqual([1]);
  });

  it("fails the execution and not its sender when a chunk behind it throws", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("fails");
    flow.when(Payment).to(() => Promise.reject(new Error("chunk")));
    const execution = await flow.startExecution(undefined, { stream });

    expect(await stream.send(new Payment(1))).toBe(true);
    await expect(execution.outcome).rejects.toThrow("chunk");
  });
});

describe("the subscriptions of a flow", () => {
  function waiting(): TriggerFlow {
    const flow = new TriggerFlow("waiting");
    flow.to(() => undefined);
    flow.when("Go").to((data) => data.state.set("gone", true));
    flow.when(Payment).to(() => undefined);
    flow.when("Break").to(() => Promise.reject(new Error("broken")));
    return flow;
  }

  it("are shared by its executions and end with the last one, by close or by failure", async () => {
    const stream = new MemoryStream();
    const flow = waiting();
    const before = subscriptionsOn(stream);
    expect(flow.createExecution({ stream }).status).toBe("created");
    await breath();
    expect(subscriptionsOn(stream)).toBe(before);

    const first = await flow.startExecution(undefined, { stream });
    const during = subscriptionsOn(stream);
    const second = await flow.startExecution(undefined, { stream });
    expect(subscriptionsOn(stream)).toBe(during);
    await first.close();
    expect(subscriptionsOn(stream)).toBe(during);
    second.emitNowait("Break");
    await expect(second.outcome).rejects.toThrow("broken");

    await breath();
    expect(subscriptionsOn(stream)).toBe(before);
    const third = await flow.startExecution(undefined, { stream });
    expect(subscriptionsOn(stream)).toBe(during);
    await third.close();
    await breath();
    expect(subscriptionsOn(stream)).toBe(before);
  });

  it("stay as they are for executions that run while the flow grows", async () => {
    const stream = new MemoryStream();
    const before = subscriptionsOn(stream);
    const flow = new TriggerFlow("grows", { stream: z.string() });
    flow.when("Go").to((data) => data.putIntoStream("old"));
    const early = await flow.startExecution(undefined, { stream });
    flow.when("Go").to((data) => data.putIntoStream("new"));
    const late = await flow.startExecution(undefined, { stream });

    await early.emit("Go");
    await late.emit("Go");
    await Promise.all([early.close(), late.close()]);

    expect(await readAll(early.getRuntimeStream())).toEqual(["old"]);
    expect(await readAll(late.getRuntimeStream())).toEqual(["old", "new"]);
    await breath();
    expect(subscriptionsOn(stream)).toBe(before);
  });

  it("of an earlier form of the flow are gone from its own stream", async () => {
    const flow = new TriggerFlow("grows");
    const counts: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      flow.when("Go").to(() => undefined);
      const execution = await flow.startExecution();
      await breath();
      counts.push(subscriptionsOn(execution.stream));
      await execution.close();
    }

    // A signal, and one start per chunk.
    expect(counts).toEqual([2, 3, 4]);
  });

  it("do not grow with ten thousand executions that wait, each of which still hears its own signals", async () => {
    const stream = new MemoryStream({ history: false });
    const flow = waiting();
    const executions = await Promise.all(
      Array.from({ length: 10_000 }, () => flow.startExecution(undefined, { stream })),
    );

    expect(subscriptionsOn(stream)).toBeLessThan(20);
    await executions[5000]!.emit("Go");
    const outcomes = await Promise.all(executions.map((one) => one.close()));

    expect(outcomes.filter(({ state }) => state["gone"])).toHaveLength(1);
    expect(outcomes[5000]!.state).toEqual({ gone: true });
    await breath();
    expect(subscriptionsOn(stream)).toBe(0);
  });

  it("are named by the flow's nodes in explanations", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("orders");
    flow.chunk("charge", () => undefined);
    flow
      .when(Payment)
      .to("charge")
      .to(function ship() {});
    await flow.startExecution(undefined, { stream });

    const { subscriptions } = stream.explain(new Payment(1));

    expect(subscriptions.filter(({ runs }) => runs === true).map(({ name }) => name)).toEqual([
      "orders: charge on ‹Payment›",
    ]);
    expect(subscriptions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["orders: charge", "orders: ship behind charge", "orders: ship"]),
    );
  });

  it("ignore events that only look like those of an execution", async () => {
    const stream = new MemoryStream();
    const flow = waiting();
    const execution = await flow.startExecution(undefined, { stream });
    const { FlowSignal } = await import("millrace");

    await stream.send(new FlowSignal("waiting", execution.id, "signal", "Go", 1, []));

    expect((await execution.close()).state).toEqual({});
  });
});
