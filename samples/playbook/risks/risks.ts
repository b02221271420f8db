// The second stage, the other half: what in a document deserves a second look. Every sentence is asked by every rule,
// figures are compared across the document, and what concerns one sentence becomes one risk with all its reasons.

import { z } from "zod";
import { findDocumentDate } from "../facts/document-date.js";
import { findContradictions } from "./find-contradictions.js";
import { findDates } from "../facts/find-dates.js";
import type { NormalizedDocument } from "../normalize/normalize.js";
import { readObligation } from "../facts/read-obligation.js";
import { RISK_RULES } from "./risk-rules.js";

export const Severity = z.enum(["high", "medium", "low"]);
export type Severity = z.infer<typeof Severity>;

/** The firmest first: this is the order in which the reasons of one risk are told. */
export const RiskKind = z.enum([
  "contradiction",
  "overdue",
  "blocked",
  "no-owner",
  "deadline",
  "open-question",
  "concern",
  "hedge",
]);
export type RiskKind = z.infer<typeof RiskKind>;

export const Risk = z.object({
  severity: Severity,
  /** What was found in the sentence and why it counts, the firmest sign first. */
  signs: z.array(z.object({ kind: RiskKind, why: z.string() })),
  sentence: z.string(),
  line: z.number(),
  /** The other side of a contradiction. */
  against: z.array(z.object({ sentence: z.string(), line: z.number() })),
});
export type Risk = z.infer<typeof Risk>;

interface Sign {
  readonly kind: RiskKind;
  readonly weight: number;
  readonly why: string;
}

interface Found {
  /** Position in `sentences`. */
  readonly number: number;
  readonly signs: Sign[];
  readonly against: Set<number>;
}

/** A second sign makes a risk no graver; three different ones together do, when not all but one are mere tone. */
const SIGNS_THAT_RAISE = 3;
const FIRM_SIGNS_THAT_RAISE = 2;
const TONE: ReadonlySet<RiskKind> = new Set(["concern", "hedge"]);

export function findRisks(document: NormalizedDocument): Risk[] {
  const dated = findDocumentDate(document);
  const found = new Map<number, Found>();
  const add = (number: number, sign: Sign): Found => {
    const risk = found.get(number) ?? { number, signs: [], against: new Set() };
    found.set(number, risk);
    if (!risk.signs.some((one) => one.kind === sign.kind)) risk.signs.push(sign);
    return risk;
  };
  for (const { first, second, values, subject } of findContradictions(document, dated)) {
    const line = document.sentences[first]?.line ?? 0;
    const about = subject.slice(0, 3).join(", ");
    const why = `It says ${values[1]}, but line ${line} says ${values[0]}; both speak of ${about}.`;
    add(second, { kind: "contradiction", weight: 3, why }).against.add(first);
  }
  for (const [number, sentence] of document.sentences.entries()) {
    const dates = findDates(sentence.text, dated.reference);
    const obligation = readObligation(sentence, dates);
    for (const rule of RISK_RULES) {
      const sign = rule({ sentence, dates, obligation, dated });
      if (sign) add(number, sign);
    }
  }
  for (const { signs } of found.values()) signs.sort((a, b) => rank(a) - rank(b));
  return [...found.values()].sort(byGravity).flatMap((risk) => toRisk(document, risk));
}

/** What one grave sign made grave comes before what several mild ones raised; then the firmer sign; then the order of reading. */
function byGravity(a: Found, b: Found): number {
  return (
    weightOf(b) - weightOf(a) || heaviest(b) - heaviest(a) || rank(a.signs[0]) - rank(b.signs[0]) || a.number - b.number
  );
}

function toRisk(document: NormalizedDocument, risk: Found): Risk[] {
  const sentence = document.sentences[risk.number];
  if (!sentence) return [];
  const against = [...risk.against].flatMap((number) => {
    const other = document.sentences[number];
    return other ? [{ sentence: other.text, line: other.line }] : [];
  });
  const severity = (["low", "medium", "high"] as const)[weightOf(risk) - 1] ?? "low";
  const signs = risk.signs.map(({ kind, why }) => ({ kind, why }));
  return [{ severity, signs, sentence: sentence.text, line: sentence.line, against }];
}

function weightOf(risk: Found): number {
  const firm = risk.signs.filter((sign) => !TONE.has(sign.kind)).length;
  const raised = risk.signs.length >= SIGNS_THAT_RAISE && firm >= FIRM_SIGNS_THAT_RAISE;
  return Math.min(3, heaviest(risk) + (raised ? 1 : 0));
}

function heaviest(risk: Found): number {
  return risk.signs.reduce((max, sign) => Math.max(max, sign.weight), 0);
}

function rank(sign: Sign | undefined): number {
  return sign === undefined ? RiskKind.options.length : RiskKind.options.indexOf(sign.kind);
}
