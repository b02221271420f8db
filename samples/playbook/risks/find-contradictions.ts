// Finds sentences that give different figures or dates for what seems to be the same thing. It reads a clause as
// subject, verb and rest, compares only within a unit, and lets go as soon as a word explains the difference.

import type { DocumentDate } from "../facts/document-date.js";
import { findDates } from "../facts/find-dates.js";
import { findFigures } from "../facts/find-figures.js";
import type { NormalizedDocument, Sentence } from "../normalize/normalize.js";
import { listTerms } from "../facts/weigh-sentences.js";

export interface Contradiction {
  /** Positions in `sentences`; `first` stands earlier in the document. */
  readonly first: number;
  readonly second: number;
  readonly values: readonly [string, string];
  /** The words that both share. */
  readonly subject: readonly string[];
}

interface Claim {
  readonly sentence: number;
  readonly unit: string;
  readonly value: string;
  readonly size: number | string;
  readonly subject: ReadonlySet<string>;
  readonly rest: ReadonlySet<string>;
  /** Words that set a thing apart from its like: "first", "2027", "Harbour". */
  readonly markers: ReadonlySet<string>;
  readonly isRow: boolean;
  /** The value follows the verb at once: "is 14 months", "was estimated at EUR 2,000". */
  readonly isDirect: boolean;
}

/** Claims compared under one word; more than that is a series of measurements, not a contradiction. */
const MOST_COMPARED = 24;
const MOST_RIVALS = 3;
const SHARED_TERMS = 2;
const LONGEST_SUBJECT = 8;
const DIRECT_CHARACTERS = 14;

/** A difference that the clause itself explains is no contradiction. */
const CHANGE =
  /(?<![\p{L}])(?:from|instead of|rather than|rose|risen|fell|fallen|grew|grown|dropped|increase[sd]?|decrease[sd]?|reduced?|raised|lowered|revised|previously|formerly|originally|earlier|compared|against|versus|up to|at least|at most|more than|less than|under|over|another|additional|further|extra|each|per|instal\p{L}+|remaining|so far|already|moved|postponed|extended|corrected|now|above|below)(?![\p{L}])/iu;
const VERB =
  /(?<![\p{L}])(?:is|are|was|were|has|have|had|will|shall|must|can|costs?|takes?|lasts?|stands?|runs?|amounts? to|comes? to|began|begins?|ends?|starts?)(?![\p{L}])/u;
/** A condition states nothing, and a pronoun does not say of what. */
const NOT_STATED =
  /^\s*(?:if|when|unless|once|until|should)(?![\p{L}])|(?<![\p{L}])(?:it|this|that|they|these|which|who)\s*$/iu;
const CLAUSE = /[;()]|:(?!\d)|, (?:and|but|while|whereas|which|who|of which|including|because|so|although)(?![\p{L}])/u;
const ORDERING =
  /(?<![\p{L}])(?:first|second|third|fourth|last|next|one|two|three|four|five|north|south|east|west|summer|winter|spring|autumn|old|new|minimum|maximum|best|worst|daily|weekly|monthly|annual|yearly|quarterly|net|gross|Q[1-4]|(?:19|20)\d{2})(?![\p{L}\p{N}])/giu;
const CAPITALISED = /(?<=[\p{Ll}\p{Pd}] )\p{Lu}[\p{L}\p{N}]*/gu;

export function findContradictions(document: NormalizedDocument, dated: DocumentDate): Contradiction[] {
  const byTerm = new Map<string, Claim[]>();
  const found = new Map<string, Contradiction>();
  for (const [number, sentence] of document.sentences.entries()) {
    if (sentence.text.endsWith("?")) continue;
    for (const claim of sentence.kind === "row"
      ? rowClaims(sentence, number, dated)
      : claimsIn(sentence, number, dated)) {
      for (const other of rivalsOf(claim, byTerm)) {
        const subject = [...all(claim)].filter((term) => all(other).has(term));
        const key = `${other.sentence} ${claim.sentence}`;
        if (!found.has(key)) {
          found.set(key, {
            first: other.sentence,
            second: claim.sentence,
            values: [other.value, claim.value],
            subject,
          });
        }
      }
      for (const term of claim.subject) {
        const list = byTerm.get(`${claim.unit} ${term}`) ?? [];
        if (list.length < MOST_COMPARED) list.push(claim);
        byTerm.set(`${claim.unit} ${term}`, list);
      }
    }
  }
  return withoutSeries([...found.values()]);
}

/** A sentence that many others disagree with is one of a series, such as daily readings. */
function withoutSeries(found: readonly Contradiction[]): Contradiction[] {
  const rivals = new Map<number, number>();
  for (const { first, second } of found) {
    for (const sentence of [first, second]) rivals.set(sentence, (rivals.get(sentence) ?? 0) + 1);
  }
  const isPair = (sentence: number): boolean => (rivals.get(sentence) ?? 0) <= MOST_RIVALS;
  return found.filter(({ first, second }) => isPair(first) && isPair(second));
}

