/** Text in columns, as a terminal counts them. */
import { describe, expect, it } from "vitest";
import { cutText, displayWidth, fitText, wrapText } from "../../../../samples/playbook/report/wrap-text.js";

describe("displayWidth", () => {
  it.each([
    ["plain", 5],
    ["café", 4],
    ["cafe\u0301", 4],
    ["世界", 4],
    ["👍", 2],
    ["", 0],
    ["─…→·", 4],
  ])("counts the columns of %s", (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe("wrapText", () => {
  it("breaks at words and indents the lines that follow", () => {
    expect(wrapText("one two three four", 11, "- ", "  ")).toEqual(["- one two", "  three", "  four"]);
  });

  it("never makes a line wider than asked", () => {
    const text = "A sentence with 世界 and a verylongwordthatdoesnotfitanywhereatall in it, and 我们必须在五月前完成。";

    for (const width of [10, 17, 24, 60]) {
      expect(wrapText(text, width, "    ", "  ").filter((line) => displayWidth(line) > width)).toEqual([]);
    }
  });

  it("loses no character", () => {
    const text = "verylongwordthatdoesnotfit and 我们必须在五月前完成";

    expect(wrapText(text, 8).join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  });

  it("keeps words together that a no-break space joins", () => {
    expect(wrapText("as it says (line\u00A012)", 18)).toEqual(["as it says", "(line 12)"]);
  });

  it("gives one line for nothing", () => {
    expect(wrapText("", 10, "  ")).toEqual([""]);
  });
});

describe("cutText", () => {
  it("cuts with an ellipsis, counting wide characters", () => {
    expect(cutText("abcdef", 6)).toBe("abcdef");
    expect(cutText("abcdefg", 6)).toBe("abcde…");
    expect(cutText("世界世界", 5)).toBe("世界…");
  });
});

describe("fitText", () => {
  it("pads or cuts to exactly the width", () => {
    expect(fitText("ab", 4)).toBe("ab  ");
    expect(fitText("ab", 4, "right")).toBe("  ab");
    expect(displayWidth(fitText("世界世界", 6))).toBe(6);
  });
});
