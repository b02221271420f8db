// Words: keys without quotes, numbers, literals, and what must be meant by one.
import { isWordCode } from "./json-marks.js";
import type { JsonRepairName } from "./json-repairs.js";

/** What a word says. */
export interface JsonWord {
  readonly value: number | boolean | null;
  readonly repair?: JsonRepairName;
}

const STRICT_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LOOSE_NUMBER = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+)$/;
const NON_FINITE = /^[+-]?(?:NaN|Infinity)$/;

const LITERALS = new Map<string, JsonWord>([
  ["true", { value: true }],
  ["false", { value: false }],
  ["null", { value: null }],
  ["True", { value: true, repair: "python-literal" }],
  ["False", { value: false, repair: "python-literal" }],
  ["None", { value: null, repair: "python-literal" }],
  ["undefined", { value: null, repair: "undefined" }],
]);

/** Whether it is a number as JSON writes them. */
export function isStrictNumber(raw: string): boolean {
  return STRICT_NUMBER.test(raw);
}

/** What the word means; undefined when it is no value. */
export function readWord(raw: string): JsonWord | undefined {
  const literal = LITERALS.get(raw);
  if (literal !== undefined) return literal;
  if (STRICT_NUMBER.test(raw)) return { value: Number(raw) };
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
