/** Sentences about what the document is about weigh more. */
import { describe, expect, it } from "vitest";
import { listTerms, weighSentences } from "../../../../samples/playbook/facts/weigh-sentences.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";

const weigh = (text: string): number[] => weighSentences(normalize({ name: "n", text }));

describe("weighSentences", () => {
  it("gives numbers from 0 to 1, with a 1 among them", () => {
    const weights = weigh(
      "The pump fails in the cold. The pump has a valve. We had lunch. The valve of the pump is old.",
    );

    expect(Math.max(...weights)).toBe(1);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
  });

  it("prefers a sentence on the common subject to one beside it", () => {
    const [, onSubject = 0, , beside = 1] = weigh(
      "We tested things last week. The pump and its valve failed the pressure test. The pump valve was bought in spring. " +
        "Lunch was served under the old apple trees. The pressure on the valve was high.",
    );

    expect(onSubject).toBeGreaterThan(beside);
  });

  it("gives nothing for nothing, and no weight to empty words", () => {
    expect(weigh("")).toEqual([]);
    expect(weigh("It is what it is.")).toEqual([0]);
  });
});

describe("listTerms", () => {
  it("drops function words, bare numbers and the plural", () => {
    expect(listTerms("The 3 pumps and the pump of 2026 were in our halls")).toEqual(["pump", "hall"]);
  });

  it("keeps short words of other scripts", () => {
    expect(listTerms("да нет")).toEqual(["да", "нет"]);
  });
});
