// Patterns of paths, matched without backtracking into the past: a model writes them, and none may take for ever.
import { fileFailed } from "./file-failure.js";
import { partsOfPath } from "./confined-folder.js";

/** A pattern, read. */
export interface Glob {
  /** The folders before the first wildcard: nothing outside of them can match. */
  readonly base: readonly string[];
  /** How many parts a match has at most. */
  readonly depth: number;
  matches(parts: readonly string[]): boolean;
}

/** Matches one sign of a name, or, for `"*"`, any number of them. */
type Sign = "*" | ((sign: string) => boolean);
type Part = "**" | { readonly text: string; readonly signs: readonly Sign[] };

const MOST_ALTERNATIVES = 64;

/**
 * Reads a pattern: `*` and `?` within a name, `**` for any number of folders, `[a-z]`, `[!a-z]` and `{a,b}`. Names that begin
 * with a point are names like others.
 *
 * @throws TOOL_PATH_REFUSED for what goes up or is absolute, TOOL_FILE_FAILED for more than 64 alternatives.
 */
export function readGlobs(pattern: string): readonly Glob[] {
  return [...new Set(alternatives(pattern, pattern))].map((one) => {
    const parts = partsOfPath(one).map(readPart);
    if (parts.at(-1) === "**") parts.push(readPart("*")); // files below, not the folder itself
    const wild = parts.findIndex((part) => part === "**" || isWild(part.text));
    const fixed = parts.slice(0, wild === -1 ? Math.max(parts.length - 1, 0) : Math.min(wild, parts.length - 1));
    return {
      base: fixed.map((part) => (part === "**" ? part : part.text)),
      depth: parts.includes("**") ? Infinity : parts.length,
      matches: (names) => matchAll(names, parts, (part) => part === "**", matchPart),
    };
  });
}

function alternatives(pattern: string, whole: string): string[] {
  const found = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (!found) return [pattern];
  const [group, inner = ""] = found;
  const all = inner.split(",").flatMap((choice) => {
    const one = pattern.slice(0, found.index) + choice + pattern.slice(found.index + group.length);
    return alternatives(one, whole);
  });
  if (all.length <= MOST_ALTERNATIVES) return all;
  throw fileFailed("pattern", whole, `The pattern has more than ${String(MOST_ALTERNATIVES)} alternatives.`);
}

function isWild(text: string): boolean {
  return /[*?[]/.test(text);
}

function readPart(text: string): Part {
  if (text === "**") return "**";
  const signs: Sign[] = [];
  const rest = /(\*+)|(\?)|\[([!^]?)([^\]]+)\]|([^])/guy;
  for (const [, star, any, not, set, sign] of text.matchAll(rest)) {
    if (star !== undefined) signs.push("*");
    else if (any !== undefined) signs.push(() => true);
    else if (set !== undefined) signs.push(inSet(set, not !== ""));
    else signs.push((other) => other === sign);
  }
  return { text, signs };
}

function inSet(set: string, isNot: boolean): (sign: string) => boolean {
  const ranges = [...set.matchAll(/([^])-([^])|([^])/gu)].map(([, from, to, one]) => [from ?? one, to ?? one] as const);
  return (sign) => ranges.some(([from = "", to = ""]) => from <= sign && sign <= to) !== isNot;
}

function matchPart(name: string, part: Part): boolean {
  return part !== "**" && matchAll(Array.from(name), part.signs, (sign) => sign === "*", matchSign);
}

function matchSign(sign: string, wanted: Sign): boolean {
  return wanted !== "*" && wanted(sign);
}

/** Matches a list against another one with wildcards: only the last wildcard is ever tried again, so time is bounded. */
function matchAll<T, P>(
  items: readonly T[],
  pattern: readonly P[],
  isMany: (wanted: P) => boolean,
  isOne: (item: T, wanted: P) => boolean,
): boolean {
  let at = 0;
  let next = 0;
  let many = -1;
  let manyEnd = 0;
  while (at < items.length) {
    const wanted = pattern[next];
    if (wanted !== undefined && isMany(wanted)) {
      many = next++;
      manyEnd = at;
    } else if (wanted !== undefined && isOne(items[at] as T, wanted)) {
      at++;
      next++;
    } else if (many !== -1) {
      next = many + 1;
      at = ++manyEnd;
    } else {
      return false;
    }
  }
  return pattern.slice(next).every(isMany);
}
