// Words: keys without quotes, numbers, literals, and what must be meant by one.
import { isWordCode } from "./json-marks.js";
import type { JsonRepairName } from "./json-repairs.js";

/** What a word says. */
export interface JsonWord {
  readonly value: number | boolean | null;
  readonly repair: JsonRepairName | undefined;
}

const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const LETTER_E = 0x65;
const SAFE_DIGITS = 15;
const POWERS = Array.from({ length: SAFE_DIGITS }, (_, exponent) => 10 ** exponent);
const LOOSE_NUMBER = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+)$/;
const NON_FINITE = /^[+-]?(?:NaN|Infinity)$/;

const TRUE: JsonWord = { value: true, repair: undefined };
const FALSE: JsonWord = { value: false, repair: undefined };
const NULL: JsonWord = { value: null, repair: undefined };
const ODD_LITERALS = new Map<string, JsonWord>([
  ["True", { value: true, repair: "python-literal" }],
  ["False", { value: false, repair: "python-literal" }],
  ["None", { value: null, repair: "python-literal" }],
  ["undefined", { value: null, repair: "undefined" }],
]);

// Whether it is a number as JSON writes them. By hand, since a document may be full of them.
function isStrictNumber(raw: string): boolean {
  const end = raw.length;
  const start = raw.charCodeAt(0) === MINUS ? 1 : 0;
  let at = digitsEnd(raw, start, end);
  if (at === start || (raw.charCodeAt(start) === ZERO && at > start + 1)) return false;
  if (at < end && raw.charCodeAt(at) === POINT) {
    const fraction = at + 1;
    at = digitsEnd(raw, fraction, end);
    if (at === fraction) return false;
  }
  if (at < end && (raw.charCodeAt(at) | 0x20) === LETTER_E) {
    const sign = raw.charCodeAt(at + 1);
    const exponent = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    at = digitsEnd(raw, exponent, end);
    if (at === exponent) return false;
  }
  return at === end;
}

// The number that the text is as JSON writes them, undefined if it is none. Few digits are added up at once; the division of
// two whole numbers that are exact is exact, too.
function strictNumber(raw: string): number | undefined {
  const end = raw.length;
  const start = raw.charCodeAt(0) === MINUS ? 1 : 0;
  let digits = 0;
  let point = end;
  for (let at = start; at < end; at++) {
    const code = raw.charCodeAt(at);
    if (isDigit(code)) digits = digits * 10 + code - ZERO;
    else if (code === POINT && point === end) point = at;
    else return isStrictNumber(raw) ? Number(raw) : undefined;
  }
  const leadingZero = raw.charCodeAt(start) === ZERO && point > start + 1;
  if (point === start || point === end - 1 || leadingZero) return undefined;
  if (end > SAFE_DIGITS) return Number(raw);
  const size = point === end ? digits : digits / (POWERS[end - point - 1] as number);
  return start === 1 ? -size : size;
}

function digitsEnd(raw: string, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(raw.charCodeAt(at))) at++;
  return at;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code < ZERO + 10;
}

/** What the word means; undefined when it is no value. */
export function readWord(raw: string): JsonWord | undefined {
  const number = strictNumber(raw);
  if (number !== undefined) return { value: number, repair: undefined };
  switch (raw) {
    case "true":
      return TRUE;
    case "false":
      return FALSE;
    case "null":
      return NULL;
  }
  const literal = ODD_LITERALS.get(raw);
  if (literal !== undefined) return literal;
  const [, sign, digits] = LOOSE_NUMBER.exec(raw) ?? [];
  if (digits !== undefined) return { value: sign === "-" ? -Number(digits) : Number(digits), repair: "number-form" };
  return NON_FINITE.test(raw) ? { value: null, repair: "non-finite" } : undefined;
}

/** Gathers one word after the other, however they are cut; {@link WordReader.open} begins the next one. */
export class WordReader {
  /** What there is of it. */
  raw = "";
  /** Where it begins. */
  position = 0;

  open(position: number): void {
    this.raw = "";
    this.position = position;
  }

  /** Reads on from `from`; answers where it stopped, behind the word or at the end of the chunk. */
  read(chunk: string, from: number): number {
    const end = chunk.length;
    let at = from;
    while (at < end && isWordCode(chunk.charCodeAt(at))) at++;
    const piece = chunk.slice(from, at);
    this.raw = this.raw === "" ? piece : this.raw + piece;
    return at;
  }

  /** Whether it may become a value. */
  get promising(): boolean {
    return /^[-+.\dtfnTFNuI]/.test(this.raw);
  }
}
