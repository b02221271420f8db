// Takes Markdown's inline marks off a line and keeps the words: emphasis, code ticks, links, images, comments.
// Every repetition is bounded, so that a line of ten thousand brackets costs no more than a line of prose.

const RULES: readonly (readonly [RegExp, string])[] = [
  [/<!--.{0,500}?-->/gu, " "],
  // Twice: a link may hold an image.
  [/!?\[([^[\]]{0,300})\]\([^()\s]{0,500}(?:\s"[^"]{0,200}")?\)/gu, "$1"],
  [/!?\[([^[\]]{0,300})\]\([^()\s]{0,500}(?:\s"[^"]{0,200}")?\)/gu, "$1"],
  [/<((?:https?|mailto):[^<>\s]{1,500})>/gu, "$1"],
  [/<\/?[a-z][a-z0-9]{0,12}(?:\s[^<>]{0,200})?\/?>/giu, " "],
  [/(\*\*|__)(?=\S)([^*_]{1,500}?)(?<=\S)\1/gu, "$2"],
  [/(?<![\p{L}\p{N}*\\])\*(?=\S)([^*]{1,500}?)(?<=[^\s\\])\*(?![\p{L}\p{N}*])/gu, "$1"],
  [/(?<![\p{L}\p{N}_\\])_(?=\S)([^_]{1,500}?)(?<=[^\s\\])_(?![\p{L}\p{N}_])/gu, "$1"],
  [/~~([^~]{1,500}?)~~/gu, "$1"],
  [/`{1,3}([^`]{1,500}?)`{1,3}/gu, "$1"],
  [/\\([\\`*_{}[\]()#+.!|>~-])/gu, "$1"],
  [/ {2,}/gu, " "],
];

const MARKS = /[*_`~[\]<>\\]| {2}/u;

export function stripMarkup(line: string): string {
  if (!MARKS.test(line)) return line.trim();
  return RULES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line).trim();
}
