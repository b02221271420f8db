// Lays text out in columns of a terminal: wraps at words, cuts to a width, pads. A Chinese character counts as two
// columns and a combining mark as none, as terminals draw them.

const WIDE = new RegExp(
  "^(?:[\\u1100-\\u115F\\u2E80-\\u3029\\u3030-\\u303E\\u3041-\\u3096\\u309B-\\u4DBF\\u4E00-\\uA4CF\\uAC00-\\uD7A3" +
    "\\uF900-\\uFAFF\\uFE30-\\uFE6F\\uFF00-\\uFF60\\uFFE0-\\uFFE6]|\\p{Emoji_Presentation})",
  "u",
);
const ZERO = /^(?:\p{M}|\u200C|\u200D)/u;
const PLAIN = /^[\u0020-\u007E]*$/u;

/** Columns that the text takes in a terminal. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/**
 * Lines of at most `width` columns. The first begins with `indent`, the others with `hanging`. A no-break space holds two
 * words together and is written as a plain one.
 */
export function wrapText(text: string, width: number, indent = "", hanging = indent): string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  const flush = (): void => {
    lines.push(line.replaceAll("\u00A0", " "));
    line = hanging;
    empty = true;
  };
  for (const word of text.split(/[ \n]+/u).filter(Boolean)) {
    if (!empty && displayWidth(line) + 1 + displayWidth(word) > width) flush();
    if (!empty) line += " ";
    empty = false;
    line += word;
    // A word wider than the column, as a Chinese sentence is, is cut where the column ends.
    while (displayWidth(line) > width && displayWidth(line) > displayWidth(hanging) + 2) {
      const head = cutColumns(line, Math.max(width, displayWidth(hanging) + 2));
      const rest = line.slice(head.length);
      line = head;
      flush();
      line += rest;
      empty = rest === "";
    }
  }
  if (!empty || lines.length === 0) lines.push(line.replaceAll("\u00A0", " ").trimEnd());
  return lines;
}

/** The text in at most `width` columns, with an ellipsis where it was cut. */
export function cutText(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return `${cutColumns(text, Math.max(0, width - 1)).trimEnd()}…`;
}

/** The end of the text in at most `width` columns: what tells a path from its neighbours. */
export function cutStart(text: string, width: number): string {
  let columns = displayWidth(text);
  if (columns <= width) return text;
  let from = 0;
  for (const character of text) {
    if (columns <= width - 1) break;
    columns -= columnsOf(character);
    from += character.length;
  }
  return `…${text.slice(from)}`;
}

/** The text, cut or padded with spaces to exactly `width` columns. */
export function fitText(text: string, width: number, side: "left" | "right" = "left"): string {
  const cut = cutText(text, width);
  const space = " ".repeat(Math.max(0, width - displayWidth(cut)));
  return side === "left" ? cut + space : space + cut;
}

function cutColumns(text: string, width: number): string {
  let taken = 0;
  let cut = "";
  for (const character of text) {
    taken += columnsOf(character);
    if (taken > width) break;
    cut += character;
  }
  return cut;
}

function columnsOf(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
