/** Which events can pass at all: never too few, and nothing but passing ones where the plan says exact. */
import { BaseEvent, defineEvent, Filter, parseFilter, where } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { planRoutes, type RouteKey } from "../../lib/filter/plan-routes.js";
import { likelyEvent, likelyTree } from "./arbitrary-filters.js";

class A extends defineEvent("a", { f: z.unknown().optional(), g: z.unknown().optional() }) {}
class Child extends A.extend("a.child", {}) {}
class B extends defineEvent("b", {}) {}
where([A, Child, B]);

/** What an index does with a key: by class, then by a look-up of the field's value. */
function comesIn(event: BaseEvent, { constructor, field, values }: RouteKey): boolean {
  if (!(event instanceof constructor)) return false;
  if (field === undefined) return true;
  try {
    return new Set(values).has((event as unknown as Record<string, unknown>)[field]);
  } catch {
    return false;
  }
}

describe("planRoutes", () => {
  it("lets every event in that passes, and in an exact plan no other", () => {
    let [passed, exact] = [0, 0];
    fc.assert(
      fc.property(likelyTree, likelyEvent, (node, event) => {
        const plan = planRoutes(node);
        const isIn = plan.keys.some((key) => comesIn(event, key));
        const passes = new Filter(node).matches(event);
        if (passes) passed++;
        if (plan.exact) exact++;
        return plan.exact ? isIn === passes : isIn || !passes;
      }),
      { numRuns: 2000 },
    );

    expect(Math.min(passed, exact)).toBeGreaterThan(100);
  });

  it.each<[string, object]>([
    ["[a]", { keys: [{ constructor: A }], exact: true }],
    ["[event]", { keys: [{ constructor: BaseEvent }], exact: true }],
    ["[a] | [b]", { keys: [{ constructor: A }, { constructor: B }], exact: true }],
    ["[a].f == 1", { keys: [{ constructor: A, field: "f", values: [1] }], exact: true }],
    ["[a].f == null", { keys: [{ constructor: A, field: "f", values: [null] }], exact: true }],
    ["[a].f in [1, 2, 1]", { keys: [{ constructor: A, field: "f", values: [1, 2] }], exact: true }],
    ["[a].f in []", { keys: [{ constructor: A, field: "f", values: [] }], exact: true }],
    ["[a].f == undefined", { keys: [{ constructor: A }], exact: false }],
    ["[a].f == [1]", { keys: [{ constructor: A }], exact: false }],
    ["[a].f in [1, {}]", { keys: [{ constructor: A }], exact: false }],
    ["[a].f.g == 1", { keys: [{ constructor: A }], exact: false }],
    ["[a].f > 1", { keys: [{ constructor: A }], exact: false }],
    ["[a].f > 1 & [a].g == 2", { keys: [{ constructor: A, field: "g", values: [2] }], exact: false }],
    ["[a].f in [1, 2] & [a].g == 2", { keys: [{ constructor: A, field: "g", values: [2] }], exact: false }],
    ["[a] & [a].g == 2", { keys: [{ constructor: A, field: "g", values: [2] }], exact: true }],
    ["[a] & ![a.child]", { keys: [{ constructor: A }], exact: false }],
    ["[a].f > 1 & [a.child].g > 1", { keys: [{ constructor: Child }], exact: false }],
    ["![a]", { keys: [{ constructor: BaseEvent }], exact: false }],
    ["[nobody]", { keys: [{ constructor: BaseEvent }], exact: false }],
  ])("plans %s", (text, plan) => {
    expect(planRoutes(parseFilter(text).node)).toEqual(plan);
  });

  it("knows nothing of predicates", () => {
    expect(where(() => true).plan).toEqual({ keys: [{ constructor: BaseEvent }], exact: false });
    expect(where(A).and(() => true).plan).toEqual({ keys: [{ constructor: A }], exact: false });
  });
});
