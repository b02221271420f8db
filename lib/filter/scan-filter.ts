// Text of a filter → tokens. What tokens mean is in `parse-filter.ts`.
import type { BaseEvent } from "../event/base-event.js";
import type { Field } from "./field.js";
import { syntaxError } from "./syntax-error.js";

/** One token; `at` is its place in the shown text. */
export interface FilterToken {
  readonly kind: "sign" | "word" | "type" | "string" | "number" | "bigint" | "pattern" | "operand" | "end";
  readonly text: string;
  /** The text for messages: not longer than a line. */
  readonly shown: string;
  readonly at: number;
  /** What a template holds at this place; of kind `operand`. */
  readonly operand?: unknown;
}

/** What {@link scanFilter} found, with the text that errors show: operands of a template appear by name. */
export interface ScannedFilter {
  readonly tokens: readonly FilterToken[];
  readonly text: string;
}

type Kind = FilterToken["kind"];

/** The length of a token of one kind that begins here, 0 for none. Linear in the length of the token. */
type Measure = (text: string, at: number) => number;

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const KINDS: readonly (readonly [Kind, Measure])[] = [
  ["string", measureString],
  ["bigint", sticky(/-?\d+n/y)],
  ["number", sticky(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|-Infinity/y)],
  ["word", sticky(WORD)],
  ["sign", sticky(/==|!=|<=|>=|[<>!&|()[\]{},.:~]/y)],
];
const TYPE: readonly [Kind, Measure] = ["type", sticky(/\[[\p{L}\p{N}][\p{L}\p{N}._:/-]*\]/uy)];
const PATTERN: readonly [Kind, Measure] = ["pattern", measurePattern];
const measureSpace = sticky(/\s+/y);

/** Cuts the parts of a template, or one text, into tokens. Throws FILTER_SYNTAX. */
export function scanFilter(parts: readonly string[], operands: readonly unknown[] = []): ScannedFilter {
  const names = operands.map(showOperand);
  const text = parts.map((part, index) => part + (names[index] ?? "")).join("");
  const tokens: FilterToken[] = [];
  let offset = 0;
  parts.forEach((part, index) => {
    scanPart(part, offset, text, tokens);
    offset += part.length;
    const shown = names[index];
    if (shown === undefined) return;
    tokens.push({ kind: "operand", text: shown, shown, at: offset, operand: operands[index] });
    offset += shown.length;
  });
  tokens.push({ kind: "end", text: "", shown: "the end", at: text.length });
  return { tokens, text };
}

function scanPart(part: string, offset: number, shown: string, tokens: FilterToken[]): void {
  let at = 0;
  while (at < part.length) {
    at += measureSpace(part, at);
    if (at === part.length) return;
    const found = scanToken(part, at, tokens);
    if (!found) {
      throw syntaxError(shown, offset + at, nothingKnown(part.charAt(at)));
    }
    const [kind, length] = found;
    const text = part.slice(at, at + length);
    tokens.push({ kind, text, shown: text.length > 60 ? `${text.slice(0, 59)}…` : text, at: offset + at });
    at += length;
  }
}

function scanToken(part: string, at: number, before: readonly FilterToken[]): [Kind, number] | undefined {
  // `[` opens a type where an operand is expected, a step or a list elsewhere; `/` opens a pattern behind `~` only.
  const first = expectsOperand(before) ? [TYPE] : before.at(-1)?.text === "~" ? [PATTERN] : [];
  for (const [kind, measure] of [...first, ...KINDS]) {
    const length = measure(part, at);
    if (length > 0) return [kind, length];
  }
  return undefined;
}

function expectsOperand(tokens: readonly FilterToken[]): boolean {
  const before = tokens.at(-1);
  if (before === undefined) return true;
  if (before.kind !== "sign") return false;
  if (before.text === "(") return tokens.at(-2)?.kind !== "word"; // date(…) and its like hold values
  return ["!", "&", "|"].includes(before.text);
}

function sticky(pattern: RegExp): Measure {
  return (text, at) => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex - at : 0;
  };
}

// Strings and patterns are walked by hand: a repeated group of a regular expression overflows the stack on long ones.
function measureString(text: string, at: number): number {
  if (text.charAt(at) !== '"') return 0;
  for (let place = at + 1; place < text.length; place++) {
    const char = text.charAt(place);
    if (char === "\\") place++;
    else if (char === '"') return place + 1 - at;
  }
  return 0;
}

function measurePattern(text: string, at: number): number {
  if (text.charAt(at) !== "/") return 0;
  let inClass = false;
  for (let place = at + 1; place < text.length; place++) {
    const char = text.charAt(place);
    if (char === "\n") return 0;
    if (char === "\\") place++;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) return place === at + 1 ? 0 : place + 1 + measureFlags(text, place + 1) - at;
  }
  return 0;
}

const measureFlags = sticky(/[a-z]*/y);

function showOperand(operand: unknown): string {
  if (typeof operand === "function") return `\${${operand.name || "function"}}`;
  if (typeof operand === "string") return `\${${JSON.stringify(operand.slice(0, 60))}}`;
  if (typeof operand !== "object" || operand === null) return `\${${String(operand)}}`;
  if ("path" in operand || "node" in operand) return `\${${(operand as Field<BaseEvent, unknown>).toString()}}`;
  return `\${${Array.isArray(operand) ? "[…]" : "{…}"}}`;
}

function nothingKnown(character: string): string {
  const known = character === "=" ? '; equality is "=="' : character === "'" ? "; texts stand in double quotes" : "";
  return `${JSON.stringify(character)} begins nothing that a filter knows${known}`;
}
