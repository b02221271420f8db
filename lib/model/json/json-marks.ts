// Which characters mean something between the values of a document, by their codes.

export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const APOSTROPHE = 0x27;
export const STAR = 0x2a;
export const COMMA = 0x2c;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const BACKTICK = 0x60;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

const SURROGATES = 0xd800;
const BEHIND_SURROGATES = 0xe000;

/** The quotes that end a text, the usual one first; the second one is always a quote or an apostrophe of ASCII. */
export type Closers = readonly [number, number, number];

export const PLAIN_CLOSERS: Closers = [QUOTE, QUOTE, QUOTE];

// By the quote that opens a text, those that close it. A text in typographic quotes may end with a plain one, as it does
// where only one of the two was replaced.
const CLOSERS = new Map<number, Closers>([
  [QUOTE, PLAIN_CLOSERS],
  [APOSTROPHE, [APOSTROPHE, APOSTROPHE, APOSTROPHE]],
  [0x201c, [0x201d, QUOTE, 0x201d]], // “ ”
  [0x201d, [0x201d, QUOTE, 0x201c]], // ” ”
  [0x201e, [0x201c, QUOTE, 0x201d]], // „ “
  [0xff02, [0xff02, QUOTE, 0xff02]], // ＂ ＂
  [0x2018, [0x2019, APOSTROPHE, 0x2019]], // ‘ ’
  [0x2019, [0x2019, APOSTROPHE, 0x2019]], // ’ ’
  [0xff07, [0xff07, APOSTROPHE, 0xff07]], // ＇ ＇
]);

const wordCodes = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$+-.") {
  wordCodes[character.charCodeAt(0)] = 1;
}
const wideMarks = new Set([0xff1a, 0xff0c, 0x3001]);

/** The quotes that end a text which this one opens; undefined when it opens none. */
export function closersOf(code: number): Closers | undefined {
  if (code === QUOTE) return PLAIN_CLOSERS;
  return code < 128 && code !== APOSTROPHE ? undefined : CLOSERS.get(code);
}

/** Whether it belongs to a number, a literal or a key without quotes. */
export function isWordCode(code: number): boolean {
  return code < 128 ? wordCodes[code] === 1 : isWideWordCode(code);
}

function isWideWordCode(code: number): boolean {
  if (code >= SURROGATES && code < BEHIND_SURROGATES) return false;
  return !isOddSpace(code) && !wideMarks.has(code) && !CLOSERS.has(code);
}

/** Whether a word may end before it. */
export function endsWord(code: number): boolean {
  switch (code) {
    case COMMA:
    case CLOSE_LIST:
    case CLOSE_OBJECT:
    case SLASH:
      return true;
    default:
      return isSpace(code) || isOddSpace(code) || isFullWidthComma(code);
  }
}

/** Whether it separates in JSON. */
export function isSpace(code: number): boolean {
  return code === SPACE || code === LINE_FEED || code === RETURN || code === TAB;
}

/** Whether it looks like a space, and JSON does not know it. */
export function isOddSpace(code: number): boolean {
  switch (code) {
    case 0x0b:
    case 0x0c:
    case 0xa0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202f:
    case 0x205f:
    case 0x3000:
    case 0xfeff:
      return true;
    default:
      return code >= 0x2000 && code <= 0x200d;
  }
}

export function isFullWidthComma(code: number): boolean {
  return code === 0xff0c || code === 0x3001;
}

export function isFullWidthColon(code: number): boolean {
  return code === 0xff1a;
}

/** A character for people to read. */
export function showCode(code: number): string {
  return code >= SURROGATES && code < BEHIND_SURROGATES ? "something else" : JSON.stringify(String.fromCharCode(code));
}
