import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonKeys } from "../../../lib/model/json/json-keys.js";

describe("JsonKeys", () => {
  it("changes no key, whatever came before it", () => {
    const keys = new JsonKeys();
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (key) => {
        expect(keys.same(key)).toBe(key);
        expect(keys.same(key)).toBe(key);
      }),
      { numRuns: 1_000 },
    );
    for (const key of ["", "ab", "ba", "__proto__", "constructor"]) expect(keys.same(key)).toBe(key);
  });
});
