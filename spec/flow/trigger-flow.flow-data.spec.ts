/** Data that the executions of a flow share: one store, told to every live execution, failures reported. */
import { FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { breath, readAll } from "./probes.js";

/** Puts what it hears under `topic` into its stream. */
function listening(): TriggerFlow {
  const flow = new TriggerFlow("listening");
  flow.to((data) => data.state.set("name", data.value));
  flow.when({ flowData: "topic" }).to((data) => data.putIntoStream([data.state.get("name"), data.value]));
  flow.when("Write").to((data) => data.flowData.set("topic", data.value));
  return flow;
}

describe("the data of a flow (F12)", () => {
  for (const onBus of [false, true]) {
    it(`is told to every live execution, and to no other, ${onBus ? "on a stream of one's own" : "without a bus"}`, async () => {
      const flow = listening();
      const options = onBus ? { stream: new MemoryStream() } : {};
      const [one, two, closed] = await Promise.all(
        ["one", "two", "closed"].map((name) => flow.startExecution(name, options)),
      );
      const created = flow.createExecution(options);
      await closed!.close();

      await flow.setFlowData("topic", "x");
      await flow.setFlowData("other", "y");
      await Promise.all([one, two, created].map((execution) => execution!.close()));

      const items = await Promise.all(
        [one, two, closed, created].map((execution) => readAll(execution!.getRuntimeStream())),
      );
      expect(items).toEqual([[["one", "x"]], [["two", "x"]], [], []]);
    });
  }

  it("written by one execution reaches the others, on other streams as well", async () => {
    const flow = listening();
    const one = await flow.startExecution("one", { stream: new MemoryStream() });
    const two = await flow.startExecution("two", { stream: new MemoryStream() });

    await one.emit("Write", 7);
    await Promise.all([one.settled, two.settled]);
    await Promise.all([one.close(), two.close()]);

    expect(await readAll(one.getRuntimeStream())).toEqual([["one", 7]]);
    expect(await readAll(two.getRuntimeStream())).toEqual([["two", 7]]);
  });

  it("has the verbs of the state: get, set, append, delete, paths, copies (W-31)", async () => {
    const flow = new TriggerFlow("verbs");
    flow
      .to((data) => {
        const { flowData } = data;
        const list = [1];
        flowData.set("list", list);
        list.push(9);
        flowData.append("list", 2);
        flowData.set("deep.path", { a: 1 });
        flowData.set("gone", 1);
        flowData.delete("gone");
        flowData.get<number[]>("list")!.push(9);
        return [flowData.get("list"), flowData.get("deep"), flowData.get("gone"), flowData.get("gone", "fallback")];
      })
      .end();

    expect((await flow.start()).result).toEqual([[1, 2], { path: { a: 1 } }, undefined, "fallback"]);
    expect(flow.getFlowData("deep.path.a")).toBe(1);
    await flow.appendFlowData("list", 3);
    expect(flow.getFlowData("list")).toEqual([1, 2, 3]);
    await flow.setFlowData("list", {});
    expect(flow.getFlowData("list")).toEqual({});
    await flow.deleteFlowData("list");
    expect(flow.getFlowData("list")).toBeUndefined();
  });

  it("stays with the flow when executions come and go, and other flows have their own", async () => {
    const flow = listening();
    const other = listening();
    await flow.setFlowData("topic", 1);
    await flow.start("x");

    expect(flow.getFlowData("topic")).toBe(1);
    expect(other.getFlowData("topic")).toBeUndefined();
  });

  it("is written when all executions have done what they do about it", async () => {
    const flow = new TriggerFlow("slow");
    const doors = [createDeferred<undefined>(), createDeferred<undefined>()];
    let turn = 0;
    flow
      .when({ flowData: "topic" })
      .to(() => doors[turn++]!.promise)
      .to(() => order.push("done"));
    const order: string[] = [];
    await Promise.all([flow.startExecution(), flow.startExecution()]);

    const written = flow.setFlowData("topic", 1).then(() => order.push("written"));
    doors[0]!.resolve(undefined);
    await breath();
    expect(order).toEqual(["done"]);
    doors[1]!.resolve(undefined);
    await written;

    expect(order).toEqual(["done", "done", "written"]);
  });

  it("fails the execution whose chunk fails, and neither the others nor who wrote it", async () => {
    const flow = listening();
    flow.when({ flowData: "topic" }).to((data) => {
      if (data.state.get("name") === "bad") throw new Error("bad listener");
    });
    const [good, bad] = [await flow.startExecution("good"), await flow.startExecution("bad")];

    await flow.setFlowData("topic", 1);

    await expect(bad.outcome).rejects.toThrow("bad listener");
    expect(bad.status).toBe("failed");
    expect((await good.close()).status).toBe("completed");
    expect(flow.getFlowData("topic")).toBe(1);
  });

  it("is a signal on the bus, one for each execution, which can be suppressed", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(FlowSignal.field("kind").eq("flowData")));
    const flow = listening();
    const [one, two] = [await flow.startExecution("one", { stream }), await flow.startExecution("two", { stream })];
    stream
      .where(FlowSignal.field("execution").eq(one.id))
      .subscribe((event) => (event.kind === "flowData" ? null : event), { interrupt: true });

    await flow.setFlowData("topic", 3);
    await Promise.all([one.close(), two.close()]);

    expect(record.events).toMatchObject([{ execution: two.id, name: "topic", value: 3 }]);
    expect(await readAll(one.getRuntimeStream())).toEqual([]);
    expect(await readAll(two.getRuntimeStream())).toEqual([["two", 3]]);
  });

  it("keeps an execution under way, which does not close before it is done", async () => {
    const flow = new TriggerFlow("holds");
    const [start, door] = [createDeferred<undefined>(), createDeferred<undefined>()];
    flow.to(() => start.promise);
    flow
      .when({ flowData: "topic" })
      .to(() => door.promise)
      .to((data) => data.setResult("heard"));
    const execution = flow.createExecution();
    const started = execution.start();
    const written = flow.setFlowData("topic", 1);
    start.resolve(undefined);
    await breath();
    expect(execution.status).toBe("running");
    door.resolve(undefined);
    await written;

    expect((await started).result).toBe("heard");
  });

  it("of a sub-flow is its own: neither sees nor tells the other", async () => {
    const seen: unknown[] = [];
    const child = new TriggerFlow("child");
    child.to((data) => {
      seen.push(["child", data.flowData.get("topic")]);
      data.flowData.set("topic", "child's");
    });
    child.when({ flowData: "topic" }).to((data) => seen.push(["child heard", data.value]));
    const parent = new TriggerFlow("parent");
    parent
      .to((data) => data.flowData.set("topic", "parent's"))
      .toSubFlow(child)
      .to((data) => seen.push(["parent", data.flowData.get("topic")]));
    parent.when({ flowData: "topic" }).to((data) => seen.push(["parent heard", data.value]));

    await parent.start();

    expect(seen).toEqual([
      ["parent heard", "parent's"],
      ["child", undefined],
      ["child heard", "child's"],
      ["parent", "parent's"],
    ]);
    expect([child.getFlowData("topic"), parent.getFlowData("topic")]).toEqual([undefined, "parent's"]);
  });
});
