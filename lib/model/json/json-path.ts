// Paths as text and back: `items[0].name`, `["a.b"]`, and `[*]` where a pattern means any index.
import { MillraceError } from "../../errors/millrace-error.js";
import type { PathSegment } from "./json-item.js";

/** Stands in a pattern for any index of a list; written `[*]`. */
export const anyIndex: unique symbol = Symbol("[*]");

/** A step of a pattern: that of a path, or any index. */
export type PatternSegment = PathSegment | typeof anyIndex;

const NOT_PLAIN = /[.[\]"]/;
const BRACKETED = /\[(?:(\*)|(0|[1-9]\d*)|("(?:[^"\\]|\\.)*"))\]/sy;
const PLAIN = /[^.[\]"]+/y;

/** How one step follows the text of those before it; `first` when there are none. */
export function formatSegment(segment: PatternSegment, first: boolean): string {
  if (typeof segment === "number") return `[${segment}]`;
  if (segment === anyIndex) return "[*]";
  if (segment === "" || NOT_PLAIN.test(segment)) return `[${JSON.stringify(segment)}]`;
  return first ? segment : `.${segment}`;
}

/** The text of a path, such as `items[0].name`; `""` for none. Keys that are no plain names stand as `["a.b"]`. */
export function formatPath(segments: readonly PatternSegment[]): string {
  return segments.map((segment, at) => formatSegment(segment, at === 0)).join("");
}

/**
 * The steps of a path or of a pattern. Any key may stand in brackets and quotes; `[*]` is {@link anyIndex}.
 *
 * @throws PATH_INVALID, with the place in the text.
 */
export function parsePath(text: string): PatternSegment[] {
  const segments: PatternSegment[] = [];
  let at = 0;
  while (at < text.length) {
    const bracketed = readAt(BRACKETED, text, at);
    if (bracketed) {
      segments.push(inBrackets(text, at, bracketed));
      at += bracketed[0].length;
      continue;
    }
    const dot = text[at] === "." && at > 0 ? 1 : 0;
    const plain = dot === 1 || at === 0 ? readAt(PLAIN, text, at + dot) : null;
    if (plain === null) throw noPath(text, at);
    segments.push(plain[0]);
    at += dot + plain[0].length;
  }
  return segments;
}

function readAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function inBrackets(text: string, at: number, [, any, index, key]: RegExpExecArray): PatternSegment {
  if (any !== undefined) return anyIndex;
  if (index !== undefined) return Number(index);
  try {
    return JSON.parse(key ?? "") as string;
  } catch (cause) {
    throw noPath(text, at, { cause });
  }
}

function noPath(text: string, position: number, cause: { readonly cause?: unknown } = {}): MillraceError {
  const message = `${JSON.stringify(text)} is no path: it cannot be read from character ${position + 1} on.`;
  return new MillraceError("PATH_INVALID", message, { ...cause, details: { path: text, position } });
}
