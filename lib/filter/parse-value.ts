// Tokens → values: JSON, and what JSON lacks. The inverse of `printValue`.
import { MAX_VALUE_DEPTH } from "../event/value-codec.js";
import { bytesOfBase64 } from "../event/value-tags.js";
import type { FilterToken } from "./scan-filter.js";
import type { TokenCursor } from "./token-cursor.js";

const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  undefined: undefined,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
};

// Constructors that the text knows, each from one plain value. Undefined means that the value does not fit.
const CONSTRUCTORS: Readonly<Record<string, (value: unknown) => unknown>> = {
  date: (value) => {
    const date = typeof value === "string" ? new Date(value) : undefined;
    return date && !Number.isNaN(date.getTime()) ? date : undefined;
  },
  bytes: bytesOfBase64,
  map: (value) =>
    Array.isArray(value) && value.every((entry) => Array.isArray(entry) && entry.length === 2)
      ? new Map(value as [unknown, unknown][])
      : undefined,
  set: (value) => (Array.isArray(value) ? new Set(value as unknown[]) : undefined),
};

/** Reads one value at the cursor. Throws FILTER_SYNTAX. */
export function parseValue(cursor: TokenCursor, depth = 0): unknown {
  if (depth > MAX_VALUE_DEPTH) throw cursor.fail(`values are nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
  const token = cursor.next();
  switch (token.kind) {
    case "string":
      return parseString(token, cursor);
    case "number":
      return Number(token.text);
    case "bigint":
      return BigInt(token.text.slice(0, -1));
    case "operand":
      return token.operand;
    case "pattern":
      return parsePattern(token, cursor);
    case "word":
      return parseWord(token, cursor, depth);
    case "sign":
      if (token.text === "[") return parseList(cursor, depth);
      if (token.text === "{") return parseObject(cursor, depth);
      break;
    default:
  }
  throw cursor.fail(`a value is expected, not ${token.shown}`, token);
}

function parseString(token: FilterToken, cursor: TokenCursor): string {
  try {
    return JSON.parse(token.text) as string;
  } catch {
    throw cursor.fail(`${token.shown} is no JSON string`, token);
  }
}

function parsePattern(token: FilterToken, cursor: TokenCursor): RegExp {
  const end = token.text.lastIndexOf("/");
  try {
    return new RegExp(token.text.slice(1, end), token.text.slice(end + 1));
  } catch {
    throw cursor.fail(`${token.shown} is no regular expression`, token);
  }
}

function parseWord(token: FilterToken, cursor: TokenCursor, depth: number): unknown {
  if (Object.hasOwn(WORDS, token.text)) return WORDS[token.text];
  const construct = Object.hasOwn(CONSTRUCTORS, token.text) ? CONSTRUCTORS[token.text] : undefined;
  if (!construct) throw cursor.fail(`a value is expected, not ${token.shown}; texts stand in double quotes`, token);
  cursor.expect("(");
  const value = construct(parseValue(cursor, depth + 1));
  if (value === undefined) throw cursor.fail(`${token.shown}(…) does not fit what stands inside`, token);
  cursor.expect(")");
  return value;
}

function parseList(cursor: TokenCursor, depth: number): unknown[] {
  const list: unknown[] = [];
  if (cursor.take("]")) return list;
  do list.push(parseValue(cursor, depth + 1));
  while (cursor.take(","));
  cursor.expect("]");
  return list;
}

function parseObject(cursor: TokenCursor, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  if (cursor.take("}")) return object;
  do {
    const token = cursor.next();
    if (token.kind !== "string" && token.kind !== "word")
      throw cursor.fail(`a key is expected, not ${token.shown}`, token);
    const key = token.kind === "string" ? parseString(token, cursor) : token.text;
    cursor.expect(":");
    Object.defineProperty(object, key, {
      value: parseValue(cursor, depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } while (cursor.take(","));
  cursor.expect("}");
  return object;
}
