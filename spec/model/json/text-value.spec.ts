import { describe, expect, it } from "vitest";
import { linesByChunk } from "./telling.js";

describe("TextValue", () => {
  it("hands a chunk out as it came when it is nothing but more of the text", () => {
    expect(linesByChunk(['{"a":"b', "cd", "", "é😀", '"}'])).toEqual([
      ['+ a "b"'],
      ['+ a "cd"'],
      [],
      ['+ a "é😀"'],
      ['= a "bcdé😀"', '= (root) {"a":"bcdé😀"}'],
      [],
    ]);
  });

  it("reads a chunk that holds more than that, and goes on behind half a character or half an escape", () => {
    expect(linesByChunk(['["x', "\ud83d", "\ude00y", "\\", "nz", '", 1]'])).toEqual([
      ['+ [0] "x"'],
      [],
      ['+ [0] "😀y"'],
      [],
      ['+ [0] "\\nz"'],
      ['= [0] "x😀y\\nz"', "= [1] 1", '= (root) ["x😀y\\nz",1]'],
      [],
    ]);
  });

  it("keeps an empty text back that may become one in three quotes", () => {
    expect(linesByChunk(['{"a":""', '"b', 'c"', '"d"""}'])).toEqual([
      [],
      ["! triple-quotes 5", '+ a "b"'],
      ['+ a "c"'],
      ['+ a "\\"\\"d"', '= a "bc\\"\\"d"', '= (root) {"a":"bc\\"\\"d"}'],
      [],
    ]);
    expect(linesByChunk(['{"a":""', ',"b":', "''"])[1]).toEqual(['= a ""']);
  });

  it("is not read on when the text has ended", () => {
    expect(linesByChunk(['{"a":"b'])).toEqual([['+ a "b"'], ['~ a "b"', '~ (root) {"a":"b"}']]);
  });
});
