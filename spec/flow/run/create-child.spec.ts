/** What a child shares with its parent: the stream, the concurrency, the items; and what it does not. */
import { type BaseEvent, ChunkStarted, ExecutionStarted, type FlowEvent, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath, collect, Crowd, readAll, subscriptionsOn, warningsDuring } from "../probes.js";

function puts(name: string, items: readonly string[], inner?: TriggerFlow): TriggerFlow {
  const flow = new TriggerFlow(name);
  const [first = "", ...rest] = items;
  let chain = flow.to((data) => {
    void data.putIntoStream(first);
  });
  if (inner) chain = chain.toSubFlow(inner).to(() => undefined);
  chain.to(async (data) => {
    for (const item of rest) {
      await breath();
      await data.putIntoStream(item);
    }
  });
  return flow;
}

describe("the runtime stream of a sub-flow", () => {
  it("is bridged into that of the parent: what the parent puts before, the child's, what the parent puts after (F16)", async () => {
    const parent = puts("parent", ["P1", "P2"], puts("child", ["C1", "C2"]));

    expect(await readAll(parent.getRuntimeStream(undefined))).toEqual(["P1", "C1", "C2", "P2"]);
  });

  it("is bridged through every level, in the order of the calls (F16)", async () => {
    const parent = puts("parent", ["P1", "P2"], puts("child", ["C1", "C2"], puts("grandchild", ["G1", "G2", "G3"])));

    expect(await readAll(parent.getRuntimeStream(undefined))).toEqual(["P1", "C1", "G1", "G2", "G3", "C2", "P2"]);
  });

  it("loses nothing that is put without waiting (F16)", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => {
      for (let item = 0; item < 50; item++) void data.putIntoStream(item);
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).to((data) => data.putIntoStream("end"));

    const items = await readAll(parent.getRuntimeStream(undefined));
    expect(items).toEqual([...Array.from({ length: 50 }, (_, item) => item), "end"]);
  });

  it("that the child stops ends for the child only: the parent's stays open (F16)", async () => {
    const child = new TriggerFlow("child");
    child.to(async (data) => {
      await data.putIntoStream("C1");
      await data.stopStream();
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).to((data) => data.putIntoStream("P1"));

    expect(await readAll(parent.getRuntimeStream(undefined))).toEqual(["C1", "P1"]);
  });

  it("goes on for those who read the child's when the parent's was stopped, and nobody is warned (F16)", async () => {
    let inside: Promise<unknown[]> | undefined;
    const child = new TriggerFlow("child");
    child.to((data) => {
      inside = readAll(data.execution.getRuntimeStream());
      return data.putIntoStream("C1");
    });
    const parent = new TriggerFlow("parent");
    parent.to((data) => data.stopStream()).toSubFlow(child);
    const warnings = await warningsDuring(async () => {
      expect(await readAll(parent.getRuntimeStream(undefined))).toEqual([]);
      await breath();
    });

    expect(await inside).toEqual(["C1"]);
    expect(warnings).toEqual([]);
  });

  it("keeps its own contract: the parent's is not asked about the child's items (F16, W-19)", async () => {
    const child = new TriggerFlow("child", { stream: z.number() });
    child.to((data) => data.putIntoStream(5));
    const wrong = new TriggerFlow("wrong", { stream: z.number() });
    wrong.to((data) => data.putIntoStream("text" as never));
    const parent = new TriggerFlow("parent", { stream: z.string() });
    parent.toSubFlow(child).to((data) => data.putIntoStream("P1"));
    const other = new TriggerFlow("other", { stream: z.string() });
    other.toSubFlow(wrong);

    expect(await readAll(parent.getRuntimeStream(undefined))).toEqual([5, "P1"]);
    await expect(other.start()).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
  });

  it("shows pauses of the child to readers of the parent as the parent's contract says (F16, F25)", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => data.pauseFor({ id: "gate" }));
    const parent = new TriggerFlow("parent", { stream: z.string() });
    parent.toSubFlow(child).to((data) => data.putIntoStream("P1"));
    const execution = parent.createExecution();
    const plain = collect(execution.getRuntimeStream());
    const asked = collect(execution.getRuntimeStream(undefined, { interrupts: true }));
    await breath();
    const [inside] = execution.children;
    await execution.continueWith("child/gate", 1);
    await Promise.all([plain.ended, asked.ended]);

    expect(plain.items).toEqual(["P1"]);
    expect(asked.items).toMatchObject([
      { action: "pause", execution: inside?.id, interrupt: { id: "gate" } },
      { action: "project", execution: execution.id, interrupt: { id: "child/gate" } },
      { action: "resume", execution: inside?.id, interrupt: { id: "gate", status: "resumed" }, value: 1 },
      "P1",
    ]);
  });
});

