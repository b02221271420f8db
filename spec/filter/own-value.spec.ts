/** Values in filters are copies of plain data. */
import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { ownValue, refuseValue } from "../../lib/filter/own-value.js";
import { anyData } from "../event/arbitrary-data.js";

describe("ownValue", () => {
  it("copies plain data exactly", () => {
    fc.assert(fc.property(anyData, (value) => isDeepStrictEqual(ownValue(value), value)));
  });

  it("shares nothing with its origin", () => {
    const origin = { list: [new Date(1)], map: new Map([[{ a: 1 }, new Set([[1]])]]), bytes: Uint8Array.of(1) };
    const copy = ownValue(origin) as typeof origin;

    origin.list[0]!.setTime(2);
    origin.map.clear();
    origin.bytes[0] = 2;

    expect(copy).toEqual({ list: [new Date(1)], map: new Map([[{ a: 1 }, new Set([[1]])]]), bytes: Uint8Array.of(1) });
  });

  it("makes a pattern without state", () => {
    expect(ownValue(/a/giy)).toEqual(/a/i);
  });
});

describe("refuseValue", () => {
  it("takes any plain data", () => {
    fc.assert(fc.property(anyData, (value) => refuseValue(value) === undefined));
  });

  it.each<[string, unknown]>([
    ["a function", [() => 1]],
    ["a symbol", new Map([[Symbol("s"), 1]])],
    ["an instance of URL", new Set([new URL("http://localhost")])],
    ["an instance of RegExp", /x/],
    ["an instance of an unnamed class", Object.create({ constructor: undefined })],
    ["the date is invalid", { at: new Date(NaN) }],
    ["deeper than 50", JSON.parse("[".repeat(52) + "]".repeat(52))],
    ["__proto__", [JSON.parse('{"__proto__": 1}')]],
  ])("says %s", (why, value) => {
    expect(refuseValue(value)).toContain(why);
  });
});
