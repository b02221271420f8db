import { describe, expect, it } from "vitest";
import { createBlueprint, type FlowNode } from "../../../lib/flow/definition/blueprint.js";
import { FlowBuilder } from "../../../lib/flow/definition/flow-builder.js";
import { FlowChain } from "../../../lib/flow/definition/chain.js";

const end = (id: string, ...on: FlowNode["on"]): FlowNode => ({ kind: "end", id, on });

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
      { kind: "batch", id: "batch-1", on: ["start"], branches: ["a"], concurrency: 2 },
      { kind: "chunk", id: "a", on: ["branches/batch-1"], chunk: { name: "a" }, batch: "batch-1" },
      {
        kind: "collect",
        id: "a in batch-1",
        on: ["ended/a", "skipped/a"],
        batch: "batch-1",
        key: "a",
        branches: ["a"],
      },
      { kind: "end", id: "end-4", on: ["ended/batch-1"] },
    ]);
  });
});
