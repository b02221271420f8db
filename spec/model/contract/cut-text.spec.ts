import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText } from "../../../lib/model/contract/cut-text.js";

describe("cutText", () => {
  it("leaves alone what is short enough, and says where something was cut", () => {
    expect(cutText("abc", 3)).toBe("abc");
    expect(cutText("abcd", 3)).toBe("ab…");
    expect(cutText("a😀bc", 3)).toBe("a…");
  });

  it("is never too long and never cuts through a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 20 }), (text, most) => {
        const cut = cutText(text, most);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
      }),
    );
  });
});
