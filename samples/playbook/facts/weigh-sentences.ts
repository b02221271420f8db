// Says how much each sentence carries of what its document is about: TF-IDF with sentences as the documents, helped by
// where a sentence stands. One number per sentence, between 0 and 1, and nothing in it depends on a language.

import { listWords } from "../normalize/count-words.js";
import type { NormalizedDocument, Sentence } from "../normalize/normalize.js";
import { STOP_WORDS } from "./stop-words.js";

/** Below this many words a sentence is a fragment and its weight is damped. */
const FRAGMENT_WORDS = 7;
/** Above this many distinct terms a sentence stops gaining by length. */
const FULL_SENTENCE_TERMS = 8;

/** The distinct words of a text that say what it is about, in lower case and without their plural "s". */
export function listTerms(text: string): string[] {
  const terms = new Set<string>();
  for (const word of listWords(text)) {
    const lower = word.toLowerCase();
    if (STOP_WORDS.has(lower) || /^[\p{N}.,:/-]+$/u.test(lower)) continue;
    if (lower.length > 2 || /[^\p{Script=Latin}]/u.test(lower)) terms.add(singular(lower));
  }
  return [...terms];
}

export function weighSentences(document: NormalizedDocument): number[] {
  const terms = document.sentences.map((sentence) => listTerms(sentence.text));
  const spread = new Map<string, number>();
  for (const list of terms) for (const term of list) spread.set(term, (spread.get(term) ?? 0) + 1);
  const heading = new Set(document.sections.flatMap((section) => listTerms(section.heading)));
  const count = document.sentences.length;
  const opening = document.sentences.find((sentence) => sentence.kind === "prose");
  const weights = document.sentences.map((sentence, number) => {
    const list = terms[number] ?? [];
    let sum = 0;
    for (const term of list) {
      const frequency = spread.get(term) ?? 1;
      const weight = (1 + Math.log(frequency)) * Math.log(1 + count / frequency);
      sum += frequency > 1 || count < 4 ? weight : weight / 3;
      if (heading.has(term)) sum += weight / 4;
    }
    return (sum / Math.max(list.length, FULL_SENTENCE_TERMS)) * placement(sentence, sentence === opening);
  });
  const top = weights.reduce((max, weight) => Math.max(max, weight), 0);
  return weights.map((weight) => (top === 0 ? 0 : weight / top));
}

/** Openings say more than middles, prose more than table rows, and fragments little. */
function placement(sentence: Sentence, opensDocument: boolean): number {
  const kind = sentence.kind === "prose" ? 1 : sentence.kind === "item" ? 0.85 : 0.5;
  const place = opensDocument ? 1.35 : sentence.opens ? 1.15 : 1;
  return kind * place * Math.min(1, sentence.words / FRAGMENT_WORDS);
}

function singular(word: string): string {
  return word.length > 4 && /[^su]s$/u.test(word) ? word.slice(0, -1) : word;
}
