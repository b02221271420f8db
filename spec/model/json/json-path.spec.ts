import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyIndex, formatPath, parsePath, type PatternSegment } from "../../../lib/model/json/json-path.js";
import { caught } from "../../caught.js";

const segment: fc.Arbitrary<PatternSegment> = fc.oneof(
  fc.nat(),
  fc.constant(anyIndex),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "a.b", "c[0]", '"', "\\", "*", "[*]", "__proto__", "0", " a ", "]", "."),
);

describe("a path", () => {
  it.each<[string, PatternSegment[]]>([
    ["", []],
    ["items[0].name", ["items", 0, "name"]],
    ["[0].title", [0, "title"]],
    ["m[1][2]", ["m", 1, 2]],
    ["a b.ü", ["a b", "ü"]],
    ['["a.b"].c', ["a.b", "c"]],
    ['a["c[0]"][""]', ["a", "c[0]", ""]],
    ['["say \\"hi\\""]', ['say "hi"']],
    ["items[*].tags[*]", ["items", anyIndex, "tags", anyIndex]],
    ["a.*", ["a", "*"]],
  ])("%j", (text, segments) => {
    expect(formatPath(segments)).toBe(text);
    expect(parsePath(text)).toEqual(segments);
  });

  it("may have any key in brackets", () => {
    expect(parsePath('["a"]["b"][0]["c"]')).toEqual(["a", "b", 0, "c"]);
  });

  it("is read as what was written, and no two are written alike", () => {
    fc.assert(
      fc.property(fc.array(segment), (segments) => {
        expect(parsePath(formatPath(segments))).toEqual(segments);
      }),
    );
  });

  it.each(["a.", ".a", "a..b", "a[", "a[x]", "a[01]", "a[-1]", "[0]a", 'a["b]', 'a["\\x"]', "a]", 'a"b"'])(
    "is refused with its place: %s",
    (text) => {
      expect(caught(() => parsePath(text))).toMatchObject({ code: "PATH_INVALID", details: { path: text } });
    },
  );
});
