import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, chunkFuzzer, cutAt } from "../../lib/testing/chunk-fuzzer.js";
import { caught } from "../caught.js";

describe("cutAt", () => {
  it("cuts texts and bytes at the places", () => {
    expect(cutAt("hello", [3, 1])).toEqual(["h", "el", "lo"]);
    expect(cutAt(new Uint8Array([1, 2, 3]), [2])).toEqual([new Uint8Array([1, 2]), new Uint8Array([3])]);
  });

  it("makes no empty pieces", () => {
    expect(cutAt("ab", [0, 1, 1, 2, 9, -1])).toEqual(["a", "b"]);
    expect(cutAt("", [1])).toEqual([]);
  });
});

describe("chunkFuzzer", () => {
  it("cuts everything into pieces that make it up again", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.integer(),
        fc.integer({ min: 1, max: 9 }),
        (text, seed, longest) => {
          const pieces = chunkFuzzer(seed).cut(text, longest);
          expect(pieces.join("")).toBe(text);
          expect(pieces.every(({ length }) => length >= 1 && length <= longest)).toBe(true);
        },
      ),
    );
  });

  it("cuts the same way for the same seed, and otherwise for others", () => {
    const bytes = bytesOf("Grüße an alle, die das lesen, und an die anderen auch.");

    expect(chunkFuzzer(7).cut(bytes)).toEqual(chunkFuzzer(7).cut(bytes));
    expect(chunkFuzzer(7).cut(bytes)).not.toEqual(chunkFuzzer(8).cut(bytes));
  });

  it("refuses pieces of nothing", () => {
    expect(caught(() => chunkFuzzer(1).cut("a", 0)).code).toBe("OPTION_INVALID");
  });
});
