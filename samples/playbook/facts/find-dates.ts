// Finds calendar dates in a text, in the ways people write them: "14 March 2026", "March 14, 2026", "2026-03-14",
// "14.03.2026", "Q3 2026", "end of March". Month names come from the platform's own locale data.

export interface FoundDate {
  /** As written. */
  readonly text: string;
  /** "2026-03-14", "2026-03" or "2026-Q1", as precise as the text. */
  readonly iso: string;
  /** First and last day that the text can mean; equal for a full date. */
  readonly first: string;
  readonly last: string;
  readonly index: number;
}

/** Languages whose month names are read; those of the second list write them in lower case. */
const CAPITALISED = ["en", "de"];
const LOWER_CASE = ["fr", "es", "it", "nl", "pt"];

const MONTHS = readMonths();
const NAMES = [...MONTHS.keys()].sort((a, b) => b.length - a.length).join("|");
const DAY = "(\\d{1,2})(?:st|nd|rd|th|\\.)?";
const YEAR = "((?:19|20)\\d{2})";
const EDGE = "(?<![\\p{L}\\p{N}.,/-])";
const END = "(?![\\p{L}\\p{N}]|[.,/-]\\d)";

interface Pattern {
  readonly pattern: RegExp;
  /** `near` turns a day or month of any year into the one nearest to the reference day. */
  readonly read: (groups: readonly string[], near: Near) => Span | undefined;
}
type Span = Pick<FoundDate, "iso" | "first" | "last">;
type Near = (span: (year: number) => Span | undefined) => Span | undefined;

const pattern = (source: string): RegExp => new RegExp(EDGE + source + END, "gu");
const LEAD = "(?:[Ee]nd of|[Mm]iddle of|[Mm]id-|[Ee]arly|[Ll]ate|[Bb]y|[Uu]ntil|[Ss]ince|[Ii]n) ?";

/** Earlier rows win where two overlap. */
const PATTERNS: readonly Pattern[] = [
  { pattern: pattern(`${YEAR}-(\\d{2})-(\\d{2})`), read: ([y, m, d]) => day(Number(y), Number(m), Number(d)) },
  {
    pattern: pattern(`${DAY}(?: of)? (${NAMES})\\.?,? ${YEAR}`),
    read: ([d, name, y]) => day(Number(y), monthOf(name), Number(d)),
  },
  {
    pattern: pattern(`(${NAMES})\\.? ${DAY},? ${YEAR}`),
    read: ([name, d, y]) => day(Number(y), monthOf(name), Number(d)),
  },
  {
    pattern: pattern(`(\\d{1,2})([./])(\\d{1,2})\\2${YEAR}`),
    read: ([a, , b, y]) => dayFirst(Number(a), Number(b), Number(y)),
  },
  { pattern: pattern(`Q([1-4])[ /-]?${YEAR}`), read: ([q, y]) => quarter(Number(y), Number(q)) },
  { pattern: pattern(`${YEAR}[ /-]?Q([1-4])`), read: ([y, q]) => quarter(Number(y), Number(q)) },
  { pattern: pattern(`(${NAMES}),? ${YEAR}`), read: ([name, y]) => month(Number(y), monthOf(name)) },
  {
    pattern: pattern(`${DAY}(?: of)? (${NAMES})`),
    read: ([d, name], near) => near((year) => day(year, monthOf(name), Number(d))),
  },
  {
    pattern: pattern(`(${NAMES}) ${DAY}(?! (?:percent|per cent|days|hours|people))`),
    read: ([name, d], near) => near((year) => day(year, monthOf(name), Number(d))),
  },
  { pattern: pattern(`${LEAD}(${NAMES})`), read: ([name], near) => near((year) => month(year, monthOf(name))) },
];

/**
 * All dates in order of appearance. Those without a year are placed in the year that brings them nearest to
 * `reference`, a full date, or a little ahead of it; without it they are left out.
 */
export function findDates(text: string, reference?: string): FoundDate[] {
  if (!/\d|[Ee]nd of|[Mm]id|arly|ate |[Bb]y |ntil|[Ii]n |ince/u.test(text)) return [];
  const found: FoundDate[] = [];
  const near: Near = (span) => (reference === undefined ? undefined : nearest(span, reference));
  for (const { pattern, read } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const span = read(match.slice(1), near);
      const end = match.index + match[0].length;
      const free = !found.some((one) => one.index < end && match.index < one.index + one.text.length);
      if (span && free) found.push({ text: match[0], ...span, index: match.index });
    }
  }
  return found.sort((a, b) => a.index - b.index);
}

/** Documents look ahead further than back: from May, "in November" is more likely the next than the last. */
const LEAN_AHEAD_DAYS = 60;

function nearest(span: (year: number) => Span | undefined, reference: string): Span | undefined {
  const year = Number(reference.slice(0, 4));
  const spans = [year, year + 1, year - 1].flatMap((one) => span(one) ?? []);
  const distance = (one: Span): number => Math.abs(daysBetween(reference, one.last) - LEAN_AHEAD_DAYS);
  return spans.sort((a, b) => distance(a) - distance(b))[0];
}

/** Days from one full date to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

function day(year: number, month: number, date: number): Span | undefined {
  const time = new Date(Date.UTC(year, month - 1, date));
  // JavaScript rolls 31 February over into March; a date that does not exist is no date.
  if (month < 1 || time.getUTCMonth() !== month - 1 || time.getUTCDate() !== date) return undefined;
  const iso = time.toISOString().slice(0, 10);
  return { iso, first: iso, last: iso };
}

function month(year: number, number: number): Span {
  const first = new Date(Date.UTC(year, number - 1, 1)).toISOString().slice(0, 10);
  return { iso: first.slice(0, 7), first, last: new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10) };
}

function quarter(year: number, number: number): Span {
  return {
    iso: `${String(year)}-Q${String(number)}`,
    first: month(year, number * 3 - 2).first,
    last: month(year, number * 3).last,
  };
}

/** Day before month, as most of the world writes; the other way round only when nothing else is possible. */
function dayFirst(a: number, b: number, year: number): Span | undefined {
  return b > 12 ? day(year, a, b) : day(year, b, a);
}

function monthOf(name: string | undefined): number {
  return MONTHS.get(name ?? "") ?? 0;
}

function readMonths(): Map<string, number> {
  const months = new Map<string, number>([["Sept", 9]]);
  for (let number = 1; number <= 12; number += 1) {
    const date = new Date(Date.UTC(2026, number - 1, 15));
    const name = (locale: string, style: "long" | "short"): string =>
      new Intl.DateTimeFormat(locale, { month: style, day: "numeric", timeZone: "UTC" })
        .formatToParts(date)
        .find((part) => part.type === "month")
        ?.value.replace(/\.$/u, "") ?? "";
    for (const locale of LOWER_CASE) months.set(name(locale, "long").toLowerCase(), number);
    for (const locale of CAPITALISED)
      months.set(name(locale, "long"), number).set(name(locale, "long").toUpperCase(), number);
    months.set(name("en", "short"), number);
  }
  months.delete("");
  return months;
}
