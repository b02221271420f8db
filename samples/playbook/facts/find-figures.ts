// Finds figures with their unit: amounts of money, percentages, durations and counted things. Numbers are read in the
// ways they are written around the world: 412,000.50 and 412.000,50 and 412 000 are understood alike.

export type FigureKind = "amount" | "percentage" | "duration" | "count";

export interface FoundFigure {
  readonly kind: FigureKind;
  /** As written. */
  readonly text: string;
  /** In one spelling, so that equal figures are equal texts: "EUR 412,000", "12 %", "30 days". */
  readonly value: string;
  /** The size in `unit`; durations are in hours whatever they were written in. */
  readonly size: number;
  /** Figures can be compared only within a unit: "EUR", "%", "hours", "stores". */
  readonly unit: string;
  readonly index: number;
}

const NUMBER = "\\d{1,3}(?:[ ,.']\\d{3})+(?:[.,]\\d{1,4})?(?!\\d)|\\d+(?:[.,]\\d{1,4})?";
const SCALE = "k|K|thousand|Tsd\\.?|m|M|mn|million|Mio\\.?|bn|billion|Mrd\\.?";
const CODES = "EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|JPY|CNY|INR|CAD|AUD|NZD|BRL|ZAR|TRY";
const SMALL =
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety";
const WORDS = new Map([
  ...SMALL.split(" ").map((word, index) => [word, index + 1] as const),
  ...TENS.split(" ").map((word, index) => [word, (index + 2) * 10] as const),
]);
const SPELLED = [...WORDS.keys()].reverse().join("|");
const CURRENCIES = new Map(
  Object.entries({
    "€": "EUR",
    $: "USD",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₺": "TRY",
    euro: "EUR",
    dollar: "USD",
    pound: "GBP",
    franc: "CHF",
  }),
);
const HOURS = new Map(
  Object.entries({
    second: 1 / 3600,
    minute: 1 / 60,
    min: 1 / 60,
    hour: 1,
    h: 1,
    day: 24,
    week: 168,
    month: 730,
    quarter: 2190,
    year: 8760,
  }),
);
const MULTIPLES = new Map(
  Object.entries({
    k: 1e3,
    thousand: 1e3,
    tsd: 1e3,
    m: 1e6,
    mn: 1e6,
    million: 1e6,
    mio: 1e6,
    bn: 1e9,
    billion: 1e9,
    mrd: 1e9,
  }),
);
/** Words that follow a number without being counted by it. */
const UNCOUNTED = new Set(
  "of to per and or in on at by the a an for from with was were is are has have had more less than times percent cent o'clock am pm".split(
    " ",
  ),
);

const EDGE = "(?<![\\p{L}\\p{N}.,-])";
const AMOUNT_BEFORE = new RegExp(`${EDGE}(${CODES}|\\p{Sc}) ?(${NUMBER})(?:[ -]?(${SCALE})(?![\\p{L}]))?`, "gu");
const AMOUNT_AFTER = new RegExp(
  `${EDGE}(${NUMBER})(?: ?(${SCALE}))? ?(${CODES}|\\p{Sc}|euros?|dollars?|pounds?|francs?)(?![\\p{L}])`,
  "gu",
);
const PERCENTAGE = new RegExp(
  `${EDGE}(${NUMBER}) ?(?:%|(?:per ?cent|percentage points?|Prozent|pour cent)(?![\\p{L}]))`,
  "gu",
);
const SPAN = `(${NUMBER}|${SPELLED})[ -]((?:working|business|calendar|full) )?(second|minute|min|hour|h|day|week|month|quarter|year)s?(?![\\p{L}])`;
/** "five hours and forty minutes" is one duration. */
const DURATION = new RegExp(
  `${EDGE}${SPAN}(?:,? (?:and )?(${NUMBER}|${SPELLED})[ -](second|minute|min|hour|day|week|month)s?(?![\\p{L}]))?`,
  "giu",
);
const COUNT = new RegExp(
  `${EDGE}(${NUMBER}|${SPELLED}) (?:(?:new|more|small|large|other|different|open) )?(\\p{Ll}{3,})(?![\\p{L}])`,
  "gu",
);

