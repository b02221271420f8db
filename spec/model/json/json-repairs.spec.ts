/** The corpus of repairs: what is read leniently, what it becomes, and where it is reported. */
import { describe, expect, it } from "vitest";
import { JSON_REPAIRS } from "../../../lib/model/json/json-repairs.js";
import { cut, line, merged, readItems } from "./telling.js";

/** The text, its value, and the repairs in order with their positions. */
interface Row {
  readonly text: string;
  readonly value: unknown;
  readonly repairs: readonly string[];
}

const rows: readonly (readonly [text: string, value: unknown, ...repairs: string[]])[] = [
  [
    "{a: 1, $b_2: 2, 键: 3, 7: 4}",
    { 7: 4, a: 1, $b_2: 2, 键: 3 },
    "unquoted-key 1",
    "unquoted-key 7",
    "unquoted-key 16",
    "unquoted-key 22",
  ],
  ["['x', '']", ["x", ""], "single-quotes 1", "single-quotes 6"],
  ["{'k': 'say \"hi\"'}", { k: 'say "hi"' }, "single-quotes 1", "single-quotes 6"],
  ["{“k”: “v”}", { k: "v" }, "curly-quotes 1", "curly-quotes 6"],
  [
    '{“k": „v“, ＂w＂: ‘x’}',
    { k: "v", w: "x" },
    "curly-quotes 1",
    "curly-quotes 6",
    "curly-quotes 11",
    "curly-quotes 16",
  ],
  ['["curly “quotes” inside"]', ["curly “quotes” inside"]],
  ['["""two\n"lines" """]', ['two\n"lines" '], "triple-quotes 1"],
  ["['''it''s''']", ["it''s"], "single-quotes 1", "triple-quotes 1"],
  ['["""""", ""]', ["", ""], "triple-quotes 1"],
  ['["a\nb\tc\nd"]', ["a\nb\tc\nd"], "raw-control 3"],
  [
    '["it\\\'s", "\\d+\\.", "\\u12G4", "\\u00"]',
    ["it's", "\\d+\\.", "\\u12G4", "\\u00"],
    "invalid-escape 4",
    "invalid-escape 11",
    "invalid-escape 20",
    "invalid-escape 30",
  ],
  [
    '["a\\ud83d", "\\ude00b", "\\ud83d\\ud83d\\ude00", "\\ud83d\\n"]',
    ["a\ufffd", "\ufffdb", "\ufffd😀", "\ufffd\n"],
    "lone-surrogate 3",
    "lone-surrogate 13",
    "lone-surrogate 24",
    "lone-surrogate 46",
  ],
  ['["a\ud83d", "\ude00"]', ["a\ufffd", "\ufffd"], "lone-surrogate 3", "lone-surrogate 8"],
  ['{"a": [1, 2, ], "b": 3,}', { a: [1, 2], b: 3 }, "trailing-comma 11", "trailing-comma 22"],
  [
    '{"a": "x"\n "b": {} "c": ["y" "z" [] {}]}',
    { a: "x", b: {}, c: ["y", "z", [], {}] },
    "missing-comma 11",
    "missing-comma 19",
    "missing-comma 29",
    "missing-comma 33",
    "missing-comma 36",
  ],
  ['{"a"：1，"b": [1、2]}', { a: 1, b: [1, 2] }, "full-width-colon 4", "full-width-comma 6", "full-width-comma 14"],
  ['{\u00a0"a":\u30001}', { a: 1 }, "odd-space 1", "odd-space 6"],
  [
    '{// one\n"a": /* two **/ 1/**/, "b": 2 // three\r}',
    { a: 1, b: 2 },
    "comment 1",
    "comment 13",
    "comment 25",
    "comment 38",
  ],
  ["[True, False, None, true]", [true, false, null, true], "python-literal 1", "python-literal 7", "python-literal 14"],
  ["[undefined]", [null], "undefined 1"],
  ["[NaN, Infinity, -Infinity]", [null, null, null], "non-finite 1", "non-finite 6", "non-finite 16"],
  [
    "[+1, .5, 5., -.5e1, 0x1F, -0Xa, 007]",
    [1, 0.5, 5, -5, 31, -10, 7],
    ...[1, 5, 9, 13, 20, 26, 32].map((at) => `number-form ${at}`),
  ],
];

const corpus: readonly Row[] = rows.map(([text, value, ...repairs]) => ({ text, value, repairs }));

describe("a repair", () => {
  it.each(corpus)("$text is read as $value", ({ text, value, repairs }) => {
    const { items, outcome } = readItems([text]);

    expect(outcome).toEqual({ status: "complete", value });
    expect(items.filter(({ kind }) => kind === "repair").map(line)).toEqual(repairs.map((repair) => `! ${repair}`));
  });

  it.each(corpus)("$text is told in the same order however it is cut", ({ text }) => {
    const whole = merged(readItems([text]).items);

    for (const size of [1, 2, 3, 5]) expect(merged(readItems(cut(text, [size])).items)).toEqual(whole);
  });

  it("is in the corpus whatever its name", () => {
    const used = corpus.flatMap(({ repairs }) => repairs.map((repair) => repair.split(" ")[0]));

    expect([...new Set(used)].sort()).toEqual(Object.keys(JSON_REPAIRS).sort());
  });

  it("marks the value and all that holds it, and nothing else", () => {
    const { items } = readItems(['{"a": [{"b": True, "c": 1}, 2], "d": {e: 3}, "f": 4}']);
    const provenance = items.flatMap((item) => (item.kind === "done" ? [[item.path, item.provenance]] : []));

    expect(Object.fromEntries(provenance)).toEqual({
      "a[0].b": "repaired",
      "a[0].c": "observed",
      "a[0]": "repaired",
      "a[1]": "observed",
      a: "repaired",
      "d.e": "observed",
      d: "repaired",
      f: "observed",
      "": "repaired",
    });
  });

  it("waits, where prose may be meant, until it is told of a value", () => {
    expect(readItems(["a set {x, y}, {'z'}, [True; no]"])).toEqual({ items: [], outcome: { status: "none" } });
  });

  it("stands between the pieces of the text that it is in", () => {
    expect(readItems(['["ab\ncd"]']).items.map(line).slice(0, 3)).toEqual([
      '+ [0] "ab"',
      "! raw-control 4",
      '+ [0] "\\ncd"',
    ]);
  });
});

describe("what is not repaired", () => {
  it.each([
    '{"a": hello}',
    "[1 2]",
    "[1,,2]",
    "[,1]",
    '{"a" 1}',
    '{"a": 1 b: 2}',
    "[1_000]",
    '["a" / "b"]',
    "[0x]",
    "[--1]",
  ])("%s is no JSON", (text) => {
    expect(["broken", "none"]).toContain(readItems([text]).outcome.status);
  });

  it.each(['{"a": [1, 2', '{"a": "x"', "[[1]", '{"a": """x""'])("%s is truncated", (text) => {
    expect(readItems([text]).outcome.status).toBe("truncated");
  });
});
