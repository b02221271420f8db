import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addUsage, type Usage } from "../../lib/model/usage.js";

const usage: fc.Arbitrary<Usage> = fc.record(
  { inputTokens: fc.nat(), outputTokens: fc.nat(), reasoningTokens: fc.nat(), cacheWriteTokens: fc.nat() },
  { requiredKeys: [] },
);

describe("addUsage", () => {
  it("adds what either tells, and leaves untold what neither does", () => {
    expect(addUsage({ inputTokens: 2, totalTokens: 5 }, { inputTokens: 3, outputTokens: 1 })).toEqual({
      inputTokens: 5,
      outputTokens: 1,
      totalTokens: 5,
    });
    expect(addUsage({}, {})).toEqual({});
  });

  it("does not care for order", () => {
    fc.assert(
      fc.property(usage, usage, usage, (a, b, c) => {
        expect(addUsage(a, b)).toEqual(addUsage(b, a));
        expect(addUsage(addUsage(a, b), c)).toEqual(addUsage(a, addUsage(b, c)));
      }),
    );
  });
});
