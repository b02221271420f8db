/** What a model says of risks, made into risks: one for each sentence, with all its reasons, the gravest first. */
import { describe, expect, it } from "vitest";
import { RISKS } from "../../../../samples/playbook/model/ask-risks.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";
import { Risk } from "../../../../samples/playbook/risks/risks.js";

const document = normalize({ name: "n", text: "It costs EUR 400.\n\nIt costs EUR 500.\n\nNobody may do it." });
type Answered = Parameters<typeof RISKS.read>[0]["risks"][number];
const risk = (changes: Partial<Answered>): Answered => ({
  severity: "medium",
  kind: "hedge",
  sentence: 3,
  why: "It is unsure.",
  against: [],
  ...changes,
});

describe("RISKS", () => {
  it("gathers what is said of one sentence, the gravest severity and the firmest sign first", () => {
    const found = RISKS.read(
      {
        risks: [
          risk({ severity: "low" }),
          risk({ severity: "high", kind: "no-owner", why: "Nobody does it." }),
          risk({ kind: "hedge", why: "Once more." }),
        ],
      },
      document,
    );

    expect(found.map((one) => Risk.parse(one))).toEqual([
      {
        severity: "high",
        signs: [
          { kind: "no-owner", why: "Nobody does it." },
          { kind: "hedge", why: "It is unsure." },
        ],
        sentence: "Nobody may do it.",
        line: 5,
        against: [],
      },
    ]);
  });

  it("quotes the other side of a contradiction once, and never the sentence itself", () => {
    const kind = "contradiction";
    const found = RISKS.read(
      { risks: [risk({ kind, sentence: 2, against: [1, 2, 1] }), risk({ kind, sentence: 2, against: [1] })] },
      document,
    );

    expect(found[0]?.against).toEqual([{ sentence: "It costs EUR 400.", line: 1 }]);
  });

  it("puts the gravest first, and keeps the model's order among equals", () => {
    const found = RISKS.read(
      {
        risks: [
          risk({ severity: "low", sentence: 1 }),
          risk({ severity: "high", sentence: 3 }),
          risk({ severity: "high", sentence: 2 }),
        ],
      },
      document,
    );

    expect(found.map(({ line }) => line)).toEqual([5, 3, 1]);
  });

  it("refuses sentences that the document does not have, on either side", () => {
    const { error } = RISKS.shape(document).safeParse({ risks: [risk({ sentence: 9, against: [1, 7] })] });

    expect(error?.issues.map(({ path }) => path.join("."))).toEqual(["risks.0.sentence", "risks.0.against.1"]);
  });
});
