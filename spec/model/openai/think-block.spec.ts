import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ThinkBlock } from "../../../lib/model/openai/think-block.js";
import { chunkFuzzer } from "../../../lib/testing/chunk-fuzzer.js";

/** What is told of a text that comes in pieces: reasoning, text, and how often each. */
function tellApart(...pieces: readonly string[]): { reasoning: string; text: string; kinds: string } {
  const told = { reasoning: "", text: "", kinds: "" };
  const tell = (kind: "text" | "reasoning", piece: string): void => {
    expect(piece).not.toBe("");
    told[kind] += piece;
    if (!told.kinds.endsWith(kind)) told.kinds += kind;
  };
  const block = new ThinkBlock();
  for (const piece of pieces) block.take(piece, tell);
  block.flush(tell);
  return told;
}

describe("ThinkBlock", () => {
  it("tells a leading block from the text", () => {
    expect(tellApart("<think>\nLet me see.\n</think>\n\nIt is 4.")).toEqual({
      reasoning: "Let me see.\n",
      text: "It is 4.",
      kinds: "reasoningtext",
    });
  });

  it("passes text without a block as it is, with its white space", () => {
    for (const text of ["  Hello <think>no</think>", "<thin", "<", " ", "<b>x</b>", "</think>x", ""]) {
      expect(tellApart(text)).toMatchObject({ text, reasoning: "" });
    }
  });

  it("takes only the first block", () => {
    expect(tellApart("<think>a</think>b<think>c</think>")).toMatchObject({ reasoning: "a", text: "b<think>c</think>" });
  });

  it("tells nothing of an empty block", () => {
    expect(tellApart("<think>\n\n</think>\n\nYes")).toEqual({ reasoning: "", text: "Yes", kinds: "text" });
  });

  it("keeps what looks like the end of a block and is none", () => {
    expect(tellApart("<think>a </thinks> b</", "think>c")).toMatchObject({ reasoning: "a </thinks> b", text: "c" });
  });

  it("tells a block that never ends as reasoning", () => {
    expect(tellApart("<think>a</thi")).toMatchObject({ reasoning: "a</thi", text: "" });
  });

  it("does not hold white space for ever", () => {
    const told: string[] = [];
    new ThinkBlock().take(" ".repeat(300), (_, text) => told.push(text));

    expect(told).toEqual([" ".repeat(300)]);
  });

  it("tells the same however the text is cut", () => {
    const tags = fc.constantFrom("<think>", "</think>", "<", "</", " ", "\n", "a", "think>");
    fc.assert(
      fc.property(fc.array(tags, { maxLength: 12 }), fc.nat(), (words, seed) => {
        const text = words.join("");
        expect(tellApart(...chunkFuzzer(seed).cut(text, 4))).toEqual(tellApart(text));
      }),
    );
  });
});
