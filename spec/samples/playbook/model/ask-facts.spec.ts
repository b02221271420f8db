/** What a model says of facts, made into facts: the document's own words and lines, and nothing twice. */
import { describe, expect, it } from "vitest";
import { Fact } from "../../../../samples/playbook/facts/facts.js";
import { FACTS } from "../../../../samples/playbook/model/ask-facts.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";

const document = normalize({
  name: "n",
  text: "Mira Anselm pays EUR 400.\n\nMira Anselm agreed.\n\nIt was decided to go on.",
});

describe("FACTS", () => {
  it("takes quotation and line from the document, and the order for the weight", () => {
    const found = FACTS.read(
      {
        facts: [
          { kind: "person", sentence: 2, value: "Mira Anselm" },
          { kind: "amount", sentence: 1, value: "EUR 400" },
        ],
      },
      document,
    );

    expect(found.map((fact) => Fact.parse(fact))).toEqual([
      { kind: "person", value: "Mira Anselm", sentence: "Mira Anselm agreed.", line: 3, salience: 1, mentions: 2 },
      { kind: "amount", value: "EUR 400", sentence: "Mira Anselm pays EUR 400.", line: 1, salience: 0.5, mentions: 1 },
    ]);
  });

  it("says nothing twice, though two sentences may both decide", () => {
    const found = FACTS.read(
      {
        facts: [
          { kind: "person", sentence: 1, value: "Mira Anselm" },
          { kind: "person", sentence: 2, value: "mira anselm" },
          { kind: "decision", sentence: 2, value: "decided" },
          { kind: "decision", sentence: 3, value: "decided" },
          { kind: "decision", sentence: 3, value: "decided" },
        ],
      },
      document,
    );

    expect(found.map(({ kind, line }) => `${kind} ${String(line)}`)).toEqual(["person 1", "decision 3", "decision 5"]);
  });

  it("takes out what could steer a terminal, and what is empty then", () => {
    const values = ["EUR\u001B[31m 400", "\u0007 "];
    const facts = values.map((value) => ({ kind: "amount" as const, sentence: 1, value }));

    expect(FACTS.read({ facts }, document).map(({ value }) => value)).toEqual(["EUR 400"]);
  });

  it.each([0, 4, 1.5])("refuses sentence %d, which the document does not have", (sentence) => {
    const answer = { facts: [{ kind: "amount", sentence, value: "EUR 400" }] };

    expect(FACTS.shape(document).safeParse(answer).error?.issues[0]?.path).toEqual(["facts", 0, "sentence"]);
  });
});