describe("the concurrency of the parent", () => {
  it("is shared by its sub-flows, at every depth, and locks nobody out (F15, F39, W-14)", async () => {
    const crowd = new Crowd();
    const work = async (): Promise<void> => {
      crowd.enter();
      await breath();
      crowd.leave();
    };
    const inner = new TriggerFlow("inner");
    inner.batch({ a: work, b: work });
    const child = new TriggerFlow("child");
    child.toSubFlow(inner).to(work);
    const parent = new TriggerFlow("parent");
    parent
      .to(() => [1, 2, 3])
      .forEach()
      .toSubFlow(child)
      .to(work)
      .endForEach();
    for (const concurrency of [1, 2]) {
      crowd.most = 0;
      expect((await parent.start(undefined, { concurrency })).status).toBe("completed");
      expect(crowd.most).toBe(concurrency);
    }
  });

  it("changed while children run holds for them, too (F39)", async () => {
    const crowd = new Crowd();
    const child = new TriggerFlow("child");
    child.to(async () => {
      crowd.enter();
      await breath();
      crowd.leave();
    });
    const parent = new TriggerFlow("parent");
    parent
      .to(() => Array.from({ length: 8 }, (_, index) => index))
      .forEach()
      .toSubFlow(child)
      .endForEach();
    const execution = parent.createExecution({ concurrency: 1 });
    const started = execution.start();
    await breath();
    execution.setConcurrency(3);
    await started;

    expect(crowd.most).toBe(3);
  });
});

describe("a child", () => {
  it("runs on the stream of its parent, and names it as where it comes from (F15)", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const before = subscriptionsOn(stream);
    const child = new TriggerFlow("child");
    child.to(async function inside() {
      await breath();
    });
    const parent = new TriggerFlow("parent");
    parent
      .to(async function before() {
        await breath();
      })
      .toSubFlow(child, { name: "research" });
    const execution = parent.createExecution({ stream });
    await execution.start();

    const [own, inner] = record.of(ExecutionStarted);
    expect(own).toMatchObject({ flow: "parent", execution: execution.id, parent: undefined });
    expect(inner).toMatchObject({
      flow: "child",
      parent: { flow: "parent", execution: execution.id, node: "research" },
    });
    expect(inner?.execution).not.toBe(execution.id);
    // what the child does goes back to what brought its parent to the node
    const byId = new Map(record.events.map((event) => [event.id, event]));
    const causes: string[] = [];
    let event: BaseEvent | undefined = record.of(ChunkStarted).find(({ node }) => node === "inside");
    for (; event?.causedBy !== undefined; causes.push(event ? `${event.type} of ${(event as FlowEvent).flow}` : "lost"))
      event = byId.get(event.causedBy);
    expect(causes).toEqual([
      "flow.signal of child",
      "flow.chunk-ended of parent",
      "flow.chunk-started of parent",
      "flow.signal of parent",
    ]);
    await breath();
    expect(subscriptionsOn(stream)).toBe(before);
  });

  it("has flow data of its own for each pass; those of its flow stay as they are (F15)", async () => {
    const counts: unknown[] = [];
    const child = new TriggerFlow("child");
    await child.setFlowData("count", 100);
    child.to((data) => {
      data.flowData.set("count", (data.flowData.get<number>("count") ?? 0) + 1);
      counts.push(data.flowData.get("count"));
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child);
    await parent.start();
    await parent.start();

    expect(counts).toEqual([1, 1]);
    expect(child.getFlowData("count")).toBe(100);
    expect(parent.getFlowData("count")).toBeUndefined();
  });

  it("shares the variables of its parent", async () => {
    const seen: unknown[] = [];
    const child = new TriggerFlow("child");
    child.to((data) => seen.push(data.context.variables.get("user")));
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).to((data) => seen.push(data.context.variables.get("user")));
    await parent.start(undefined, { context: { variables: { user: "Ann" } } });

    expect(seen).toEqual(["Ann", "Ann"]);
  });

  it("is as strict as its parent", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => data.emit("Nobody"));
    const parent = new TriggerFlow("parent", {}, { strict: true });
    parent.toSubFlow(child);

    await expect(parent.start()).rejects.toMatchObject({ code: "FLOW_SIGNAL_UNKNOWN" });
  });
});