export function findFigures(text: string): FoundFigure[] {
  const found: FoundFigure[] = [];
  const add = (figure: FoundFigure): void => {
    const end = figure.index + figure.text.length;
    if (!found.some((one) => one.index < end && figure.index < one.index + one.text.length)) found.push(figure);
  };
  for (const match of text.matchAll(AMOUNT_BEFORE)) add(amount(match, match[1], match[2], match[3]));
  for (const match of text.matchAll(AMOUNT_AFTER)) add(amount(match, match[3], match[1], match[2]));
  for (const match of text.matchAll(PERCENTAGE)) add(percentage(match));
  for (const match of text.matchAll(DURATION)) add(duration(match));
  for (const match of text.matchAll(COUNT)) if (!UNCOUNTED.has(match[2] ?? "")) add(count(match));
  return found.sort((a, b) => a.index - b.index);
}

/**
 * Reads a written number. The last of two different separators is the decimal one; a single separator before exactly
 * three digits separates thousands, except that "0.125", and "1.250" outside money, are decimals.
 */
export function readNumber(written: string, thousandsByPoint = true): number {
  const text = written.replace(/[ ']/gu, "");
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  if (comma >= 0 && point >= 0) {
    const decimal = comma > point ? "," : ".";
    return Number(
      text
        .split(decimal === "," ? "." : ",")
        .join("")
        .replace(decimal, "."),
    );
  }
  const separator = comma >= 0 ? "," : ".";
  const parts = text.split(separator);
  const grouped = parts.slice(1).every((part) => part.length === 3) && parts[0] !== "0";
  const thousands = grouped && (separator === "," || thousandsByPoint || parts.length > 2);
  return thousands ? Number(parts.join("")) : Number(parts.join("."));
}

/** Digits in groups of three, at most two decimals: one spelling for people of any habit. */
export function formatNumber(value: number, decimals = 0): string {
  return value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: 2 });
}

function amount(match: RegExpExecArray, currency = "", written = "", scale = ""): FoundFigure {
  const unit = CURRENCIES.get(currency.toLowerCase().replace(/s$/u, "")) ?? currency;
  const size = readNumber(written) * (MULTIPLES.get(scale.toLowerCase().replace(/\.$/u, "")) ?? 1);
  return {
    kind: "amount",
    text: match[0],
    value: `${unit} ${formatNumber(size, Number.isInteger(size) ? 0 : 2)}`,
    size,
    unit,
    index: match.index,
  };
}

function percentage(match: RegExpExecArray): FoundFigure {
  const size = readNumber(match[1] ?? "", false);
  return { kind: "percentage", text: match[0], value: `${formatNumber(size)} %`, size, unit: "%", index: match.index };
}

function duration(match: RegExpExecArray): FoundFigure {
  const [text, whole = "", adjective = "", unit = "", part, partUnit] = match;
  const spans = [{ number: numeral(whole), adjective, name: unitName(unit) }];
  // "2 days, 30 weeks" is a list; only a smaller unit continues a duration.
  const smaller = part !== undefined && hoursIn(unitName(partUnit)) < hoursIn(unitName(unit));
  if (smaller) spans.push({ number: numeral(part), adjective: "", name: unitName(partUnit) });
  const written = spans.map(
    (span) => `${formatNumber(span.number)} ${span.adjective.toLowerCase()}${span.name}${span.number === 1 ? "" : "s"}`,
  );
  const size = spans.reduce((sum, span) => sum + span.number * hoursIn(span.name), 0);
  return { kind: "duration", text, value: written.join(" "), size, unit: "hours", index: match.index };
}

function unitName(written = ""): string {
  return written.toLowerCase().replace(/^h$/u, "hour").replace(/^min$/u, "minute");
}

function hoursIn(unit: string): number {
  return HOURS.get(unit) ?? 1;
}

function count(match: RegExpExecArray): FoundFigure {
  const size = numeral(match[1] ?? "");
  const unit = match[2] ?? "";
  return { kind: "count", text: match[0], value: `${formatNumber(size)} ${unit}`, size, unit, index: match.index };
}

function numeral(written: string): number {
  return WORDS.get(written.toLowerCase()) ?? readNumber(written, false);
}
