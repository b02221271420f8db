import { describe, expect, it } from "vitest";
import { createBlueprint, type FlowNode } from "../../../lib/flow/definition/blueprint.js";
import { FlowBuilder } from "../../../lib/flow/definition/flow-builder.js";
import { FlowChain } from "../../../lib/flow/definition/flow-chain.js";

const end = (id: string, ...on: FlowNode["on"]): FlowNode => ({ kind: "end", id, on, within: [] });

describe("createBlueprint", () => {
  it("finds nodes by name, and by what they wait for in the order of definition", () => {
    const nodes = [end("a", "start", "signal/Go"), end("b", "start")];
    const { name, nodes: byName, routes } = createBlueprint("flow", nodes, []);

    expect(name).toBe("flow");
    expect(byName.get("b")).toBe(nodes[1]);
    expect(routes.get("start")?.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(routes.get("signal/Go")?.map(({ id }) => id)).toEqual(["a"]);
    expect(routes.get("signal/Other")).toBeUndefined();
  });

  it("stays as it is while the definition goes on growing", () => {
    const builder = new FlowBuilder("flow");
    new FlowChain(builder, ["start"]).end();
    const first = builder.build();
    expect(builder.build()).toBe(first);

    new FlowChain(builder, ["start"]).end();

    expect(first.nodes.size).toBe(1);
    expect(builder.build().nodes.size).toBe(2);
  });

  it("is data but for the functions of the chunks", () => {
    const builder = new FlowBuilder("flow");
    new FlowChain(builder, ["start"]).batch({ a: () => 1 }, { concurrency: 2 }).end();

    expect(JSON.parse(JSON.stringify([...builder.build().nodes.values()]))).toEqual([
      { kind: "batch", id: "batch-1", on: ["start"], within: [], concurrency: 2, settled: false, keys: ["a"] },
      {
        kind: "chunk",
        id: "a",
        on: ["branches/batch-1"],
        within: ["branches/batch-1"],
        chunk: { name: "a", emits: [], takesContext: false },
        batch: "batch-1",
        side: false,
      },
      { kind: "gather", id: "a in batch-1", on: ["ended/a", "skipped/a"], within: [], batch: "batch-1", key: "a" },
      { kind: "end", id: "end-4", on: ["ended/batch-1"], within: [] },
    ]);
  });

  it("is frozen, down to its lists", () => {
    const builder = new FlowBuilder("flow");
    new FlowChain(builder, ["start"]).batch({ a: () => 1 }).collect("name", { branch: "x" });
    const blueprint = builder.build();

    expect(Object.isFrozen(blueprint)).toBe(true);
    for (const node of blueprint.nodes.values()) {
      expect(Object.isFrozen(node)).toBe(true);
      expect(Object.isFrozen(node.on) && Object.isFrozen(node.within)).toBe(true);
    }
    for (const nodes of blueprint.routes.values()) expect(Object.isFrozen(nodes)).toBe(true);
    expect(Object.isFrozen(blueprint.collections.get("name"))).toBe(true);
  });
});
