/** What a model gets to see of a document. */
import { describe, expect, it } from "vitest";
import { numberSentences } from "../../../../samples/playbook/model/number-sentences.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";

describe("numberSentences", () => {
  it("numbers the sentences from 1 and puts headings between them", () => {
    const text = "Before all.\n\n# Plan\n\nWe sail. We stop.\n\n## Costs\n\n- EUR 4\n";

    expect(numberSentences(normalize({ name: "n", text })).split("\n")).toEqual([
      "[1] Before all.",
      "# Plan",
      "[2] We sail.",
      "[3] We stop.",
      "# Costs",
      "[4] EUR 4",
    ]);
  });

  it("has nothing to say of a document without sentences", () => {
    expect(numberSentences(normalize({ name: "n", text: "# Plan\n" }))).toBe("");
  });
});
