// Finds the date that a document speaks from. Whether a deadline has passed is judged by it and never by today's clock:
// the same document gives the same report for ever.

import { findDates, type FoundDate } from "./find-dates.js";
import { countWords } from "../normalize/count-words.js";
import type { NormalizedDocument, Sentence } from "../normalize/normalize.js";
import { findDeadline } from "./read-obligation.js";

export interface DocumentDate {
  /** A full date, "2026-04-10"; empty when the document has none. */
  readonly iso: string;
  /** The document says so at its top or in a heading, or it is the latest date that it looks back on. */
  readonly basis: "stated" | "latest" | "none";
  /** The day around which dates without a year are placed. */
  readonly reference: string | undefined;
}

const DATE_FIELD =
  /^(?:date|dated|as of|status as of|prepared|published|issued|report date|meeting date|date of meeting|date of issue|last updated|updated|version date|written)\b[^:]{0,20}:/iu;
const AS_OF =
  /\b(?:as of|as at|status on|dated|position on|minutes of|held on|written on|prepared on|version [\d.]+,?)\b[^.;]{0,30}$/iu;
const AHEAD = /\b(?:will|planned|expected|shall|must|from|until|next|when|ends?|runs?)\b/iu;
/** A date counts as the document's own by its place only this near to the top, and with no more than this beside it. */
const TOP_SENTENCES = 6;
const TOP_HEADINGS = 3;
const WORDS_BESIDE = 2;

export function findDocumentDate(document: NormalizedDocument): DocumentDate {
  const inTitle = document.sections
    .slice(0, TOP_HEADINGS)
    .flatMap((section) => findDates(section.heading))
    .find(isFullDate);
  let atTop: FoundDate | undefined;
  let latest = "";
  const years = new Map<string, number>();
  for (const [number, sentence] of document.sentences.entries()) {
    const dates = findDates(sentence.text);
    for (const date of dates) years.set(date.iso.slice(0, 4), (years.get(date.iso.slice(0, 4)) ?? 0) + 1);
    const full = dates.filter(isFullDate);
    if (full[0] && sentence.kind === "field" && DATE_FIELD.test(sentence.text)) return dated(full[0].iso, "stated");
    if (number < TOP_SENTENCES) atTop ??= full.find((date) => standsAsDate(sentence, date));
    if (looksBack(sentence, dates)) for (const date of full) if (date.iso > latest) latest = date.iso;
  }
  if (inTitle) return dated(inTitle.iso, "stated");
  if (atTop) return dated(atTop.iso, "stated");
  if (latest !== "") return dated(latest, "latest");
  const usual = [...years].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1))[0]?.[0];
  return { iso: "", basis: "none", reference: usual === undefined ? undefined : `${usual}-07-01` };
}

function standsAsDate(sentence: Sentence, date: FoundDate): boolean {
  if (findDeadline(sentence.text, [date])) return false;
  const beside = countWords(sentence.text.replace(date.text, " "));
  return AS_OF.test(sentence.text.slice(0, date.index)) || (sentence.opens && beside <= WORDS_BESIDE);
}

function looksBack(sentence: Sentence, dates: readonly FoundDate[]): boolean {
  return sentence.kind !== "row" && !AHEAD.test(sentence.text) && findDeadline(sentence.text, dates) === undefined;
}

function dated(iso: string, basis: DocumentDate["basis"]): DocumentDate {
  return { iso, basis, reference: iso };
}

function isFullDate(date: FoundDate): boolean {
  return date.first === date.last;
}
