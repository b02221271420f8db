// Text of a filter → tokens, and the error that shows where reading stopped. What tokens mean is in `parse-filter.ts`.
import { MillraceError } from "../errors/millrace-error.js";

/** One token; `at` is its place in the shown text. */
export interface FilterToken {
  readonly kind: "sign" | "word" | "type" | "string" | "number" | "bigint" | "pattern" | "operand" | "end";
  readonly text: string;
  readonly at: number;
  /** What a template holds at this place; of kind `operand`. */
  readonly operand?: unknown;
}

/** What {@link scanFilter} found, with the text that errors show: operands of a template appear by name. */
export interface ScannedFilter {
  readonly tokens: readonly FilterToken[];
  readonly text: string;
}

const PATTERNS: readonly (readonly [FilterToken["kind"], RegExp])[] = [
  ["string", /"(?:[^"\\]|\\.)*"/y],
  ["bigint", /-?\d+n/y],
  ["number", /-?(?:\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|Infinity)/y],
  ["word", /[\p{L}_$][\p{L}\p{N}_$]*/uy],
  ["sign", /==|!=|<=|>=|[<>!&|()[\]{},.:~]/y],
];
const TYPE = /\[[\p{L}\p{N}][\p{L}\p{N}._:/-]*\]/uy;
const PATTERN = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const SPACE = /\s+/y;

/** Cuts the parts of a template, or one text, into tokens. Throws FILTER_SYNTAX. */
export function scanFilter(parts: readonly string[], operands: readonly unknown[] = []): ScannedFilter {
  const shown = parts.map((part, index) => part + (index < operands.length ? showOperand(operands[index]) : "")).join("");
  const tokens: FilterToken[] = [];
  let offset = 0;
  parts.forEach((part, index) => {
    scanPart(part, offset, shown, tokens);
    offset += part.length;
    if (index >= operands.length) return;
    const text = showOperand(operands[index]);
    tokens.push({ kind: "operand", text, at: offset, operand: operands[index] });
    offset += text.length;
  });
  tokens.push({ kind: "end", text: "the end", at: shown.length });
  return { tokens, text: shown };
}

function scanPart(part: string, offset: number, shown: string, tokens: FilterToken[]): void {
  let at = 0;
  while (at < part.length) {
    const space = matchAt(SPACE, part, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = scanToken(part, at, offset, tokens);
    if (!token) throw syntaxError(shown, offset + at, `${JSON.stringify(part.charAt(at))} begins nothing that a filter knows`);
    tokens.push(token);
    at += token.text.length;
  }
}

function scanToken(part: string, at: number, offset: number, tokens: readonly FilterToken[]): FilterToken | undefined {
  const kinds: (readonly [FilterToken["kind"], RegExp])[] = [];
  // `[` opens a type where an operand is expected, a step or a list elsewhere; `/` opens a pattern behind `~` only.
  if (expectsOperand(tokens)) kinds.push(["type", TYPE]);
  if (tokens.at(-1)?.text === "~") kinds.push(["pattern", PATTERN]);
  for (const [kind, pattern] of [...kinds, ...PATTERNS]) {
    const text = matchAt(pattern, part, at);
    if (text !== undefined) return { kind, text, at: offset + at };
  }
  return undefined;
}

function expectsOperand(tokens: readonly FilterToken[]): boolean {
  const before = tokens.at(-1);
  if (before === undefined) return true;
  if (before.text === "(") return tokens.at(-2)?.kind !== "word"; // date(…) and its like hold values
  return before.kind === "sign" && ["!", "&", "|"].includes(before.text);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function showOperand(operand: unknown): string {
  if (typeof operand === "function") return `\${${operand.name || "function"}}`;
  if (typeof operand === "string") return `\${${JSON.stringify(operand)}}`;
  if (typeof operand === "object" && operand !== null && Symbol.toPrimitive in operand) return `\${${String(operand)}}`;
  if (typeof operand === "object" && operand !== null) return `\${${Array.isArray(operand) ? "[…]" : "{…}"}}`;
  return `\${${String(operand)}}`;
}

/** The error for text that cannot be read: shows the text with a caret under the place. */
export function syntaxError(text: string, at: number, why: string, cause?: unknown): MillraceError {
  const flat = text.replace(/\s/g, " ");
  return new MillraceError("FILTER_SYNTAX", `${why}:\n  ${flat}\n  ${" ".repeat(at)}^`, {
    details: { text, at },
    ...(cause === undefined ? {} : { cause }),
  });
}
