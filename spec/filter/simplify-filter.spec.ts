/** Smaller trees with the same verdict. */
import { BaseEvent, defineEvent, Filter, parseFilter, where } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { printFilter } from "../../lib/filter/print-filter.js";
import { simplifyFilter } from "../../lib/filter/simplify-filter.js";
import { likelyEvent, likelyTree } from "./arbitrary-filters.js";

class A extends defineEvent("a", { f: z.unknown().optional() }) {}
class Child extends A.extend("a.child", {}) {}
class B extends defineEvent("b", {}) {}
where([A, Child, B]);

describe("simplifyFilter", () => {
  it("never changes a verdict", () => {
    fc.assert(
      fc.property(likelyTree, likelyEvent, (node, event) => {
        return new Filter(simplifyFilter(node)).matches(event) === new Filter(node).matches(event);
      }),
      { numRuns: 2000 },
    );
  });

  it("is done after once", () => {
    fc.assert(
      fc.property(likelyTree, (node) => {
        const once = simplifyFilter(node);
        return printFilter(simplifyFilter(once)) === printFilter(once);
      }),
    );
  });

  it.each([
    ["![a]", "![a]"],
    ["!![a]", "[a]"],
    ["!!![a]", "![a]"],
    ["([a] | ([b] | [a]))", "[a] | [b]"],
    ["[a] & [a]", "[a]"],
    ["[a] & [a].f == 1", "[a].f == 1"],
    ["[a] | [a].f == 1", "[a]"],
    ["[a] & [a.child]", "[a.child]"],
    ["[a] | [a.child]", "[a]"],
    ["[a] & [a.child].f == 1", "[a.child].f == 1"],
    ["[a] | [a.child].f == 1", "[a]"],
    ["[a.child] & [a].f == 1", "[a.child] & [a].f == 1"],
    ["[event] & [b]", "[b]"],
    ["[event] | [b]", "[event]"],
    ["[a] & [b]", "[a] & [b]"],
    ["[a] & !([a].f == 1)", "[a] & ![a].f == 1"],
    ["[a].f == 0 | [a].f == -0", "[a].f == 0 | [a].f == -0"],
    ["[x] & [x].f == 1", "[x] & [x].f == 1"],
  ])("makes of %s %s", (text, simple) => {
    expect(printFilter(simplifyFilter(parseFilter(text).node))).toBe(simple);
  });

  it("keeps classes and predicates apart that have the same name", () => {
    const make = () => class Tick extends BaseEvent {};
    const predicate = (verdict: boolean) => () => verdict;

    expect(simplifyFilter(where([make(), make()]).node)).toMatchObject({ kind: "or" });
    expect(simplifyFilter(where(predicate(true)).or(predicate(false)).node)).toMatchObject({ kind: "or" });
    const same = predicate(true);
    expect(simplifyFilter(where(same).or(same).node)).toMatchObject({ kind: "test" });
  });
});
