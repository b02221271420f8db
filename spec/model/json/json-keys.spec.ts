import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyStep } from "../../../lib/model/json/json-keys.js";

describe("KeyStep", () => {
  it("expects what followed last, and remembers what followed before that", () => {
    const start = new KeyStep("");
    const a = start.to("a");
    const b = start.to("b");

    expect(start.next).toBe(b);
    expect(start.to("a")).toBe(a);
    expect(start.next).toBe(a);
    expect(start.to("b")).toBe(b);
  });

  it("expects no key that may be written in several ways, or that may be cut inside of a character", () => {
    for (const key of ["", 'a"', "a\\", "\n", "😀", "\ud83d"]) {
      const start = new KeyStep("");
      start.to(key);

      expect(start.next).toBeUndefined();
    }
  });

  it("leads to the keys that were asked for, whatever came before", () => {
    const key = fc.constantFrom("a", "b", "c", "", "__proto__", '"');
    const start = new KeyStep("");
    fc.assert(
      fc.property(fc.uniqueArray(key), (keys) => {
        let step = start;
        for (const next of keys) {
          step = step.to(next);
          expect(step.key).toBe(next);
        }
      }),
    );
  });

  it("begins anew in what a key holds", () => {
    const step = new KeyStep("").to("a");

    expect(step.inner).toBe(step.inner);
    expect(step.inner.next).toBeUndefined();
  });
});
