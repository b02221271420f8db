import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { planOf } from "../../../lib/flow/run/plan.js";
import { RunParts } from "../../../lib/flow/run/run-parts.js";

describe("the rarer parts of an execution", () => {
  it("have permits of a node from its first limit on, shared by all who ask", () => {
    const parts = new RunParts();

    expect(parts.permitsOf("batch", undefined)).toBeUndefined();
    const permits = parts.permitsOf("batch", 2);
    expect(permits).toBeDefined();
    expect(parts.permitsOf("batch", 5)).toBe(permits);
    expect(parts.permitsOf("batch", undefined)).toBe(permits);
    expect(parts.permitsOf("other", 2)).not.toBe(permits);
  });

  it("have nodes on a route until each of them is taken away; a list that is being read stays as it was", () => {
    const flow = new TriggerFlow();
    for (const name of ["a", "b"]) flow.to(flow.chunk(name, () => undefined));
    const plan = planOf(flow.blueprint());
    const parts = new RunParts();
    expect(parts.stationsOn("signal/Go")).toBeUndefined();

    const removeA = parts.addStation("signal/Go", plan.station("a")!);
    const removeB = parts.addStation("signal/Go", plan.station("b")!);
    const reading = parts.stationsOn("signal/Go");
    removeA();
    removeA();

    expect(reading?.map(({ node }) => node.id)).toEqual(["a", "b"]);
    expect(parts.stationsOn("signal/Go")?.map(({ node }) => node.id)).toEqual(["b"]);
    removeB();
    expect(parts.stationsOn("signal/Go")).toEqual([]);
    expect(parts.stationsOn("signal/Other")).toBeUndefined();
  });
});
