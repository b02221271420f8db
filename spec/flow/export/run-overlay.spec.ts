import { BaseEvent, ChunkEnded, ChunkFailed, ChunkStarted, EventSuppressed, UnknownEvent, useClock } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { type NodeStatus, nodeStatuses } from "../../../lib/flow/export/run-overlay.js";

const about = (node: string, scope: readonly string[] = [], execution = "one") =>
  ["flow", execution, node, node, 1, scope] as const;
const started = (node: string, scope?: readonly string[], execution?: string) =>
  new ChunkStarted(...about(node, scope, execution));
const ended = (node: string, scope?: readonly string[], execution?: string) =>
  new ChunkEnded(...about(node, scope, execution));
const failed = (node: string) => new ChunkFailed(...about(node), new Error("broken"));
const status = (events: readonly BaseEvent[]): NodeStatus | undefined => nodeStatuses(events).get("a");

class Paused extends BaseEvent {
  static readonly type = "flow.chunk-paused";
  readonly execution = "one";
  constructor(readonly node: string) {
    super();
  }
}
class Resumed extends BaseEvent {
  static readonly type = "flow.chunk-resumed";
  readonly execution = "one";
  constructor(readonly node: string) {
    super();
  }
}

describe("nodeStatuses", () => {
  it("knows what runs, what is done and what failed, and how often", () => {
    const statuses = nodeStatuses([
      started("a"),
      ended("a"),
      started("b"),
      started("a"),
      failed("a"),
      started("a"),
      ended("a"),
    ]);

    expect([...statuses].map(([node, one]) => [node, one.status, one.runs, one.failures])).toEqual([
      ["a", "failed", 3, 1],
      ["b", "running", 1, 0],
    ]);
  });

  it("tells runs beside each other by their scopes", () => {
    expect(status([started("a", ["x"]), started("a", ["y"]), ended("a", ["y"])])?.status).toBe("running");
    expect(status([started("a", ["x"]), started("a", ["y"]), ended("a", ["y"]), ended("a", ["x"])])?.status).toBe(
      "done",
    );
  });

  it("knows what waits for an answer, and counts a chunk that an answer runs again once", () => {
    const waiting = [started("a"), new Paused("a")];

    expect(status(waiting)?.status).toBe("waiting");
    expect(status([...waiting, new Resumed("a")])?.status).toBe("running");
    expect(status([...waiting, new Resumed("a"), started("a", []), ended("a")])).toMatchObject({ status: "done" });
  });

  it("knows what was skipped, and what ran all the same", () => {
    const skipped = new EventSuppressed(started("a"), "guard");

    expect(status([skipped])).toEqual({ status: "skipped", runs: 0, failures: 0, ms: 0 });
    expect(status([skipped, started("a"), ended("a")])?.status).toBe("done");
  });

  it("adds up the time in finished runs, without the waiting", () => {
    const at = (ms: number, make: () => BaseEvent): BaseEvent => {
      using _time = useClock(new ManualClock(ms));
      return make();
    };
    const events = [
      at(0, () => started("a", ["x"])),
      at(5, () => started("a", ["y"])),
      at(7, () => ended("a", ["y"])),
      at(10, () => new Paused("a")),
      at(100, () => new Resumed("a")),
      at(101, () => ended("a", ["x"])),
      at(200, () => started("a", ["z"])),
    ];

    expect(status(events)).toEqual({ status: "running", runs: 3, failures: 0, ms: 2 + 10 + 1 });
  });

  it("looks at one execution where it is told which", () => {
    const events = [started("a", [], "one"), started("a", [], "two"), ended("a", [], "two")];

    expect(nodeStatuses(events, { execution: "two" }).get("a")).toMatchObject({ status: "done", runs: 1 });
    expect(nodeStatuses(events, { execution: "three" }).size).toBe(0);
    expect(nodeStatuses(events, { flow: "flow" }).get("a")?.runs).toBe(2);
    expect(nodeStatuses(events, { flow: "other" }).size).toBe(0);
  });

  it("leaves nothing running in an execution that is over", () => {
    const over = (type: string) => new UnknownEvent(`flow.execution-${type}`, 1, { execution: "one" });

    expect(status([started("a"), over("completed")])?.status).toBe("done");
    expect(status([started("a"), over("cancelled")])?.status).toBe("skipped");
    expect(status([started("a"), failed("a"), started("a"), over("failed")])?.status).toBe("failed");
    expect(status([started("a", [], "two"), over("failed")])?.status).toBe("running");
  });

  it("knows of nodes that run other flows by the executions in them", () => {
    const parent = { flow: "flow", execution: "one", node: "a" };
    const child = (type: string, execution: string) =>
      new UnknownEvent(`flow.execution-${type}`, 1, { flow: "child", execution, parent });
    const events = [child("started", "x"), child("started", "y"), child("completed", "x")];

    expect(nodeStatuses(events, { flow: "flow" }).get("a")).toMatchObject({ status: "running", runs: 2 });
    expect(status([...events, child("completed", "y")])?.status).toBe("done");
    expect(status([...events, child("failed", "y"), failed("a")])).toMatchObject({
      status: "failed",
      runs: 2,
      failures: 1,
    });
    expect(nodeStatuses(events, { flow: "child" }).size).toBe(0);
  });

  it("reads events of classes that are not known here, and leaves alone what speaks of no node", () => {
    const fields = { execution: "one", node: "a", scope: [] };

    expect(status([new UnknownEvent("flow.chunk-started", 1, fields), new UnknownEvent("x", 1, fields)])?.runs).toBe(1);
    expect(nodeStatuses([new UnknownEvent("flow.chunk-started", 1, {})]).size).toBe(0);
  });
});
