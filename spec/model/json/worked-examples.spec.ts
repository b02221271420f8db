/** The worked examples of incremental reading: what is told of each chunk, in order. */
import { describe, expect, it } from "vitest";
import type { JsonOutcome } from "../../../lib/model/json/json-item.js";
import type { JsonReaderOptions } from "../../../lib/model/json/json-reader.js";
import { linesByChunk, readItems } from "./telling.js";

interface Example {
  readonly name: string;
  readonly chunks: readonly string[];
  /** One list for each chunk; the last one is what is told at the end, if anything. */
  readonly told: readonly (readonly string[])[];
  readonly options?: JsonReaderOptions;
  /** Default: complete, with the value of `JSON.parse`. */
  readonly outcome?: JsonOutcome;
}

const examples: readonly Example[] = [
  {
    name: "E1 a title and a list of texts",
    chunks: ['{"ti', 'tle": "He', 'llo", "items": ["a', 'b", "c"', "]}"],
    told: [
      [],
      ['+ title "He"'],
      ['+ title "llo"', '= title "Hello"', '+ items[0] "a"'],
      ['+ items[0] "b"', '= items[0] "ab"', '+ items[1] "c"', '= items[1] "c"'],
      ['= items ["ab","c"]', '= (root) {"title":"Hello","items":["ab","c"]}'],
    ],
  },
  {
    name: "E2 a nested object with a number cut in two",
    chunks: ['{"user": {"name": "A', 'da", "age": 3', '6}, "ok": tr', "ue}"],
    told: [
      ['+ user.name "A"'],
      ['+ user.name "da"', '= user.name "Ada"'],
      ["= user.age 36", '= user {"name":"Ada","age":36}'],
      ["= ok true", '= (root) {"user":{"name":"Ada","age":36},"ok":true}'],
    ],
  },
  {
    name: "E3 numbers at chunk borders",
    chunks: ['{"n": 2', '5, "m": -1', ".5", "e3}"],
    told: [[], ["= n 25"], [], ["= m -1500", '= (root) {"n":25,"m":-1500}']],
  },
  {
    name: "E4 null and booleans",
    chunks: ['{"a": nu', 'll, "b": fal', 'se, "c": "x"}'],
    told: [[], ["= a null"], ["= b false", '+ c "x"', '= c "x"', '= (root) {"a":null,"b":false,"c":"x"}']],
  },
  {
    name: "E5 escapes cut in the middle, a surrogate pair in two",
    chunks: ['{"s": "a\\', 'n\\"q\\', "u00", "e9\\uD83D", '\\uDE00 end"}'],
    told: [
      ['+ s "a"'],
      ['+ s "\\n\\"q"'],
      [],
      ['+ s "é"'],
      ['+ s "😀 end"', '= s "a\\n\\"qé😀 end"', '= (root) {"s":"a\\n\\"qé😀 end"}'],
    ],
  },
  {
    name: "E6 characters beyond ASCII",
    chunks: ['{"s": "你', "好, ", '😀"}'],
    told: [['+ s "你"'], ['+ s "好, "'], ['+ s "😀"', '= s "你好, 😀"', '= (root) {"s":"你好, 😀"}']],
  },
  {
    name: "E7 a list of objects",
    chunks: ['{"rows": [{"id": 1, "na', 'me": "x"}, {"id": 2', ', "name": "y"}]', "}"],
    told: [
      ["= rows[0].id 1"],
      ['+ rows[0].name "x"', '= rows[0].name "x"', '= rows[0] {"id":1,"name":"x"}'],
      [
        "= rows[1].id 2",
        '+ rows[1].name "y"',
        '= rows[1].name "y"',
        '= rows[1] {"id":2,"name":"y"}',
        '= rows [{"id":1,"name":"x"},{"id":2,"name":"y"}]',
      ],
      ['= (root) {"rows":[{"id":1,"name":"x"},{"id":2,"name":"y"}]}'],
    ],
  },
  {
    name: "E8 a fence, with prose around it",
    chunks: ['Sure:\n```json\n{"a": "x', 'y"}\n```\nbye {"a": 1}'],
    told: [['+ a "x"'], ['+ a "y"', '= a "xy"', '= (root) {"a":"xy"}']],
    outcome: { status: "complete", value: { a: "xy" } },
  },
  {
    name: "E9 braces in the prose before it",
    chunks: ["I use {curly} text.\n", '{"a": "x', 'y"}'],
    told: [[], ['+ a "x"'], ['+ a "y"', '= a "xy"', '= (root) {"a":"xy"}']],
    outcome: { status: "complete", value: { a: "xy" } },
  },
  {
    name: "E10 a draft, then what was asked for",
    chunks: ['```json\n{"draft": 1}\n```\n', '```json\n{"a": "x"}\n```'],
    told: [
      ["= draft 1", '= (root) {"draft":1}'],
      ["discarded draft", "discarded (root)", '+ a "x"', '= a "x"', '= (root) {"a":"x"}'],
    ],
    options: { accepts: (value) => Object.hasOwn(value as object, "a") },
    outcome: { status: "complete", value: { a: "x" } },
  },
  {
    name: "E11 the end is missing",
    chunks: ['{"a": "hel'],
    told: [['+ a "hel"'], ['~ a "hel"', '~ (root) {"a":"hel"}']],
    outcome: { status: "truncated", value: { a: "hel" }, path: "a" },
  },
  {
    name: "E12 a value is missing at the end",
    chunks: ['{"a": "x", "b": '],
    told: [['+ a "x"', '= a "x"'], ['~ (root) {"a":"x"}']],
    outcome: { status: "truncated", value: { a: "x" }, path: "b" },
  },
  {
    name: "E12 garbage",
    chunks: ['{"a": "x", oops "b": 1}'],
    told: [['+ a "x"', '= a "x"', "! unquoted-key 11"], ['~ (root) {"a":"x"}']],
    outcome: { status: "broken", position: 16, why: 'expected a colon, found "\\""' },
  },
  { name: "E12 plain words", chunks: ["plain words"], told: [[]], outcome: { status: "none" } },
  {
    name: "E13 a key twice",
    chunks: ['{"a": "one", ', '"b":"z", ', '"a": "two"}'],
    told: [
      ['+ a "one"', '= a "one"'],
      ['+ b "z"', '= b "z"'],
      ["reset a", '+ a "two"', '= a "two"', '= (root) {"a":"two","b":"z"}'],
    ],
  },
  {
    name: "E14 empty objects and lists",
    chunks: ['{"a": [', '], "b": {', "}}"],
    told: [[], ["= a []"], ["= b {}", '= (root) {"a":[],"b":{}}']],
  },
  {
    name: "E15 a list as the root",
    chunks: ['[{"t": "a', 'b"}, {"t":', '"c"}]'],
    told: [
      ['+ [0].t "a"'],
      ['+ [0].t "b"', '= [0].t "ab"', '= [0] {"t":"ab"}'],
      ['+ [1].t "c"', '= [1].t "c"', '= [1] {"t":"c"}', '= (root) [{"t":"ab"},{"t":"c"}]'],
    ],
  },
  {
    name: "E16 lists of lists",
    chunks: ['{"m": [[1, 2', "], [3]", "]}"],
    told: [
      ["= m[0][0] 1"],
      ["= m[0][1] 2", "= m[0] [1,2]", "= m[1][0] 3", "= m[1] [3]"],
      ["= m [[1,2],[3]]", '= (root) {"m":[[1,2],[3]]}'],
    ],
  },
  {
    name: "E17 what JSON5 allows",
    chunks: ["{a: 'x", "y', b: 1,", "}"],
    told: [
      ["! unquoted-key 1", "! single-quotes 4", '+ a "x"'],
      ['+ a "y"', '= a "xy"', "! unquoted-key 10", "= b 1"],
      ["! trailing-comma 14", '= (root) {"a":"xy","b":1}'],
    ],
    outcome: { status: "complete", value: { a: "xy", b: 1 } },
  },
  {
    name: "E18 a field that is longer than any buffer",
    chunks: [`{"a": "${"x".repeat(800)}`, "x".repeat(800), '", "b": "tail"}'],
    told: [
      [`+ a "${"x".repeat(800)}"`],
      [`+ a "${"x".repeat(800)}"`],
      [`= a "${"x".repeat(1600)}"`, '+ b "tail"', '= b "tail"', `= (root) {"a":"${"x".repeat(1600)}","b":"tail"}`],
    ],
  },
  {
    name: "E19 the first of two attempts, each of which has a reader of its own",
    chunks: ['{"title": "Hel'],
    told: [['+ title "Hel"'], ['~ title "Hel"', '~ (root) {"title":"Hel"}']],
    outcome: { status: "truncated", value: { title: "Hel" }, path: "title" },
  },
];

describe("a worked example", () => {
  it.each(examples)("$name", ({ chunks, told, options, outcome }) => {
    const atTheEnd = told.length > chunks.length ? [] : [[]];
    expect(linesByChunk(chunks, options)).toEqual([...told, ...atTheEnd]);
    expect(readItems(chunks, options).outcome).toEqual(
      outcome ?? { status: "complete", value: JSON.parse(chunks.join("")) as unknown },
    );
  });
});
