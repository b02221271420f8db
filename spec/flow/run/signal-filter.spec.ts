import { FlowSignal, type SignalKind } from "millrace";
import { describe, expect, it } from "vitest";
import { type Route } from "../../../lib/flow/definition/blueprint.js";
import { signalFilter } from "../../../lib/flow/run/signal-filter.js";

const signal = (kind: SignalKind, name: string, changed = true, flow = "f"): FlowSignal =>
  new FlowSignal(flow, "run", kind, name, 1, [], 0, changed);

const passes = (route: Route, event: FlowSignal): boolean => signalFilter("f", route)?.matches(event) ?? false;

describe("the filter of a route", () => {
  it("lets signals of exactly its kind, name and flow through", () => {
    expect(passes("signal/Go", signal("signal", "Go"))).toBe(true);
    expect(passes("signal/a/b", signal("signal", "a/b"))).toBe(true);
    for (const other of [
      signal("signal", "go"),
      signal("signal", "Go.more"),
      signal("state", "Go"),
      signal("flowData", "Go"),
      signal("signal", "Go", true, "other"),
    ])
      expect(passes("signal/Go", other)).toBe(false);
  });

  it("tells start, states and flow data apart", () => {
    expect(passes("start", signal("start", ""))).toBe(true);
    expect(passes("start", signal("signal", "start"))).toBe(false);
    expect(passes("flowData/key", signal("flowData", "key"))).toBe(true);
    expect(passes("flowData/key", signal("state", "key"))).toBe(false);
    expect(passes("state/key", signal("state", "key"))).toBe(true);
  });

  it("takes a state key alone, or all below it where that is asked for", () => {
    for (const [name, exact, deep] of [
      ["a", true, true],
      ["a.b", false, true],
      ["a.b.c", false, true],
      ["ab", false, false],
      ["b.a", false, false],
      ["", false, false],
    ] as const) {
      expect(passes("state/a", signal("state", name)), name).toBe(exact);
      expect(passes("state:deep/a", signal("state", name)), name).toBe(deep);
    }
  });

  it("takes a key with signs of regular expressions as it stands", () => {
    expect(passes("state:deep/a+(b)[c]", signal("state", "a+(b)[c].d"))).toBe(true);
    expect(passes("state:deep/a+(b)[c]", signal("state", "aa(b)[c].d"))).toBe(false);
    expect(passes("state:deep/a.b", signal("state", "axb"))).toBe(false);
  });

  it("leaves writes out that change nothing, where that is asked for", () => {
    for (const route of ["state:changed/a", "state:deep:changed/a"] as const) {
      expect(passes(route, signal("state", "a", true))).toBe(true);
      expect(passes(route, signal("state", "a", false))).toBe(false);
    }
    expect(passes("state/a", signal("state", "a", false))).toBe(true);
  });

  it("is none for routes that no signal arrives on", () => {
    for (const route of ["ended/a", "failed/a", "skipped/a", "branches/a", "items/a", "case/a/1", "event/1"] as const)
      expect(signalFilter("f", route), route).toBeUndefined();
  });
});
