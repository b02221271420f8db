import { describe, expect, it } from "vitest";
import { leadsSomewhere, valueAt } from "../../../lib/flow/run/value-at.js";

class Paid {
  constructor(readonly cents: number) {}
  get euros(): number {
    return this.cents / 100;
  }
}

describe("valueAt", () => {
  it("follows dots through objects and lists", () => {
    const value = { user: { tags: ["a", { deep: 0 }] } };

    expect(valueAt(value, "user.tags.0")).toBe("a");
    expect(valueAt(value, "user.tags.1.deep")).toBe(0);
  });

  it("is undefined where the path leads nowhere", () => {
    for (const value of [undefined, null, 5, "text", {}, [], { a: null }])
      expect(valueAt(value, "a.b")).toBeUndefined();
    expect(valueAt("text", "length")).toBeUndefined();
  });

  it("sees own fields and getters of classes, nothing that all objects have", () => {
    expect(valueAt(new Paid(250), "euros")).toBe(2.5);
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      expect(valueAt({}, name)).toBeUndefined();
      expect(valueAt(new Paid(1), "constructor")).toBeUndefined();
    }
    expect(valueAt(JSON.parse('{"__proto__": 1}'), "__proto__")).toBe(1);
  });
});

describe("leadsSomewhere", () => {
  it("tells undefined from nothing", () => {
    expect(leadsSomewhere({ a: undefined }, "a")).toBe(true);
    expect(leadsSomewhere({ a: { b: undefined } }, "a.b")).toBe(true);
    for (const [value, path] of [
      [{}, "a"],
      [{ a: 1 }, "a.b"],
      [null, "a"],
      [undefined, "a.b"],
    ] as const)
      expect(leadsSomewhere(value, path)).toBe(false);
  });
});