function rivalsOf(claim: Claim, byTerm: ReadonlyMap<string, readonly Claim[]>): Set<Claim> {
  const rivals = new Set<Claim>();
  for (const term of claim.subject) {
    for (const other of byTerm.get(`${claim.unit} ${term}`) ?? []) {
      const differ = other.sentence !== claim.sentence && other.size !== claim.size;
      if (differ && agree(claim.markers, other.markers) && sameThing(claim, other)) rivals.add(other);
    }
  }
  return rivals;
}

/** One subject must contain the other, and what is said about them must meet as well. */
function sameThing(a: Claim, b: Claim): boolean {
  const [small, large] = a.subject.size <= b.subject.size ? [a, b] : [b, a];
  if (small.subject.size === 0 || [...small.subject].some((term) => !large.subject.has(term))) return false;
  if (a.isRow && b.isRow) return false;
  // A row names its thing in full: "Go-live" is what "The go-live of the platform" begins with.
  if (a.isRow || b.isRow) return small.subject.has([...large.subject][0] ?? "");
  const rest = [...small.rest].filter((term) => large.rest.has(term)).length;
  if (a.isDirect && b.isDirect && small.subject.size >= SHARED_TERMS) return true;
  if (rest === 0 && small.rest.size > 0 && large.rest.size > 0) return false;
  const counted = a.unit === "date" || a.unit === "%" || a.unit === "hours" || /^\p{Lu}/u.test(a.unit) ? 0 : 1;
  return small.subject.size + rest + counted >= SHARED_TERMS;
}

/** "the first instalment" and "the second instalment" are two things; a marker on one side alone is no difference. */
function agree(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === 0 || b.size === 0 || [...a].some((marker) => b.has(marker));
}

function all(claim: Claim): Set<string> {
  return new Set([...claim.subject, ...claim.rest]);
}

function claimsIn(sentence: Sentence, number: number, dated: DocumentDate): Claim[] {
  const field = sentence.kind === "field" ? /^([^:]+): (.+)$/u.exec(sentence.text) : null;
  if (field)
    return valuesIn(field[2] ?? "", dated).map((value) => claim(value, number, field[1] ?? "", "", field[1] ?? ""));
  return sentence.text.split(CLAUSE).flatMap((whole) => {
    const clause = whole.split(/(?<![\p{L}])(?:says?|said|states?|stated) that /u).at(-1) ?? "";
    const verb = VERB.exec(clause);
    if (!verb || CHANGE.test(clause) || NOT_STATED.test(clause.slice(0, verb.index))) return [];
    const before = clause.slice(0, verb.index).split(" ").slice(-LONGEST_SUBJECT).join(" ");
    const values = valuesIn(clause, dated);
    // Two values of one unit in a clause are a comparison that the clause makes itself.
    const single = values.filter((value) => values.filter((one) => one.unit === value.unit).length === 1);
    return single
      .filter((value) => value.index > verb.index && isStated(clause.slice(verb.index, value.index)))
      .map((value) => ({
        ...claim(value, number, before, clause.slice(verb.index).replace(value.text, " "), clause),
        isDirect: value.index - verb.index - verb[0].length <= DIRECT_CHARACTERS,
      }));
  });
}

/** "is not", and a comma on the way, part the verb from the value. */
function isStated(between: string): boolean {
  return !/,|(?<![\p{L}])(?:not|never)(?![\p{L}])/u.test(between);
}

/** A row says of its first cell what each other cell holds; only dates and money are compared. */
function rowClaims(sentence: Sentence, number: number, dated: DocumentDate): Claim[] {
  const [subject = "", ...cells] = sentence.text.split(" | ");
  return cells.flatMap((cell) => {
    const dates = valuesIn(cell, dated).filter((value) => value.unit === "date");
    return dates.length === 1 ? dates.map((value) => ({ ...claim(value, number, subject, "", ""), isRow: true })) : [];
  });
}

interface Value extends Pick<Claim, "unit" | "value" | "size"> {
  readonly text: string;
  readonly index: number;
}

function valuesIn(text: string, dated: DocumentDate): Value[] {
  const dates = findDates(text, dated.reference);
  const isInDate = (index: number): boolean =>
    dates.some((date) => date.index <= index && index < date.index + date.text.length);
  const full = dates.filter((date) => date.first === date.last);
  return [
    ...full.map(({ iso, text: written, index }) => ({ unit: "date", value: iso, size: iso, text: written, index })),
    ...findFigures(text).filter((figure) => !isInDate(figure.index)),
  ];
}

function claim(value: Value, sentence: number, subject: string, rest: string, clause: string): Claim {
  const ordering = [...clause.replace(value.text, " ").matchAll(ORDERING)].map((match) => match[0].toLowerCase());
  const capitalised = [...clause.matchAll(CAPITALISED)].map((match) => match[0].toLowerCase());
  const terms = (text: string): Set<string> => new Set(listTerms(text).filter((term) => !ordering.includes(term)));
  const { unit, size } = value;
  return {
    sentence,
    unit,
    value: value.value,
    size,
    subject: terms(subject),
    rest: terms(rest),
    markers: new Set([...ordering, ...capitalised]),
    isRow: false,
    isDirect: false,
  };
}
