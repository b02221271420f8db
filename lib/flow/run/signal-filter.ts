// Which signals arrive on a route: the filter by which a route listens on the bus.
import type { Filter } from "../../filter/filter.js";
import { where } from "../../filter/where.js";
import type { Route } from "../definition/blueprint.js";
import { FlowSignal } from "../flow-events.js";

/** The filter of a route; undefined for routes that no signal arrives on. */
export function signalFilter(flow: string, route: Route): Filter<FlowSignal> | undefined {
  if (route === "start") return where(FlowSignal, { flow, kind: "start" });
  const slash = route.indexOf("/");
  const prefix = route.slice(0, slash);
  const name = route.slice(slash + 1);
  if (prefix === "signal" || prefix === "flowData") return where(FlowSignal, { kind: prefix, name, flow });
  if (!prefix.startsWith("state")) return undefined;
  const options = prefix.split(":");
  const base = options.includes("deep")
    ? where(FlowSignal, { kind: "state", flow }).and(FlowSignal.field("name").matches(below(name)))
    : where(FlowSignal, { kind: "state", name, flow });
  return options.includes("changed") ? base.and(FlowSignal.field("changed").eq(true)) : base;
}

// The path itself, and everything that its dots lead to.
function below(path: string): RegExp {
  return new RegExp(`^${path.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(?:\\.|$)`);
}
