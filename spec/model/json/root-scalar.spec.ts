import { describe, expect, it } from "vitest";
import { cut, line, merged, readItems } from "./telling.js";

describe("a text that is one scalar", () => {
  it.each([" 42 ", "-1.5e3", '"a \\"b\\" {c}\\ud83d\\ude00"', "true", "null\n", '""'])(
    "%j is complete at its end",
    (text) => {
      const value = JSON.parse(text) as unknown;

      for (const size of [1, 3, 100]) {
        const { items, outcome } = readItems(cut(text, [size]));
        expect(outcome).toEqual({ status: "complete", value });
        expect(items).toHaveLength(1);
        expect(items[0]).toMatchObject({ kind: "done", path: "", value, provenance: "reconciled" });
      }
    },
  );

  it("keeps a number as it was written", () => {
    expect(readItems([" 1.50 "]).items[0]).toMatchObject({ value: 1.5, raw: "1.50" });
  });

  it("is well-formed", () => {
    expect(merged(readItems(['"a\\ud800"']).items)).toEqual(["! lone-surrogate 0", '= (root) "a\ufffd" repaired ']);
  });

  it("is none where another root was asked for", () => {
    expect(readItems(["42"], { root: "object" }).outcome).toEqual({ status: "none" });
    expect(readItems(['"x"'], { root: "array" }).outcome).toEqual({ status: "none" });
  });

  it.each([
    '"Sure" {"a": 1}',
    '"Sure {"a": 1}',
    '42 {"a": 1}',
    'the {"a": 1}',
    'true: {"a": 1}',
    `${"1".repeat(500)} {"a": 1}`,
  ])("is none where more follows: %j", (text) => {
    for (const size of [1, 100]) {
      const { items, outcome } = readItems(cut(text, [size]));
      expect(items.map(line)).toEqual(["= a 1", '= (root) {"a":1}']);
      expect(outcome).toEqual({ status: "complete", value: { a: 1 } });
    }
  });

  it.each(["", "  ", "42 apples", '"unfinished', "tru", "-"])("%j is none", (text) => {
    expect(readItems([text])).toEqual({ items: [], outcome: { status: "none" } });
  });
});
