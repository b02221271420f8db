/** Field values to JSON and back: exact for plain data, and refused with a path for everything else. */
import { MillraceError } from "millrace";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { className, decodeValue, encodeValue, isPlain, MAX_VALUE_DEPTH } from "../../lib/event/value-codec.js";
import { type Json } from "../../lib/event/value-tags.js";
import { caught } from "../caught.js";
import { anyData } from "./arbitrary-data.js";

const fail = (path: string, why: string): MillraceError =>
  new MillraceError("EVENT_MALFORMED", why, { details: { path, why } });
const encode = (value: unknown): Json => encodeValue(value, "it", { fail });
const decode = (json: unknown): unknown => decodeValue(json as Json, "it", { fail });
const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));

describe("encodeValue and decodeValue", () => {
  it("are inverse for any plain data, through text", () => {
    fc.assert(
      fc.property(anyData, (data) => isDeepStrictEqual(decode(JSON.parse(JSON.stringify(encode(data)))), data)),
      { numRuns: 500 },
    );
  });

  it("leave JSON as it is", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "small" }), (json) => {
        const text = JSON.stringify(json);
        fc.pre(!text.includes('"__proto__"') && !text.includes('"$'));
        const written = JSON.stringify(encode(JSON.parse(text)));
        expect(written).toBe(text);
      }),
    );
  });

  it("agree on how deep is too deep", () => {
    const deepest = nested(MAX_VALUE_DEPTH + 1);

    expect(decode(encode(deepest))).toEqual(deepest);
    expect(caught(() => encode(nested(MAX_VALUE_DEPTH + 2))).details["why"]).toContain("deeper");
    expect(caught(() => decode(nested(MAX_VALUE_DEPTH + 2))).details["why"]).toContain("deeper");
  });

  it("carry the same object twice, as two", () => {
    const shared = { a: 1 };

    expect(decode(encode([shared, shared]))).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it("read holes of a list as undefined", () => {
    expect(decode(encode(new Array(2)))).toStrictEqual([undefined, undefined]);
  });
});

describe("encodeValue", () => {
  it.each<[string, unknown, string]>([
    ["a function", { a: [() => 1] }, "it.a[0]"],
    ["a symbol as a map's key", new Map([[Symbol("s"), 1]]), "it.key(0)"],
    ["an instance as a map's value", new Map([[1, /x/]]), "it.value(0)"],
    ["an instance in a set", new Set([new (class Odd {})()]), "it.item(0)"],
    ["an instance of a class without a name", Object.create({ constructor: null }), "it"],
    ["a boxed number", Object(1), "it"],
    ["a key __proto__", JSON.parse('{"__proto__": 1}'), "it"],
  ])("refuses %s", (_, value, path) => {
    expect(caught(() => encode(value)).details["path"]).toBe(path);
  });

  it("refuses what contains itself", () => {
    const circle = new Map<string, unknown>();
    circle.set("me", [circle]);

    expect(caught(() => encode(circle)).details).toEqual({ path: "it.value(0)[0]", why: "contains itself" });
  });
});

describe("decodeValue", () => {
  it.each<[string, unknown]>([
    ["an unknown tag", { $magic: 1 }],
    ["a tag of Object.prototype", { $constructor: 1 }],
    ["an object that is none", { $object: [1] }],
    ["__proto__", JSON.parse('[{"__proto__": {"a": 1}}]')],
    ["__proto__ in a wrapped object", JSON.parse('{"$object": {"__proto__": {"a": 1}}}')],
  ])("refuses %s", (_, json) => {
    expect(caught(() => decode(json)).code).toBe("EVENT_MALFORMED");
  });

  it("reads an object of several keys as data, whatever they are called", () => {
    expect(decode({ $date: 1, $map: 2 })).toEqual({ $date: 1, $map: 2 });
  });
});

describe("isPlain", () => {
  it("tells data from instances", () => {
    expect([{}, Object.create(null)].map((value) => isPlain(value as object))).toEqual([true, true]);
    expect([[], new Date(), new (class {})(), Object.create({})].map((value) => isPlain(value as object))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("className", () => {
  it("names the class of an object, whatever the object claims", () => {
    expect(className(new Date())).toBe("Date");
    expect(className({ constructor: "text" })).toBe("an unnamed class");
    expect(className(Object.create(null) as object)).toBe("an unnamed class");
  });
});
