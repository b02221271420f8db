import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SmallMap } from "../../../lib/flow/run/small-map.js";

type Step = readonly ["set", string, number] | readonly ["delete", string] | readonly ["clear"];

const key = fc.constantFrom("a", "b", "c", "");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant("set" as const), key, fc.nat(9)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant("delete" as const), key) },
  { weight: 1, arbitrary: fc.constant(["clear"] as const) },
);

describe("SmallMap", () => {
  it("is a Map, whatever is done to it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const [small, map] = [new SmallMap<number>(), new Map<string, number>()];
        for (const one of steps) {
          if (one[0] === "set") {
            small.set(one[1], one[2]);
            map.set(one[1], one[2]);
          } else if (one[0] === "delete") expect(small.delete(one[1])).toBe(map.delete(one[1]));
          else {
            small.clear();
            map.clear();
          }
          expect(small.values()).toEqual([...map.values()]);
          expect(small.size).toBe(map.size);
          for (const name of ["a", "b", "c", "", "d"]) {
            expect(small.has(name)).toBe(map.has(name));
            expect(small.get(name)).toBe(map.get(name));
          }
        }
      }),
    );
  });
});
