/** Where a sentence ends, and the many places where a full stop is none. */
import { describe, expect, it } from "vitest";
import { LONGEST_SENTENCE, splitSentences } from "../../../../samples/playbook/normalize/split-sentences.js";

const split = (text: string): string[] => splitSentences(text).map((sentence) => sentence.text);

describe("splitSentences", () => {
  it("ends a sentence at . ! ? and an ellipsis before a capital", () => {
    expect(split("It works. Does it? Yes! Well… Perhaps.")).toEqual([
      "It works.",
      "Does it?",
      "Yes!",
      "Well…",
      "Perhaps.",
    ]);
  });

  it.each([
    "Dr. Carrow met Prof. Lind.",
    "It costs approx. 5 EUR.",
    "See fig. 3 and no. 4 for details.",
    "The rate rose from 3.5 to 4.75 per cent.",
    "J. R. Marlow signed for A. B. Crane.",
    "Use e.g. Ferrous Oxide or i.e. Rust.",
    "The file is called notes.txt and lies at example.org today.",
    "We wait… and wait.",
    "It ran 3. to be exact on the list.",
  ])("does not end inside: %s", (text) => {
    expect(split(text)).toEqual([text]);
  });

  it("keeps closing quotes and brackets with their sentence", () => {
    expect(split('He said "Stop." Then he left. (It rained.) We stayed.')).toEqual([
      'He said "Stop."',
      "Then he left.",
      "(It rained.)",
      "We stayed.",
    ]);
  });

  it("ends after a year, a number with a unit, and an abbreviation that closes a sentence", () => {
    expect(split("That was in 2025. The rest came later.")).toEqual(["That was in 2025.", "The rest came later."]);
    expect(split("It holds 12 kg. Nobody lifts it.")).toEqual(["It holds 12 kg.", "Nobody lifts it."]);
    expect(split("Bring pens, paper, etc. We start at ten.")).toEqual(["Bring pens, paper, etc.", "We start at ten."]);
  });

  it("reads the full stops of scripts without spaces or capitals", () => {
    expect(split("我们同意了。他们没有。好吗？")).toEqual(["我们同意了。", "他们没有。", "好吗？"]);
    expect(split("यह काम करता है। ठीक है।")).toEqual(["यह काम करता है।", "ठीक है।"]);
    expect(split("هل هذا صحيح؟ نعم")).toEqual(["هل هذا صحيح؟", "نعم"]);
  });

  it("says where each sentence starts", () => {
    const text = "  One here. Two there.";

    expect(splitSentences(text).map(({ index }) => index)).toEqual([2, 12]);
    expect(splitSentences(text).every((one) => text.startsWith(one.text, one.index))).toBe(true);
  });

  it("gives nothing for text without a letter or a digit", () => {
    expect(split("")).toEqual([]);
    expect(split("... --- !!!")).toEqual([]);
  });

  it("cuts endless text at a space", () => {
    const sentences = split("word ".repeat(2000));

    expect(sentences.length).toBeGreaterThan(5);
    expect(Math.max(...sentences.map((sentence) => sentence.length))).toBeLessThan(LONGEST_SENTENCE + 10);
    expect(sentences.join(" ")).toBe("word ".repeat(2000).trim());
  });
});
