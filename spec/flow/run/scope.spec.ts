import { describe, expect, it } from "vitest";
import { Join } from "../../../lib/flow/run/join.js";
import { Scope } from "../../../lib/flow/run/scope.js";

class Plain extends Join {
  save(): null {
    return null;
  }
  get lacking(): readonly string[] {
    return [];
  }
}

const top = new Scope(undefined, undefined, undefined, 7);

describe("Scope", () => {
  it("names its levels, outermost first, items by their index", () => {
    const outer = top.inside(new Plain("forEach-1#1", "forEach-1", top), 2);
    const inner = outer.inside(new Plain("batch-2#5", "batch-2", outer));

    expect([top.path, outer.path, inner.path]).toEqual([[], ["forEach-1#1[2]"], ["forEach-1#1[2]", "batch-2#5"]]);
  });

  it("hands on which signal from outside it goes back to", () => {
    expect(top.inside(new Plain("a#1", "a", top)).inside(new Plain("b#1", "b", top), 0).origin).toBe(7);
  });

  it("leads back to the level around its join", () => {
    const join = new Plain("a#1", "a", top);

    expect(top.inside(join, 0).join?.scope).toBe(top);
    expect(top.inside(join, 0).parent).toBe(top);
  });
});
