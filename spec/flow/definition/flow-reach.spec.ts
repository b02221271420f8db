import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createBlueprint, type FlowNode } from "../../../lib/flow/definition/blueprint.js";
import { liveNodes, passesOnce, sourcesOf } from "../../../lib/flow/definition/flow-reach.js";
import { nodeOf } from "./outline.js";

const a = (): string => "a";

describe("what a node depends on", () => {
  it("is the node of the route, the branches of the collection, or nothing inside of the flow", () => {
    const flow = new TriggerFlow("sources");
    flow.match().case(1).to(a).endMatch().collect("name", { branch: "x" });
    const blueprint = flow.blueprint();
    const ids = (route: Parameters<typeof sourcesOf>[1]): string[] | undefined =>
      sourcesOf(blueprint, route)?.map(({ id }) => id);

    expect(ids("start")).toBeUndefined();
    expect(ids("signal/Go")).toBeUndefined();
    expect(ids("state:deep:changed/key")).toBeUndefined();
    expect(ids("ended/a")).toEqual(["a"]);
    expect(ids("case/match-1/0")).toEqual(["match-1"]);
    expect(ids("ended/name")).toEqual(["x in name"]);
    expect(ids("ended/nowhere")).toEqual([]);
  });
});

describe("the nodes that can be reached", () => {
  it("are those behind the start and behind what happens outside, in whatever order they stand", () => {
    const end = (id: string, ...on: FlowNode["on"]): FlowNode => ({ kind: "end", id, on, within: [] });
    const blueprint = createBlueprint(
      "reach",
      [
        end("c", "ended/b"),
        end("b", "ended/a"),
        end("a", "event/1"),
        end("x", "ended/y"),
        end("y", "ended/x"),
        end("z"),
      ],
      [],
    );

    expect([...liveNodes(blueprint)].sort()).toEqual(["a", "b", "c"]);
  });
});

describe("a node passes once", () => {
  it("when all that leads to it is the start", () => {
    const flow = new TriggerFlow("once");
    flow.forEach().to(a, { name: "item" }).endForEach().to(a, { name: "behind" });
    flow.when("Go").to(a, { name: "signalled" });
    flow.when(["A", "B"]).to(a, { name: "joined" });
    const blueprint = flow.blueprint();
    const once = (id: string): boolean => passesOnce(blueprint, nodeOf(flow, id, "chunk"));

    expect(once("item")).toBe(true);
    expect(once("behind")).toBe(true);
    expect(once("signalled")).toBe(false);
    expect(once("joined")).toBe(false);
  });
});
