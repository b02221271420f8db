import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isComposite, readableText } from "../../../lib/model/prompt/readable-text.js";
import { caught } from "../../caught.js";

describe("readableText", () => {
  it("writes scalars as they are", () => {
    expect([
      readableText(" a: b "),
      readableText(0),
      readableText(false),
      readableText(null),
      readableText(5n),
    ]).toEqual([" a: b ", "0", "false", "null", "5"]);
  });

  it("writes data in lines", () => {
    expect(
      readableText({
        title: "A page",
        empty: "",
        left: undefined,
        none: null,
        items: [{ name: "one", tags: ["x", "y"] }, "two", [1, [2]], [], {}],
        text: "first\n\n  second",
        "a: b": 1,
        at: new Date(0),
        map: new Map([["k", new Set([1])]]),
      }),
    ).toMatchInlineSnapshot(`
      "title: A page
      empty: ""
      none: null
      items:
        - name: one
          tags:
            - x
            - y
        - two
        - - 1
          - - 2
        - []
        - {}
      text: |
        first

          second
      "a: b": 1
      at: 1970-01-01T00:00:00.000Z
      map:
        k:
          - 1"
    `);
  });

  it.each(["true", "12", "-0.5", "1e5", "~", " x", "- x", "[x", "a: b", "a #b", "x:", "#x", "null", "a\tb", ""])(
    "quotes %j, which would read as something else",
    (text) => {
      expect(readableText([text])).toBe(`- ${JSON.stringify(text)}`);
    },
  );

  it.each(["plain", "http://a/b", "a-b", "12 apples", "it's", "-x", "größer", "日本語"])(
    "leaves %j as it is",
    (text) => {
      expect(readableText([text])).toBe(`- ${text}`);
    },
  );

  it("reads as YAML, where it has no texts of several lines", () => {
    const line = fc.string({ unit: "binary" }).filter((text) => !/[\n\r]/.test(text));
    const data = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        line,
        fc.array(tie("value")),
        fc.dictionary(line, tie("value")),
      ),
    })).value;
    fc.assert(
      fc.property(data, (value) => {
        expect(parse(readableText([value]))).toEqual([value]);
      }),
    );
  });

  it("lets things speak for themselves", () => {
    expect(readableText({ toJSON: () => ({ a: 1 }) })).toBe("a: 1");
    expect(readableText(new URL("http://a/"))).toBe("http://a/");
  });

  it("refuses what is no data", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const [value, what] of [
      [() => 1, "is a function"],
      [{ a: Symbol("x") }, "is a symbol"],
      [[Buffer.from("x")], "is bytes"],
      [Promise.resolve(1), "is a promise"],
      [circle, "holds itself"],
    ] as const) {
      const error = caught(() => readableText(value));
      expect(error.code).toBe("PROMPT_INVALID");
      expect(error.message).toContain(what);
    }
  });

  it("knows what is written in lines", () => {
    expect([[], {}, new Set(), "a\nb", 1, null, new Date(0)].map(isComposite)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
