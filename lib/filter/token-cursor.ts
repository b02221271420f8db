// A place in the tokens of a filter, moved by the parsers.
import type { MillraceError } from "../errors/millrace-error.js";
import type { FilterToken, ScannedFilter } from "./scan-filter.js";
import { syntaxError } from "./syntax-error.js";

/** A place in the tokens, moved by the parsers. */
export interface TokenCursor {
  readonly text: string;
  peek(ahead?: number): FilterToken;
  next(): FilterToken;
  /** Takes the sign when it stands here. */
  take(sign: string): boolean;
  /** Takes the sign or throws FILTER_SYNTAX. */
  expect(sign: string): void;
  fail(why: string, token?: FilterToken): MillraceError;
}

/** A cursor at the first token. */
export function createCursor({ tokens, text }: ScannedFilter): TokenCursor {
  let place = 0;
  const end = tokens.length - 1;
  const cursor: TokenCursor = {
    text,
    peek: (ahead = 0) => tokens[Math.min(place + ahead, end)] as FilterToken,
    next: () => tokens[Math.min(place++, end)] as FilterToken,
    take(sign) {
      const here = cursor.peek();
      if (here.kind !== "sign" || here.text !== sign) return false;
      place++;
      return true;
    },
    expect(sign) {
      if (!cursor.take(sign)) throw cursor.fail(`"${sign}" is expected, not ${cursor.peek().shown}`);
    },
    fail: (why, token = cursor.peek()) => syntaxError(text, token.at, why),
  };
  return cursor;
}
