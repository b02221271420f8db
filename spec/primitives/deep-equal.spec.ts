/** Equality of field values, as a law: an equivalence on plain data that never throws. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepEqual } from "../../lib/primitives/deep-equal.js";

const data = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withNullPrototype: true,
  withSparseArray: true,
  maxDepth: 3,
});

describe("deepEqual", () => {
  it("is reflexive, also on copies", () => {
    fc.assert(fc.property(data, (value) => deepEqual(value, value)));
    fc.assert(
      fc.property(fc.clone(fc.anything({ withDate: true, withBigInt: true, withSet: true }), 2), ([left, right]) =>
        deepEqual(left, right),
      ),
    );
  });

  it("is symmetric", () => {
    fc.assert(fc.property(data, data, (left, right) => deepEqual(left, right) === deepEqual(right, left)));
  });

  it("is transitive", () => {
    const few = fc.anything({
      key: fc.constantFrom("a", "b"),
      values: [fc.constantFrom(0, 1, "0")],
      withSet: true,
      maxDepth: 2,
    });

    fc.assert(
      fc.property(few, few, few, (a, b, c) => !deepEqual(a, b) || !deepEqual(b, c) || deepEqual(a, c)),
      { numRuns: 500 },
    );
  });

  it.each([
    ["a number and a boolean", 1, true],
    ["a number and a text", 1, "1"],
    ["a number and a bigint", 1, 1n],
    ["null and undefined", null, undefined],
    ["null and zero", null, 0],
    ["a list and an object of the same entries", ["a"], { 0: "a" }],
    ["a list with a hole and a shorter one", [1, undefined], [1]],
    ["an absent and an undefined key", {}, { a: undefined }],
    ["a date and its number", new Date(5), 5],
    ["a map and a set", new Map(), new Set()],
    ["bytes and a list", Uint8Array.of(1), [1]],
    ["an own and an inherited key", { toString: undefined }, { a: undefined }],
  ])("tells %s apart", (_, left, right) => {
    expect(deepEqual(left, right)).toBe(false);
    expect(deepEqual(right, left)).toBe(false);
  });

  it.each([
    ["NaN and NaN", NaN, NaN],
    ["zero and minus zero", 0, -0],
    ["invalid dates", new Date(NaN), new Date(NaN)],
    ["keys in another order", { a: 1, b: [2] }, { b: [2], a: 1 }],
    ["an object with and without a prototype", { a: 1 }, Object.assign(Object.create(null) as object, { a: 1 })],
    ["bytes of two classes", Buffer.from([1, 2]), Uint8Array.of(1, 2)],
    [
      "maps in another order",
      new Map([
        ["a", [1]],
        ["b", [2]],
      ]),
      new Map([
        ["b", [2]],
        ["a", [1]],
      ]),
    ],
    ["sets of equal objects", new Set([{ a: 1 }, { a: 2 }]), new Set([{ a: 2 }, { a: 1 }])],
  ])("takes %s as equal", (_, left, right) => {
    expect(deepEqual(left, right)).toBe(true);
    expect(deepEqual(right, left)).toBe(true);
  });

  it("gives each member of a set a partner of its own", () => {
    const twice = new Set([{ a: 1 }, { a: 1 }]);
    const once = new Set([{ a: 1 }, { a: 2 }]);

    expect(deepEqual(twice, once)).toBe(false);
    expect(deepEqual(once, twice)).toBe(false);
  });

  it("compares instances of classes by identity", () => {
    class Point {
      constructor(readonly x: number) {}
    }
    const point = new Point(1);

    expect(deepEqual(point, point)).toBe(true);
    expect(deepEqual(point, new Point(1))).toBe(false);
    expect(deepEqual(/a/, /a/)).toBe(false);
  });

  it("comes to an end on data that contains itself, whatever the length of the circle", () => {
    const one: unknown[] = [];
    one.push(one);
    const two: unknown[] = [[]];
    (two[0] as unknown[]).push(two);

    expect(deepEqual(one, two)).toBe(true);
    expect(deepEqual([one], [two])).toBe(true);
    expect(deepEqual([one, 1], [two, 2])).toBe(false);
  });

  it("does not overflow on data of any depth", () => {
    const nest = (): unknown => {
      let value: unknown = 1;
      for (let level = 0; level < 50_000; level++) value = [value];
      return value;
    };
    const deep = nest();

    expect(deepEqual(deep, deep)).toBe(true);
    expect(deepEqual(deep, nest())).toBe(false);
  });
});
