// The question for risks. What the model says of one sentence becomes one risk with all its reasons, as with plain code.

import { z } from "zod";
import { cleanLine } from "../normalize/clean-text.js";
import type { NormalizedDocument } from "../normalize/normalize.js";
import { type Risk, RiskKind, Severity } from "../risks/risks.js";
import type { Question } from "./question.js";

const KINDS = `contradiction: it says something else than another sentence. overdue: due before the date of the document and not
called done. blocked: something cannot go on, has failed or has no fallback. no-owner: nobody is named who would do it.
deadline: a date that comes near. open-question: not decided or not known. concern: a worry, a loss, a penalty. hedge: the
wording leaves it uncertain.`;

function shapeOf({ sentences }: NormalizedDocument) {
  const number = z.int().min(1).max(sentences.length);
  const risk = z.object({
    severity: Severity,
    kind: RiskKind.describe(KINDS.replaceAll("\n", " ")),
    sentence: number.describe("The number of the sentence that deserves a second look."),
    why: z.string().min(1).describe("Why it counts, in one short sentence."),
    against: z.array(number).describe("The numbers of the sentences that it contradicts; else empty."),
  });
  return z.object({ risks: z.array(risk) });
}

type Answer = z.infer<ReturnType<typeof shapeOf>>;

export const RISKS: Question<Answer, Risk> = {
  part: "risks",
  instructions: [
    "List what in the document deserves a second look, the gravest first.",
    "Name no sentence for the same reason twice, and none that merely tells good news.",
  ],
  shape: shapeOf,
  read: ({ risks }, document) => {
    const found = new Map<number, Risk>();
    for (const { severity, kind, sentence: number, why, against } of risks) {
      const sentence = document.sentences[number - 1];
      if (sentence === undefined) continue;
      const { text, line } = sentence;
      const known = found.get(number) ?? { severity, signs: [], sentence: text, line, against: [] };
      found.set(number, {
        ...known,
        severity: rank(severity) < rank(known.severity) ? severity : known.severity,
        signs: known.signs.some((sign) => sign.kind === kind)
          ? known.signs
          : [...known.signs, { kind, why: cleanLine(why) }].sort((a, b) => rankKind(a.kind) - rankKind(b.kind)),
        against: [
          ...known.against,
          ...[...new Set(against)].flatMap((other) => otherSide(document, other, number, known)),
        ],
      });
    }
    return [...found.values()].sort((a, b) => rank(a.severity) - rank(b.severity));
  },
};

/** No sentence contradicts itself, and none is told as the other side twice. */
function otherSide({ sentences }: NormalizedDocument, other: number, own: number, risk: Risk): Risk["against"] {
  const sentence = sentences[other - 1];
  if (sentence === undefined || other === own) return [];
  const { text, line } = sentence;
  return risk.against.some((one) => one.line === line && one.sentence === text) ? [] : [{ sentence: text, line }];
}

function rank(severity: Severity): number {
  return Severity.options.indexOf(severity);
}

function rankKind(kind: RiskKind): number {
  return RiskKind.options.indexOf(kind);
}
