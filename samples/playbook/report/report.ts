// The last stage: facts and risks of one document become its report. The report is data, made to be read by machines as
// it is (`--json`) and by people through `renderReport`.

import { z } from "zod";
import { findDocumentDate } from "../facts/document-date.js";
import { Fact } from "../facts/facts.js";
import { listWords } from "../normalize/count-words.js";
import type { NormalizedDocument, Sentence } from "../normalize/normalize.js";
import { Risk } from "../risks/risks.js";
import { PLAIN_CODE } from "./read-by.js";
import { shareOfStopWords } from "../facts/stop-words.js";
import { listTerms, weighSentences } from "../facts/weigh-sentences.js";

const Line = z.object({ text: z.string(), line: z.number() });

export const Report = z.object({
  name: z.string(),
  title: z.string(),
  /** The date that the document speaks from, "2026-04-10", or null. */
  date: z.string().nullable(),
  /** Whether the document says so itself, or it is merely the latest date that it looks back on. */
  dateBasis: z.enum(["stated", "latest", "none"]),
  /** The sentences that say most, in the order of the document. */
  summary: z.array(Line),
  facts: z.array(Fact),
  risks: z.array(Risk),
  statistics: z.object({
    lines: z.number(),
    words: z.number(),
    sentences: z.number(),
    sections: z.number(),
    minutes: z.number(),
    wordsPerSentence: z.number(),
    longest: Line.extend({ words: z.number() }).nullable(),
  }),
  /** "plain code", or "model" and its name. */
  readBy: z.object({ facts: z.string(), risks: z.string() }),
  /** What a reader should know about the reading itself. */
  notes: z.array(z.string()),
});
export type Report = z.infer<typeof Report>;

/** Who has found facts and risks, and why that was not the model that was to do it. */
export interface Reading {
  readonly readBy: Report["readBy"];
  readonly why: string | undefined;
}

const BY_PLAIN_CODE: Reading = { readBy: { facts: PLAIN_CODE, risks: PLAIN_CODE }, why: undefined };

const SUMMARY_SENTENCES = 4;
/** A note of five sentences needs no summary of four. */
const SENTENCES_PER_SUMMARY_SENTENCE = 4;
/** Up to this share of its terms may a summary sentence repeat what another already says. */
const MOST_REPEATED = 0.45;
const LONGEST_SUMMARY_WORDS = 45;
/** The first sentence this long opens the text; shorter ones before it are its letterhead. */
const OPENING_WORDS = 10;
/** A heap of links or a cut-off table is no sentence; a full stop of any script says that one is. */
const WHOLE = /[.!?…。！？।॥۔؟։]["')\]]*$/u;
const MOST_CANDIDATES = 200;
const SECTION_HEARD = 0.7;
const WORDS_PER_MINUTE = 230;
const ENGLISH_SHARE = 0.25;
const WORDS_TO_JUDGE_LANGUAGE = 30;

export function compileReport(
  document: NormalizedDocument,
  facts: readonly Fact[],
  risks: readonly Risk[],
  { readBy, why }: Reading = BY_PLAIN_CODE,
): Report {
  const { name, title, lines, words, sentences } = document;
  const { iso, basis } = findDocumentDate(document);
  const prose = sentences.filter((sentence) => sentence.kind === "prose" || sentence.kind === "item");
  const longest = prose.reduce((max, one) => (max === undefined || one.words > max.words ? one : max), prose[0]);
  const inProse = prose.reduce((sum, sentence) => sum + sentence.words, 0);
  return {
    name,
    title,
    date: iso === "" ? null : iso,
    dateBasis: basis,
    summary: summarise(document),
    facts: [...facts],
    risks: [...risks],
    statistics: {
      lines,
      words,
      sentences: sentences.length,
      sections: document.sections.filter((section) => section.heading !== "").length,
      minutes: Math.max(1, Math.round(words / WORDS_PER_MINUTE)),
      wordsPerSentence: prose.length === 0 ? 0 : Math.round((inProse / prose.length) * 10) / 10,
      longest: longest ? { text: longest.text, line: longest.line, words: longest.words } : null,
    },
    readBy: { ...readBy },
    notes: [
      ...noteReading(document, iso),
      ...(why === undefined ? [] : [`${why.charAt(0).toUpperCase()}${why.slice(1)}.`]),
    ],
  };
}

/**
 * Takes the opening, then the weightiest sentence again and again, passes over those that repeat what is already said, prefers a section
 * that has not spoken yet, and puts them back in the order of the document.
 */
function summarise(document: NormalizedDocument): Report["summary"] {
  const weights = weighSentences(document);
  const isProse = document.sentences.some((sentence) => sentence.kind === "prose");
  const opening = document.sentences.find(
    (sentence) => sentence.kind === "prose" && sentence.words >= OPENING_WORDS && WHOLE.test(sentence.text),
  );
  const candidates = document.sentences
    .map((sentence, number) => ({ sentence, number, weight: (weights[number] ?? 0) * emphasis(sentence, opening) }))
    .filter(({ sentence }) => sentence.kind === (isProse ? "prose" : "item") && WHOLE.test(sentence.text))
    .sort((a, b) => Number(b.sentence === opening) - Number(a.sentence === opening) || b.weight - a.weight)
    .slice(0, MOST_CANDIDATES);
  // How a text opens is what its author thinks one should know first.
  const chosen = candidates.filter(({ sentence }) => sentence === opening);
  const said = new Set(opening ? listTerms(opening.text) : []);
  const wanted = Math.min(SUMMARY_SENTENCES, Math.ceil(candidates.length / SENTENCES_PER_SUMMARY_SENTENCE));
  while (chosen.length < wanted) {
    const heard = new Set(chosen.map(({ sentence }) => sentence.section));
    let best: (typeof candidates)[number] | undefined;
    let bestWeight = 0;
    for (const candidate of candidates) {
      const weight = candidate.weight * (heard.has(candidate.sentence.section) ? SECTION_HEARD : 1);
      if (
        weight > bestWeight &&
        !chosen.includes(candidate) &&
        (chosen.length === 0 || adds(candidate.sentence, said))
      ) {
        best = candidate;
        bestWeight = weight;
      }
    }
    if (!best) break;
    chosen.push(best);
    for (const term of listTerms(best.sentence.text)) said.add(term);
  }
  return chosen
    .sort((a, b) => a.number - b.number)
    .map(({ sentence }) => ({ text: sentence.text, line: sentence.line }));
}

function adds(sentence: Sentence, said: ReadonlySet<string>): boolean {
  const terms = listTerms(sentence.text);
  const repeated = terms.filter((term) => said.has(term)).length / Math.max(1, terms.length);
  return repeated <= MOST_REPEATED && sentence.words <= LONGEST_SUMMARY_WORDS && !/[?:]$/u.test(sentence.text);
}

/** The section that opens a document usually sums it up, and a figure says more than a word. */
function emphasis(sentence: Sentence, opening: Sentence | undefined): number {
  return (sentence.section === opening?.section ? 1.25 : 1) * (/\d/u.test(sentence.text) ? 1.1 : 1);
}

function noteReading(document: NormalizedDocument, date: string): string[] {
  const words = document.sentences.slice(0, 400).flatMap((sentence) => listWords(sentence.text));
  const notes: string[] = [];
  if (words.length >= WORDS_TO_JUDGE_LANGUAGE && shareOfStopWords(words) < ENGLISH_SHARE) {
    notes.push(
      "The text does not look English: dates, figures and names were read, but wording such as hedges was not.",
    );
  }
  if (date === "") notes.push("The document bears no date of its own, so nothing could be called overdue.");
  return notes;
}
