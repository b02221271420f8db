/** Values as people read them in logs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableJson } from "../../lib/event/readable-json.js";

describe("readableJson", () => {
  it.each<[string, unknown, unknown]>([
    ["a bigint", 12n, "12"],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["an invalid date", new Date(NaN), "Invalid Date"],
    ["bytes", Buffer.from([255]), "/w=="],
    ["a map", new Map([["a", 1n]]), [["a", "1"]]],
    ["a set", new Set([1n]), ["1"]],
    ["an error", new TypeError("odd"), "TypeError: odd"],
    ["an object with toJSON", { toJSON: () => ({ a: 1n }) }, { a: "1" }],
    ["an object whose toJSON throws", { toJSON: () => fail() }, "(unreadable)"],
    [
      "a getter that throws",
      {
        a: {
          get b() {
            return fail();
          },
        },
      },
      { a: "(unreadable)" },
    ],
    ["a URL", new URL("http://localhost/"), "http://localhost/"],
  ])("shows %s", (_, value, shown) => {
    expect(readableJson(value)).toEqual(shown);
  });

  it("notes circles and too much depth, and shows what is shared twice", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const shared = {};

    expect(readableJson(circle)).toEqual(["(circular)"]);
    expect(readableJson([shared, shared])).toEqual([{}, {}]);
    expect(JSON.stringify(readableJson(JSON.parse("[".repeat(5000) + "]".repeat(5000))))).toContain("(deeper)");
  });

  it("never throws, and gives what JSON can write", () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });

    fc.assert(fc.property(anything, (value) => void JSON.stringify(readableJson(value))));
  });
});

function fail(): never {
  throw new Error("no");
}
