/** The bare `A | B` of plain JavaScript. */
import { BaseEvent, defineEvent, where } from "millrace";
import { describe, expect, it } from "vitest";
import { classesOfMask, maskOfClass } from "../../lib/filter/class-mask.js";
import { caught } from "../caught.js";

class A extends defineEvent("a", {}) {}
class B extends defineEvent("b", {}) {}
const or = (...classes: unknown[]): bigint => {
  const [first, ...rest] = classes as [bigint, ...bigint[]];
  return rest.reduce((left, right) => left | right, first);
};

describe("A | B", () => {
  it("is a mask that where reads", () => {
    expect(String(where(or(A, B)))).toBe("[a] | [b]");
    expect(where(or(A, A)).matches(new A({}))).toBe(true);
  });

  it("holds for any number of classes", () => {
    const classes = Array.from({ length: 100 }, (_, index) => defineEvent(`many.${String(index)}`, {}));

    expect(classesOfMask(or(...classes))).toEqual(classes);
  });

  it("does not mix with numbers, and no operator makes a filter of nothing", () => {
    expect(() => or(A, 1)).toThrow(TypeError);
    expect(caught(() => where((A as never as bigint) & (B as never as bigint))).code).toBe("FILTER_INVALID");
    expect(caught(() => where(~(A as never as bigint))).code).toBe("FILTER_INVALID");
    expect(caught(() => classesOfMask(0n)).hint).toContain("where`");
  });

  it("leaves the text of a class alone", () => {
    expect(String(A).startsWith("class A")).toBe(true);
    expect(String(A)).toBe(Function.prototype.toString.call(A));
  });
});

describe("maskOfClass", () => {
  it("gives each class one bit of its own, the same each time", () => {
    const masks = [BaseEvent, A, B].map(maskOfClass);

    expect([BaseEvent, A, B].map(maskOfClass)).toEqual(masks);
    expect(new Set(masks).size).toBe(3);
    expect(masks.map((mask) => classesOfMask(mask))).toEqual([[BaseEvent], [A], [B]]);
  });
});
