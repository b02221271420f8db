/** Objects made from lists of values. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRecord } from "../../lib/primitives/compile-record.js";

describe("compileRecord", () => {
  it("puts the values under the keys, in order", () => {
    const record = compileRecord(["b", "a"])([1, 2]);

    expect(Object.entries(record)).toEqual([
      ["b", 1],
      ["a", 2],
    ]);
  });

  it("takes any key, __proto__ as a key like all others", () => {
    const anyKeys = fc.uniqueArray(fc.oneof(fc.string({ unit: "binary" }), fc.constant("__proto__")));

    fc.assert(
      fc.property(anyKeys, (keys) => {
        const record = compileRecord(keys)(keys.map((key) => key.length));

        expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
        expect(Object.keys(record).sort()).toEqual([...keys].sort());
        for (const key of keys) expect(Object.getOwnPropertyDescriptor(record, key)?.value).toBe(key.length);
      }),
    );
  });
});
