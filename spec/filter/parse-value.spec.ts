/** Values in a filter's text, as the inverse of printing them. */
import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { parseValue } from "../../lib/filter/parse-value.js";
import { printValue } from "../../lib/filter/print-filter.js";
import { scanFilter } from "../../lib/filter/scan-filter.js";
import { createCursor } from "../../lib/filter/token-cursor.js";
import { anyData } from "../event/arbitrary-data.js";
import { caught } from "../caught.js";

// A value stands behind a word, so that `[` opens a list.
function read(text: string): unknown {
  const cursor = createCursor(scanFilter([`in ${text}`]));
  cursor.next();
  return parseValue(cursor);
}

/** The same, and nothing may be left behind the value. */
function readAll(text: string): void {
  const cursor = createCursor(scanFilter([`in ${text}`]));
  cursor.next();
  parseValue(cursor);
  if (cursor.peek().kind !== "end") throw cursor.fail("the end is expected");
}

describe("parseValue", () => {
  it("is inverse to printing", () => {
    fc.assert(
      fc.property(anyData, (value) => isDeepStrictEqual(read(printValue(value)), value)),
      { numRuns: 500 },
    );
  });

  it.each<[string, unknown]>([
    ["1", 1],
    ["-1.5e-3", -0.0015],
    ["1e400", Infinity],
    ["-0", -0],
    ["-0n", 0n],
    ["00012n", 12n],
    ["9007199254740993", 9007199254740992],
    ['"\\u0041"', "A"],
    ["[ 1 ,[ ] ]", [1, []]],
    ['{a: 1, "b": {}}', { a: 1, b: {} }],
    ["set([])", new Set()],
    ["map([])", new Map()],
    ['bytes("")', new Uint8Array()],
  ])("reads %s", (text, value) => {
    expect(isDeepStrictEqual(read(text), value)).toBe(true);
  });

  it("makes __proto__ an own key, never a prototype", () => {
    const value = read('{"__proto__": {"a": 1}}') as object;

    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(["__proto__"]);
  });

  it.each([
    "",
    ",",
    "1,",
    "[1",
    "[1,]",
    "{1: 2}",
    "{a}",
    "{a:}",
    "date",
    "date(1)",
    "Date(1)",
    "toString",
    '"\n"',
    "- 1",
    "+1",
    ".5",
    "0x1",
  ])("refuses %j", (text) => {
    expect(caught(() => readAll(text)).code).toBe("FILTER_SYNTAX");
  });
});
