/** Text to tokens. */
import fc from "fast-check";
import { MillraceError } from "millrace";
import { describe, expect, it } from "vitest";
import { scanFilter } from "../../lib/filter/scan-filter.js";
import { anyText } from "../event/arbitrary-data.js";

const kinds = (text: string): string[] => scanFilter([text]).tokens.map(({ kind }) => kind);

describe("scanFilter", () => {
  it.each<[string, string[]]>([
    ["", ["end"]],
    ["[a.b] | [c]", ["type", "sign", "type", "end"]],
    ["![a]", ["sign", "type", "end"]],
    ["([a])", ["sign", "type", "sign", "end"]],
    ["x[0]", ["word", "sign", "number", "sign", "end"]],
    ["x in [a]", ["word", "word", "sign", "word", "sign", "end"]],
    ["x == set([1])", ["word", "sign", "word", "sign", "sign", "number", "sign", "sign", "end"]],
    ["x ~ /a/i", ["word", "sign", "pattern", "end"]],
    ["-1 -1n 1.5e+3 -Infinity Infinity", ["number", "bigint", "number", "number", "word", "end"]],
    ['"a\\"b" "c"', ["string", "string", "end"]],
    ["a$_1 été", ["word", "word", "end"]],
  ])("%s", (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it.each(["/a/", "/[/]/", "/\\//", "/a\\[/u", "/[\\]/]/gi"])("reads the pattern %s as one", (pattern) => {
    expect(scanFilter([`x ~ ${pattern}`]).tokens[2]).toMatchObject({ kind: "pattern", text: pattern });
  });

  it("keeps the place of each token in the shown text, operands included", () => {
    const { tokens, text } = scanFilter(["", " == ", " | x"], [class ToolCall {}, "long ".repeat(100)]);

    expect(text.startsWith('${ToolCall} == ${"long long')).toBe(true);
    for (const { at, text: token } of tokens) expect(text.slice(at, at + token.length)).toBe(token);
    expect(tokens[0]).toMatchObject({ kind: "operand", at: 0 });
  });

  it("shows long tokens short", () => {
    const token = scanFilter([JSON.stringify("x".repeat(1000))]).tokens[0]!;

    expect(token.text).toHaveLength(1002);
    expect(token.shown).toHaveLength(60);
  });

  it("reads any text or refuses it by name, and never loses a part of it", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.stringMatching(/^[[\]"/\\~!a0n.]*$/)), (text) => {
        try {
          const { tokens } = scanFilter([text]);
          return (
            tokens.map((token) => token.text).join("") === text.replace(/\s/g, "") ||
            text.includes('"') ||
            /~\s*\//.test(text)
          );
        } catch (error) {
          return MillraceError.is(error, "FILTER_SYNTAX");
        }
      }),
      { numRuns: 500 },
    );
  });
});
