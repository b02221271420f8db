import { BaseEvent, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { Plan, planOf } from "../../../lib/flow/run/plan.js";

class Tick extends BaseEvent {}

function define(): TriggerFlow {
  const flow = new TriggerFlow("plan");
  flow.chunk("first", () => 1);
  flow
    .to("first", { onError: () => 0 })
    .to(function second() {})
    .end();
  return flow;
}

const ids = (stations: readonly { readonly node: { readonly id: string } }[] | undefined): string[] =>
  (stations ?? []).map(({ node }) => node.id);

describe("a plan", () => {
  it("has a station for each node, with what follows its end and its failure", () => {
    const plan = planOf(define().blueprint());
    const first = plan.station("first");

    expect(first?.node.id).toBe("first");
    expect(ids(first?.ended)).toEqual(["second"]);
    expect(first?.failed).toHaveLength(1);
    expect(first?.ended[0]).toBe(plan.station("second"));
    expect(plan.station("nobody")).toBeUndefined();
  });

  it("has the nodes of each route in order of definition", () => {
    const flow = new TriggerFlow("routes");
    for (const name of ["b", "a", "c"]) flow.when("Go").to(flow.chunk(name, () => name));

    expect(ids(planOf(flow.blueprint()).routes.get("signal/Go"))).toEqual(["b", "a", "c"]);
  });

  it("is compiled once for a blueprint, and anew when the flow has grown", () => {
    const flow = define();
    const plan = planOf(flow.blueprint());

    expect(planOf(flow.blueprint())).toBe(plan);
    flow.when("Go").to(() => undefined);
    expect(planOf(flow.blueprint())).not.toBe(plan);
    expect(plan.routes.has("signal/Go")).toBe(false);
  });

  it("knows what its executions have to hear", () => {
    const of = (define: (flow: TriggerFlow) => unknown): Pick<Plan, "hears" | "hearsFlowData" | "watchesState"> => {
      const flow = new TriggerFlow();
      define(flow);
      const { hears, hearsFlowData, watchesState } = new Plan(flow.blueprint());
      return { hears, hearsFlowData, watchesState };
    };
    const nothing = { hears: false, hearsFlowData: false, watchesState: false };

    expect(of((flow) => flow.when({ state: "a" }).to(() => 1))).toEqual(nothing);
    expect(of((flow) => flow.when(Tick).to(() => 1))).toEqual({ ...nothing, hears: true });
    expect(of((flow) => flow.when({ flowData: "a" }).to(() => 1))).toEqual({ ...nothing, hearsFlowData: true });
    expect(of((flow) => flow.when({ state: "a", deep: true }).to(() => 1))).toEqual({ ...nothing, watchesState: true });
    expect(of((flow) => flow.when({ state: "a", changed: true }).to(() => 1))).toEqual({
      ...nothing,
      watchesState: true,
    });
  });
});
