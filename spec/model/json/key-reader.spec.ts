import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyStep } from "../../../lib/model/json/json-keys.js";
import { closersOf, PLAIN_CLOSERS } from "../../../lib/model/json/json-marks.js";
import { KeyReader } from "../../../lib/model/json/key-reader.js";
import { cut, merged, readItems } from "./telling.js";

/** Reads what stands behind the opening quote of a key where another one was expected. */
function read(expected: string, chunks: readonly string[], quote = '"'): { key: string; told: string[]; rest: string } {
  const told: string[] = [];
  const reader = new KeyReader((repair, position) => told.push(`${repair} ${position}`));
  const last = new KeyStep("");
  last.to(expected);
  reader.open(closersOf(quote.charCodeAt(0)) ?? PLAIN_CLOSERS, last);
  let base = 0;
  let rest = "";
  for (const chunk of chunks) {
    if (reader.closed) rest += chunk;
    else rest += chunk.slice(reader.read(chunk, 0, base));
    base += chunk.length;
  }
  return { key: reader.step?.key ?? reader.key, told, rest };
}

describe("KeyReader", () => {
  it("knows the key that was expected, however it is cut", () => {
    expect(read("name", ['name":'])).toEqual({ key: "name", told: [], rest: ":" });
    expect(read("name", ["na", "me", '"', ":"])).toEqual({ key: "name", told: [], rest: ":" });
  });

  it("reads any other key, and reports where it is no strict JSON", () => {
    expect(read("name", ["na", 'ture":'])).toEqual({ key: "nature", told: [], rest: ":" });
    expect(read("name", ["na", '":'])).toEqual({ key: "na", told: [], rest: ":" });
    expect(read("name", ["names", '":'])).toEqual({ key: "names", told: [], rest: ":" });
    expect(read("name", ["n\\u00", '61me":'])).toEqual({ key: "name", told: [], rest: ":" });
    expect(read("name", ["na\n", 'me":'])).toEqual({ key: "na\nme", told: ["raw-control 2"], rest: ":" });
  });

  it("compares no key in other quotes", () => {
    expect(read("it", ["it':"], "'")).toEqual({ key: "it", told: [], rest: ":" });
    expect(read("it", ["it\"':"], "'")).toEqual({ key: 'it"', told: [], rest: ":" });
  });

  it("tells the same of lists of objects as JSON.parse, whatever keys they have and however they are cut", () => {
    const key = fc.constantFrom(
      "a",
      "ab",
      "abc",
      "b",
      "",
      "é",
      '"',
      "\\",
      "\n",
      "😀",
      "😁",
      "__proto__",
      "constructor",
    );
    const inner = fc.uniqueArray(key).map((keys) => `{${keys.map((name) => `${JSON.stringify(name)}:1`).join()}}`);
    const member = fc.tuple(key, fc.oneof(inner, fc.constant("[]"), fc.constant("2")));
    const object = fc.uniqueArray(member, { selector: ([name]) => name }).map(written);
    fc.assert(
      fc.property(fc.array(object), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (objects, sizes) => {
        const text = `[${objects.join()}]`;
        const { items, outcome } = readItems(cut(text, sizes));

        expect(outcome).toEqual({ status: "complete", value: JSON.parse(text) as unknown });
        expect(merged(items)).toEqual(merged(readItems([text]).items));
        expect(items.filter(({ kind }) => kind !== "done")).toEqual([]);
      }),
    );
  });

  it("sees that a key came twice, expected or not", () => {
    const twice = '[{"a":1,"b":2},{"a":1,"b":2,"a":3},{"a":1,"a":2,"b":3,"b":4}]';
    const { items, outcome } = readItems(cut(twice, [4]));

    expect(outcome).toEqual({ status: "complete", value: JSON.parse(twice) as unknown });
    expect(items.flatMap((item) => (item.kind === "reset" ? item.path : []))).toEqual(["[1].a", "[2].a", "[2].b"]);
  });
});

function written(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`;
}
