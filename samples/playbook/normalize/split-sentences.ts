// Cuts running text into sentences. It trusts punctuation and case, not a language: abbreviations, initials, decimal
// numbers, dotted names and ellipses do not end a sentence; the full stops of Chinese, Hindi or Arabic do.

export interface SentenceRange {
  readonly text: string;
  /** Where the sentence starts in the text that was given. */
  readonly index: number;
}

/** Abbreviations that stand before a name or a number; "etc." and its like end a sentence when a capital follows. */
const NEVER_FINAL = new Set(
  (
    "mr mrs ms mx dr prof rev hon capt cpt col gen lt sgt st ste messrs mme mlle hr fr frl sr sra art no nos nr vol ch " +
    "sec fig figs eq pp ed eds cf vs e.g i.e e.i z.b d.h u.a bzw ca approx approximately est dept ref p.s a.k.a incl " +
    "excl tel abs jan feb mar apr jun jul aug sep sept oct nov dec"
  ).split(" "),
);

/** Terminators of scripts that write sentences without a space between them, or without capitals. */
const FULL_STOP_OF_ITS_OWN = /[。！？｡।॥۔؟։។]/u;
const CLOSERS = /["')\]}」』）】]/u;
const OPENERS = /["'([{¿¡*_-]/u;
const STARTS_SENTENCE = /[\p{Lu}\p{Lt}\p{Lo}\p{N}\p{So}\p{Sc}]/u;
/** Text without any full stop is cut here at a space, so that whatever reads sentences stays linear. */
export const LONGEST_SENTENCE = 1500;
/** The longest run before a full stop that can be an abbreviation worth knowing. */
const LONGEST_ABBREVIATION = 16;

export function splitSentences(text: string): SentenceRange[] {
  const sentences: SentenceRange[] = [];
  let start = 0;
  const cut = (end: number): void => {
    const raw = text.slice(start, end);
    const trimmed = raw.trim();
    if (/[\p{L}\p{N}]/u.test(trimmed)) sentences.push({ text: trimmed, index: start + raw.indexOf(trimmed) });
    start = end;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const length = at - start;
    if (length >= LONGEST_SENTENCE && (character === " " || length >= 2 * LONGEST_SENTENCE)) cut(at);
    if (FULL_STOP_OF_ITS_OWN.test(character)) {
      at = skipClosers(text, at + 1) - 1;
      cut(at + 1);
    } else if (character === "." || character === "!" || character === "?" || character === "…") {
      const last = skipTerminators(text, at);
      const end = skipClosers(text, last + 1);
      if (endsSentence(text, start, at, last, end)) cut(end);
      at = end - 1;
    }
  }
  cut(text.length);
  return sentences;
}

function skipTerminators(text: string, from: number): number {
  let last = from;
  while (/[.!?…]/u.test(text.charAt(last + 1))) last += 1;
  return last;
}

function skipClosers(text: string, from: number): number {
  let end = from;
  while (end < text.length && CLOSERS.test(text.charAt(end))) end += 1;
  return end;
}

function endsSentence(text: string, start: number, first: number, last: number, end: number): boolean {
  if (end >= text.length) return true;
  if (!/\s/u.test(text.charAt(end))) return false;
  const next = nextLetter(text, end);
  if (next === "" || !STARTS_SENTENCE.test(next)) return false;
  const mark = text.slice(first, last + 1);
  if (mark !== ".") return true;
  const before = wordBefore(text, start, first);
  const word = before.toLowerCase();
  if (NEVER_FINAL.has(word)) return false;
  if (/^\p{Lu}$/u.test(before)) return !isInitial(text, start, first);
  if (/^(?:\p{Lu}\.)+\p{Lu}$/u.test(before)) return !/\p{N}/u.test(next) && !/^\p{Lu}/u.test(next);
  // "on the 3. March" and "1. First point": a short number with a stop is an ordinal, unless a sentence led up to it.
  if (/^\p{N}{1,2}$/u.test(before)) return first - start > 12 && !/\p{Ll}/u.test(next);
  return true;
}

/** "J. Marlow" is an initial; "plan B. The other" is an end, since a lower-case word leads up to it. */
function isInitial(text: string, start: number, stop: number): boolean {
  const lead = text.slice(Math.max(start, stop - 1 - LONGEST_ABBREVIATION), stop - 1).trimEnd();
  const previous = /[^\s]+$/u.exec(lead)?.[0] ?? "";
  return previous === "" || !/^\p{Ll}/u.test(previous) || /^(?:by|and|with|from|to|of|for|said|is|as)$/u.test(previous);
}

function wordBefore(text: string, start: number, stop: number): string {
  const lead = text.slice(Math.max(start, stop - LONGEST_ABBREVIATION), stop);
  return /[\p{L}\p{N}.]+$/u.exec(lead)?.[0] ?? "";
}

/** The first letter or digit after the gap, looking through opening quotes and brackets. */
function nextLetter(text: string, from: number): string {
  let at = from;
  while (at < text.length && at - from < 64 && (/\s/u.test(text.charAt(at)) || OPENERS.test(text.charAt(at)))) at += 1;
  const point = text.codePointAt(at);
  return point === undefined ? "" : String.fromCodePoint(point);
}
