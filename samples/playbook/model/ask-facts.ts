// The question for facts. What the model has no business with is worked out here: quotation, line, order and mentions.

import { z } from "zod";
import { type Fact, FactKind } from "../facts/facts.js";
import { cleanLine } from "../normalize/clean-text.js";
import type { NormalizedDocument } from "../normalize/normalize.js";
import type { Question } from "./question.js";

const VALUE = `The fact in one spelling. A date: 2026-04-10. An amount: EUR 412,000. A percentage: 4.5 %. A duration: 3 weeks.
A person, organisation or other name: as it is written. A decision: the word "decided". An obligation: who is bound and by
when, such as "Mira Anselm, by 2026-04-15", or "nobody named".`;

function shapeOf({ sentences }: NormalizedDocument) {
  const fact = z.object({
    kind: FactKind,
    sentence: z.int().min(1).max(sentences.length).describe("The number of the sentence that states it best."),
    value: z.string().min(1).describe(VALUE.replaceAll("\n", " ")),
  });
  return z.object({ facts: z.array(fact) });
}

type Answer = z.infer<ReturnType<typeof shapeOf>>;

export const FACTS: Question<Answer, Fact> = {
  part: "facts",
  instructions: [
    "List the decisions, obligations, dates, amounts of money, percentages, durations and names that the document states.",
    "Put what matters most first, and nothing twice.",
  ],
  shape: shapeOf,
  read: ({ facts }, document) => {
    const found = new Map<string, Fact>();
    for (const { kind, sentence: number, value: written } of facts) {
      const sentence = document.sentences[number - 1];
      const value = cleanLine(written);
      if (sentence === undefined || value === "") continue;
      // Two decisions are both "decided", and one person may owe two things.
      const same = kind === "decision" || kind === "obligation" ? number : "";
      const key = `${kind} ${same} ${value.toLowerCase()}`;
      if (found.has(key)) continue;
      const { text, line } = sentence;
      found.set(key, { kind, value, sentence: text, line, salience: 0, mentions: countMentions(document, value) });
    }
    const list = [...found.values()];
    return list.map((fact, place) => ({ ...fact, salience: Math.round((1 - place / list.length) * 1000) / 1000 }));
  },
};

function countMentions({ sentences }: NormalizedDocument, value: string): number {
  return Math.max(1, sentences.filter(({ text }) => text.includes(value)).length);
}
