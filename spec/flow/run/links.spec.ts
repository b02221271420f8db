import { ChunkEnded, ChunkStarted, FlowSignal, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { linksOf, waitingOn } from "../../../lib/flow/run/links.js";
import { planOf } from "../../../lib/flow/run/plan.js";

function plan(): ReturnType<typeof planOf> {
  const flow = new TriggerFlow("orders");
  flow.to(function check() {});
  flow
    .when("Pay")
    .to(function charge() {})
    .to(function ship() {});
  flow.when("Pay").to(function note() {});
  return planOf(flow.blueprint());
}

describe("the links of a flow", () => {
  it("are made once for a plan, and another plan has its own", () => {
    const one = plan();

    expect(linksOf(one)).toBe(linksOf(one));
    expect(linksOf(plan())).not.toBe(linksOf(one));
  });

  it("are one for each signal that nodes wait for, for each start, and for each end that something follows", () => {
    expect(linksOf(plan()).map(({ name }) => name)).toEqual([
      "orders: check on start",
      "orders: charge, note on signal/Pay",
      "orders: check",
      "orders: charge",
      "orders: ship behind charge",
      "orders: ship",
      "orders: note",
    ]);
  });

  it("let through what is of this flow and of their node, and nothing else", () => {
    const signal = (name: string, flow = "orders"): FlowSignal => new FlowSignal(flow, "run", "signal", name, 1, []);
    const started = (node: string, flow = "orders"): ChunkStarted => new ChunkStarted(flow, "run", node, node, 1, []);
    const ended = (node: string): ChunkEnded => new ChunkEnded("orders", "run", node, node, 1, []);
    const through = (event: FlowSignal | ChunkStarted | ChunkEnded): string[] =>
      linksOf(plan())
        .filter(({ filter }) => filter.matches(event))
        .map(({ name }) => name);

    expect(through(signal("Pay"))).toEqual(["orders: charge, note on signal/Pay"]);
    expect(through(signal("Pay", "other"))).toEqual([]);
    expect(through(signal("Cancel"))).toEqual([]);
    expect(through(started("ship"))).toEqual(["orders: ship"]);
    expect(through(started("ship", "other"))).toEqual([]);
    expect(through(ended("charge"))).toEqual(["orders: ship behind charge"]);
    expect(through(ended("note"))).toEqual([]);
  });

  it("name the nodes that wait on a route", () => {
    expect(waitingOn(plan(), "signal/Pay")).toBe("charge, note");
    expect(waitingOn(plan(), "signal/Nobody")).toBe("");
  });
});
