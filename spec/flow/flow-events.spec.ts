import {
  type BaseEvent,
  ChunkFailed,
  decodeEvent,
  defineEvent,
  encodeEvent,
  ExecutionStarted,
  FlowSignal,
  MemoryStream,
  StreamItemPut,
  TriggerFlow,
} from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { breath } from "./probes.js";

class Tick extends defineEvent("events.tick", {}) {}

/** What a run looks like on the bus: each event with the place of its cause in the list. */
function told(events: readonly BaseEvent[]): string[] {
  const places = new Map(events.map(({ id }, place) => [id, place]));
  return events.map((event) => {
    const { type, causedBy } = event;
    const { node, name } = event as { readonly node?: string; readonly name?: string };
    const cause = causedBy === undefined ? "" : ` by ${String(places.get(causedBy))}`;
    return `${type.replace("flow.", "")}${(node ?? name) ? ` ${node ?? name ?? ""}` : ""}${cause}`;
  });
}

describe("events of a flow", () => {
  it("name their flow and their execution, each of them", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const flow = new TriggerFlow("named");
    flow
      .to(async (data) => {
        await data.putIntoStream(1);
        await data.setState("a", 1);
      })
      .end();

    await flow.start(undefined, { stream, id: "run-1" });

    expect(record.events).toHaveLength(9);
    for (const event of record.events) expect(event, event.type).toMatchObject({ flow: "named", execution: "run-1" });
  });

  it("travel as JSON", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("travels");
    flow.batch({ a: (data) => data.setState("a", 1) }).end();
    await flow.start({ plain: ["data"] }, { stream });

    for (const event of await stream.history.read()) {
      const decoded = decodeEvent(JSON.stringify(encodeEvent(event)));
      expect(decoded).toBeInstanceOf(event.constructor);
      expect(decoded).toEqual(event);
    }
  });

  it("are not made when nobody wants them", async () => {
    const stream = new MemoryStream({ history: false });
    const flow = new TriggerFlow("quiet");
    const causes: unknown[] = [];
    flow.to((data) => data.emit("Go"));
    flow.when("Go").to((data) => causes.push(data.context.cause));

    await flow.start(undefined, { stream });
    stream.where(FlowSignal).subscribe(() => undefined);
    await flow.start(undefined, { stream });

    expect(causes[0]).toBeUndefined();
    expect(causes[1]).toBeInstanceOf(FlowSignal);
  });
});

describe("the events of a whole run (F49, F55)", () => {
  it("come in the order in which things happen, each with its cause", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const flow = new TriggerFlow("whole");
    flow
      .to(async function first(data) {
        await data.emit("Go", 1);
        await data.context.send(new Tick({}));
        return "done";
      })
      .to(function second(data) {
        data.state.set("key", data.value);
        return data.value;
      })
      .end();
    flow.when("Go").to(async function heard(data) {
      await data.putIntoStream(data.value);
    });
    flow.when(Tick).to(function ticked() {});

    await flow.start("x", { stream });

    expect(told(record.events)).toEqual([
      "execution-started",
      "signal",
      "chunk-started first by 1",
      "signal Go by 2",
      "chunk-started heard by 3",
      "stream-item heard by 4",
      "chunk-ended heard by 4",
      "events.tick by 2",
      "chunk-started ticked by 7",
      "chunk-ended ticked by 8",
      "chunk-ended first by 2",
      "chunk-started second by 10",
      "signal key by 11",
      "chunk-ended second by 11",
      "result-set end-3 by 13",
      "stream-stopped",
      "execution-completed",
    ]);
  });

  it("name the chunk that they come from, however many run at once (W-18)", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const flow = new TriggerFlow("beside");
    for (const name of ["a", "b", "c"])
      flow.to(
        flow.chunk(name, async (data) => {
          await breath();
          await data.putIntoStream(name);
          await breath();
          if (name === "c") throw new Error("c");
          data.setResult(name);
        }),
      );

    await expect(flow.start(undefined, { stream })).rejects.toThrow("c");

    expect(record.of(StreamItemPut).map(({ node, item }) => [node, item])).toEqual([
      ["a", "a"],
      ["b", "b"],
      ["c", "c"],
    ]);
    expect(record.of(ChunkFailed).map(({ node, value }) => [node, value])).toEqual([["c", undefined]]);
    for (const event of record.events)
      if (event instanceof StreamItemPut) {
        const cause = record.events.find(({ id }) => id === event.causedBy);
        expect(cause).toMatchObject({ type: "flow.chunk-started", node: event.node });
      }
  });

  it("tell a failure: the chunk's first, then the execution's, and nothing follows", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const flow = new TriggerFlow("fails");
    flow
      .to(function broken() {
        throw new Error("broken");
      })
      .to(() => undefined);

    await expect(flow.start(undefined, { stream })).rejects.toThrow("broken");
    await breath();

    expect(told(record.events).map((line) => line.split(" by ")[0])).toEqual([
      "execution-started",
      "signal",
      "chunk-started broken",
      "chunk-failed broken",
      "execution-failed",
    ]);
  });

  it("tell which execution a sub-flow belongs to", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionStarted));
    const child = new TriggerFlow("child");
    child.to(() => undefined);
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child, { name: "inside" });

    await parent.start(undefined, { stream, id: "run-1" });

    expect(record.events).toMatchObject([
      { flow: "parent", execution: "run-1", parent: undefined },
      { flow: "child", parent: { flow: "parent", execution: "run-1", node: "inside" } },
    ]);
  });

  it("can be filtered, awaited and observed as any other", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("awaited");
    flow.to((data) => data.emit("Go", { n: 7 }));
    const next = stream.where(FlowSignal.field("name").eq("Go")).get();

    await flow.start(undefined, { stream });

    expect(await next).toMatchObject({ kind: "signal", value: { n: 7 } });
  });
});
