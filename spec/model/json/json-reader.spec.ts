import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PathSegment } from "../../../lib/model/json/json-item.js";
import { formatPath } from "../../../lib/model/json/json-path.js";
import { cut, merged, readItems } from "./telling.js";

const keys = fc.oneof(
  fc.constantFrom("__proto__", "a.b", "", "c[0]", "constructor", "toString", "length", '"', "\\", "7", "é😀", "a", "b"),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom("", '"', "\\", "\n\t\u0001", "😀", "\u2028", "“”", "'''", "{}[]//"),
);
const { json } = fc.letrec<{ json: unknown; list: unknown[]; object: Record<string, unknown> }>((tie) => ({
  json: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    texts,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.constantFrom(true, false, null, -0),
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("json"), { maxLength: 5 }),
  object: fc
    .array(fc.tuple(keys, tie("json")), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries) as Record<string, unknown>),
}));
const documents = fc.oneof(
  fc.array(json, { maxLength: 6 }),
  fc.dictionary(keys, json, { maxKeys: 6, noNullPrototype: true }),
);
const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 });
const spelled = fc.tuple(documents, fc.constantFrom(0, 2), fc.boolean()).map(([value, indent, escaped]) => {
  const text = JSON.stringify(value, undefined, indent);
  return escaped
    ? text.replace(/[^\0-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    : text;
});

/** What a reader that knew the whole text would tell: texts by their whole growth, in document order. */
function expected(value: unknown, segments: readonly PathSegment[] = []): string[] {
  const path = formatPath(segments);
  const done = `= ${path || "(root)"} ${JSON.stringify(value)} observed`;
  if (typeof value === "string") return value === "" ? [done] : [`+ ${path} ${JSON.stringify(value)}`, done];
  if (typeof value !== "object" || value === null) return [done];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [...members.flatMap(([key, member]) => expected(member, [...segments, key])), done];
}

/** Without how numbers were written. */
const plain = (told: readonly string[]): string[] => told.map((each) => each.replace(/ observed .*$/s, " observed"));

describe("JsonReader", () => {
  it("tells the same of a document however it is cut, all of it and in order", () => {
    fc.assert(
      fc.property(spelled, sizes, (text, pieces) => {
        const { items, outcome } = readItems(cut(text, pieces));
        const value = JSON.parse(text) as unknown;

        expect(outcome).toEqual({ status: "complete", value });
        expect(plain(merged(items))).toEqual(expected(value));
        expect(merged(items)).toEqual(merged(readItems([text]).items));
      }),
      { numRuns: 400 },
    );
  });

  it("means by a number what JSON.parse does, to the last bit", () => {
    const digits = fc.array(fc.nat(9), { minLength: 1, maxLength: 18 }).map((each) => each.join(""));
    const whole = digits.map((each) => each.replace(/^0+(?=.)/, ""));
    const number = fc
      .tuple(fc.constantFrom("", "-"), whole, fc.option(digits), fc.constantFrom("", "", "", "e3", "E-7"))
      .map(([sign, integer, fraction, exponent]) => {
        return `${sign}${integer}${fraction === null ? "" : `.${fraction}`}${exponent}`;
      });
    fc.assert(
      fc.property(fc.array(number), sizes, (numbers, pieces) => {
        const text = `[${numbers.join()}]`;
        const { items, outcome } = readItems(cut(text, pieces));

        expect(outcome).toEqual({ status: "complete", value: JSON.parse(text) as unknown });
        expect(items.flatMap((item) => (item.kind === "done" ? (item.raw ?? []) : []))).toEqual(numbers);
        expect(items.filter(({ kind }) => kind !== "done")).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
