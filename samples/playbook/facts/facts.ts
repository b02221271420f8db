// The second stage, one half: what a document states. Decisions, obligations, dates, money, percentages, durations and
// names, each with its sentence and line, without repeats, the most telling first.

import { z } from "zod";
import { type DocumentDate, findDocumentDate } from "./document-date.js";
import { findDates } from "./find-dates.js";
import { findFigures } from "./find-figures.js";
import { findNames } from "./find-names.js";
import type { NormalizedDocument, Sentence } from "../normalize/normalize.js";
import { readObligation } from "./read-obligation.js";
import { weighSentences } from "./weigh-sentences.js";

export const FactKind = z.enum([
  "decision",
  "obligation",
  "date",
  "amount",
  "percentage",
  "duration",
  "person",
  "organisation",
  "name",
]);
export type FactKind = z.infer<typeof FactKind>;

export const Fact = z.object({
  kind: FactKind,
  /** The fact in one spelling: "2026-04-10", "EUR 412,000", "Mira Anselm"; for an obligation, who is bound. */
  value: z.string(),
  sentence: z.string(),
  line: z.number(),
  /** 0 to 1: how much the sentence says about the document, and how strong the sign is. */
  salience: z.number(),
  /** In how many sentences the same value occurs. */
  mentions: z.number(),
});
export type Fact = z.infer<typeof Fact>;

/** How strong a sign of something worth knowing each kind is by itself. */
const SIGNAL: Readonly<Record<FactKind, number>> = {
  decision: 1,
  obligation: 0.85,
  amount: 0.8,
  date: 0.7,
  percentage: 0.65,
  duration: 0.5,
  person: 0.5,
  organisation: 0.5,
  name: 0.3,
};

/** A duty with a date is what one looks for first among the duties. */
const DATED_DUTY = 0.3;
/** The cells of a table are many and speak for themselves only together. */
const ROW_SHARE = 0.7;

const DECISION =
  /(?<![\p{L}])(?:agreed (?:to|that|on|a|the|with)|agreed,|decided|decision:|resolved (?:to|that)|approved|adopted|accepted|rejected|declined|chose|chosen(?! by)|signed off|voted|elected|appointed|confirmed (?:that|the)|settled on|ruled out|carried)(?![\p{L}])/iu;
const UNDECIDED =
  /(?<![\p{L}])(?:not(?: yet)?(?: been)?|never|nobody has|no one has|yet to be|to be|must be|should be|be|until|unless|if|whether|before|who|once|when)(?: \p{L}+){0,2} $/iu;

export function findFacts(document: NormalizedDocument): Fact[] {
  const weights = weighSentences(document);
  const dated = findDocumentDate(document);
  const facts = new Map<string, Fact>();
  for (const [number, sentence] of document.sentences.entries()) {
    for (const { kind, value, key } of factsIn(sentence, dated)) {
      keep(facts, `${kind} ${key}`, { kind, value, sentence, weight: weights[number] ?? 0 });
    }
  }
  for (const { name, role, sentences } of findNames(document)) {
    const best = sentences.reduce(
      (top, one) => ((weights[one] ?? 0) > (weights[top] ?? 0) ? one : top),
      sentences[0] ?? 0,
    );
    const sentence = document.sentences[best];
    if (sentence)
      keep(
        facts,
        `${role} ${name}`,
        { kind: role, value: name, sentence, weight: weights[best] ?? 0 },
        sentences.length,
      );
  }
  return [...facts.values()].map(withMentions).sort((a, b) => b.salience - a.salience || a.line - b.line);
}

interface Finding {
  readonly kind: FactKind;
  readonly value: string;
  /** What makes two findings of a kind the same. */
  readonly key: string;
}

function factsIn(sentence: Sentence, dated: DocumentDate): Finding[] {
  const { text } = sentence;
  const dates = findDates(text, dated.reference);
  const found: Finding[] = dates.map((date) => ({ kind: "date", value: date.iso, key: date.iso }));
  const taken = (index: number): boolean =>
    dates.some((date) => date.index <= index && index < date.index + date.text.length);
  for (const figure of findFigures(text)) {
    if (figure.kind === "count" || taken(figure.index)) continue;
    found.push({ kind: figure.kind, value: figure.value, key: figure.value });
  }
  if (isDecision(text)) found.push({ kind: "decision", value: "decided", key: alike(text) });
  const obligation = readObligation(sentence, dates);
  if (obligation) {
    const due = obligation.due ? `by ${obligation.due.iso}` : "";
    const who = obligation.who === "" ? "nobody named" : obligation.who;
    found.push({ kind: "obligation", value: [who, due].filter(Boolean).join(", "), key: alike(text) });
  }
  return found;
}

/** "Approved" decides; "not yet approved", "to be approved" and "if approved" do not. */
function isDecision(text: string): boolean {
  const match = DECISION.exec(text);
  if (match === null || text.endsWith("?")) return false;
  const lead = text.slice(Math.max(0, match.index - 80), match.index);
  // "the approved budget" tells of a decision made elsewhere; "neither … has agreed" of one not made.
  return !UNDECIDED.test(lead.slice(-40)) && !/(?<![\p{L}])(?:(?:the|an?|our|its) |(?:neither|nor) .*)$/iu.test(lead);
}

function keep(
  facts: Map<string, Fact>,
  key: string,
  found: { kind: FactKind; value: string; sentence: Sentence; weight: number },
  mentions = 1,
): void {
  const { kind, value, sentence, weight } = found;
  const signal = SIGNAL[kind] + (kind === "obligation" && /\d$/u.test(value) ? DATED_DUTY : 0);
  const salience = (0.6 * weight + 0.4 * signal) * (sentence.kind === "row" ? ROW_SHARE : 1);
  const known = facts.get(key);
  const better = known === undefined || salience > known.salience;
  const { text, line } = better ? sentence : { text: known.sentence, line: known.line };
  facts.set(key, {
    kind,
    value,
    sentence: text,
    line,
    salience: better ? salience : known.salience,
    mentions: (known?.mentions ?? 0) + mentions,
  });
}

/** A value that comes back again and again matters more, up to a quarter. */
function withMentions(fact: Fact): Fact {
  const lift = 1 + Math.min(Math.log(fact.mentions) / 8, 0.25);
  return { ...fact, salience: Math.round(Math.min(1, fact.salience * lift) * 1000) / 1000 };
}

/** Two sentences that differ only in case, spaces and punctuation state the same. */
function alike(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
