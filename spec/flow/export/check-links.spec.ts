import { where } from "millrace";
import { describe, expect, it } from "vitest";
import { type FlowNode, type Route } from "../../../lib/flow/definition/blueprint.js";
import { checkLinks } from "../../../lib/flow/export/check-links.js";
import { caught } from "../../caught.js";
import { chunkNode, end, everyNode } from "./every-node.js";

const filter = where(() => true);
const pathOf = (nodes: readonly FlowNode[], routes: readonly Route[] = []): unknown => {
  const error = caught(() =>
    checkLinks(
      nodes,
      routes.map((route) => ({ route, filter })),
    ),
  );
  expect(error.code).toBe("BLUEPRINT_INVALID");
  return error.details["path"];
};
const batch: FlowNode = {
  kind: "batch",
  id: "b",
  on: ["start"],
  within: [],
  concurrency: 1,
  settled: false,
  keys: ["k"],
};
const gather: FlowNode = { kind: "gather", id: "g", on: [], within: [], batch: "b", key: "k" };
const match: FlowNode = {
  kind: "match",
  id: "m",
  on: ["start"],
  within: [],
  mode: "hitFirst",
  by: undefined,
  cases: [{ equals: 1 }],
  exhaustive: false,
  closed: false,
};

describe("checkLinks", () => {
  it("has nothing to say about a flow whose parts fit", () => {
    const { nodes, triggers } = everyNode(filter);

    expect(() => {
      checkLinks([...nodes.values()], triggers);
    }).not.toThrow();
  });

  it("refuses ids and ways in that are there twice", () => {
    expect(pathOf([end("a", "start"), end("b"), end("a")])).toBe("nodes[2].id");
    expect(pathOf([], ["event/1", "event/2", "event/1"])).toBe("triggers[2].route");
    expect(pathOf([], ["signal/x"])).toBe("triggers[0].route");
  });

  it.each<[Route, FlowNode | undefined]>([
    ["ended/nowhere", undefined],
    ["ended/other", end("other")],
    ["failed/pairs", undefined],
    ["event/1", undefined],
    ["branches/m", match],
    ["items/b", { ...batch, keys: [] }],
    ["case/m/1", match],
    ["else/x", chunkNode("x", [])],
  ])("refuses the route %s that nothing sends", (route, node) => {
    expect(pathOf([chunkNode("waits", ["start", route]), ...(node ? [node] : [])])).toBe("nodes[0].on[1]");
  });

  it("refuses blocks that are none, and triggers that lead nowhere", () => {
    const when: FlowNode = {
      kind: "when",
      id: "w",
      on: ["start"],
      within: [],
      mode: "and",
      triggers: [{ type: "chunk", name: "x", routes: ["ended/x"] }],
      joinBy: undefined,
    };

    expect(pathOf([chunkNode("a", [], { within: ["start"] })])).toBe("nodes[0].within[0]");
    expect(pathOf([when])).toBe("nodes[0].triggers[0].routes[0]");
  });

  it("refuses nodes that name nodes which are not there", () => {
    expect(pathOf([chunkNode("a", [], { batch: "b" })])).toBe("nodes[0].batch");
    expect(pathOf([chunkNode("a", [], { recovers: "b" })])).toBe("nodes[0].recovers");
    expect(pathOf([gather])).toBe("nodes[0].batch");
    expect(pathOf([match, { kind: "endForEach", id: "e", on: [], within: [], forEach: "m" }])).toBe("nodes[1].forEach");
    expect(pathOf([batch, gather, { kind: "endMatch", id: "e", on: [], within: [], match: "b" }])).toBe(
      "nodes[2].match",
    );
  });

  it("refuses a batch that would never end, and keys that it does not have", () => {
    expect(pathOf([batch])).toBe("nodes[0].keys[0]");
    expect(pathOf([batch, gather, { ...gather, id: "g2", key: "other" }])).toBe("nodes[2].key");
  });
});
