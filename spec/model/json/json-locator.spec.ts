import { describe, expect, it } from "vitest";
import { cut, line, linesByChunk, merged, readItems } from "./telling.js";

const asked = { accepts: (value: unknown) => Object.hasOwn(value as object, "a") };

describe("locating a document", () => {
  it.each([
    ['\ufeff {"a": 1}', { a: 1 }],
    ['Here:\n\n~~~json\n{"a": 1}\n~~~\n', { a: 1 }],
    ['{curly} {x: } [see] [ref][2x] \\frac{1}{2} {"a": 1} and {"b": 2}', { a: 1 }],
    ['{ {"a": 1} }', { a: 1 }],
    ["[text](https://a.b/{id}) - [x] done\n[1]", [1]],
  ])("%j holds %j", (text, value) => {
    expect(readItems([text]).outcome).toEqual({ status: "complete", value });
  });

  it("takes the first document where nobody says which one is asked for", () => {
    expect(readItems(['{"x": 1} {"a": 1}']).outcome).toMatchObject({ value: { x: 1 } });
  });

  it("asks about a document only when another bracket opens, and once", () => {
    const seen: unknown[] = [];
    const accepts = (value: unknown): boolean => seen.push(value) > 9;
    readItems(['{"x": 1} bye'], { accepts });
    expect(seen).toEqual([]);

    readItems(['{"x": 1} {curly} [', 'x] {"y": 1}'], { accepts });
    expect(seen).toEqual([{ x: 1 }]);
  });

  it("keeps a refused document when no other one follows", () => {
    const { items, outcome } = readItems(['{"x": 1} {curly} bye'], asked);

    expect(items.map(line)).toEqual(["= x 1", '= (root) {"x":1}']);
    expect(outcome).toEqual({ status: "complete", value: { x: 1 } });
  });

  it("discards one after the other until one is accepted", () => {
    const told = merged(readItems(['{"x": 1}[2]{"a": 3}{"a": 4}'], asked).items);

    expect(told.filter((each) => each.startsWith("discarded"))).toEqual([
      "discarded x",
      "discarded (root)",
      "discarded [0]",
      "discarded (root)",
    ]);
  });

  it("prefers the kind of root that was asked for", () => {
    const list = readItems(['{"x": 1} then [1]'], { root: "array" });
    const object = readItems(['[1] then {"x": 1}'], { root: "object" });

    expect(list.outcome).toMatchObject({ value: [1] });
    expect(object.outcome).toMatchObject({ value: { x: 1 } });
    expect(readItems(["[1]"], { root: "object" }).outcome).toEqual({ status: "complete", value: [1] });
  });

  it("reads another document behind one that broke, and ends what was open of it", () => {
    const told = linesByChunk(['{"a": "x", "b": {"c": "y" oops: {"no": 1}}}', '\n```json\n{"a": 1}\n```']);

    expect(told).toEqual([
      ['+ a "x"', '= a "x"', '+ b.c "y"', '= b.c "y"'],
      [
        '~ b {"c":"y"}',
        '~ (root) {"a":"x","b":{"c":"y"}}',
        "discarded a",
        "discarded b",
        "discarded (root)",
        "= a 1",
        '= (root) {"a":1}',
      ],
      [],
    ]);
  });

  it("takes nothing from the inside of a document that broke", () => {
    const text = '{"a": [1, !, {"b": 2}, "} {", ["]"]], "c": {"d": 3}}';

    expect(readItems([text])).toMatchObject({ outcome: { status: "broken", position: 10 } });
    expect(readItems([`${text} {"e": 4}`]).outcome).toEqual({ status: "complete", value: { e: 4 } });
    expect(readItems([`{"a": [1, !\n{"e": 4}`]).outcome).toEqual({ status: "complete", value: { e: 4 } });
    expect(readItems([`{"a": [1, ! \`\`\` {"e": 4}`]).outcome).toEqual({ status: "complete", value: { e: 4 } });
  });

  it("says where it broke before anything could be told", () => {
    expect(readItems(['{"a": hello}'])).toEqual({
      items: [],
      outcome: { status: "broken", position: 6, why: '"hello" is no value' },
    });
  });

  it("does not depend on the cuts", () => {
    const text = 'a {b} {"x": {"y": 1}} [2, {"z": 3}, ! [{"q": 1}]] {"a": ["é😀"]} {"a": 2}';
    const whole = readItems([text], asked);

    for (const size of [1, 2, 3, 7]) {
      const pieces = readItems(cut(text, [size]), asked);
      expect(merged(pieces.items)).toEqual(merged(whole.items));
      expect(pieces.outcome).toEqual(whole.outcome);
    }
  });
});
