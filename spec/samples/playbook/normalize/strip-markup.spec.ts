/** Inline Markdown goes, the words stay. */
import { describe, expect, it } from "vitest";
import { stripMarkup } from "../../../../samples/playbook/normalize/strip-markup.js";

describe("stripMarkup", () => {
  it.each([
    ["**bold** and _soft_ and *light*", "bold and soft and light"],
    ["`code` and ~~gone~~", "code and gone"],
    ["[a link](https://example.org/x) here", "a link here"],
    ["![a picture](x.png)", "a picture"],
    ["<https://example.org>", "https://example.org"],
    ["a<br>b", "a b"],
    ["kept <!-- a remark --> words", "kept words"],
    ["\\*not a mark\\*", "*not a mark*"],
  ])("turns %s into %s", (line, words) => {
    expect(stripMarkup(line)).toBe(words);
  });

  it.each(["snake_case_name", "2 * 3 * 4", "a < b and c > d", "array[0](1", "5 * 5"])("leaves %s alone", (line) => {
    expect(stripMarkup(line)).toBe(line);
  });
});
