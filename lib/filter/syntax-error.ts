// The error for a filter's text that cannot be read: it shows the place.
import { MillraceError } from "../errors/millrace-error.js";

const SHOWN_BEFORE = 70;
const SHOWN_BEHIND = 40;

/** FILTER_SYNTAX with the line of text, or the part of it around the place, and a caret under the place. */
export function syntaxError(text: string, at: number, why: string, cause?: unknown): MillraceError {
  const from = at > SHOWN_BEFORE ? at - SHOWN_BEFORE : 0;
  const to = Math.min(text.length, at + SHOWN_BEHIND);
  const before = (from > 0 ? "…" : "") + flat(text.slice(from, at));
  const behind = flat(text.slice(at, to)) + (to < text.length ? "…" : "");
  return new MillraceError("FILTER_SYNTAX", `${why}:\n  ${before}${behind}\n  ${" ".repeat(before.length)}^`, {
    details: { text, at },
    ...(cause === undefined ? {} : { cause }),
  });
}

// Line ends would part the caret from its place; other control characters would reach the terminal.
function flat(text: string): string {
  return text.replace(/[\s\p{Cc}]/gu, " ");
}
