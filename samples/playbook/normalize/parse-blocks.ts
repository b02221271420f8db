// Reads plain text and Markdown into blocks: headings, paragraphs, list items, `key: value` fields and table rows.
// A block remembers where each of its source lines began, so that a sentence in it can name its line.

import { stripMarkup } from "./strip-markup.js";

export type BlockKind = "heading" | "prose" | "item" | "field" | "row";

export interface Block {
  readonly kind: BlockKind;
  /** Depth of a heading, 1 to 6; 0 for everything else. */
  readonly level: number;
  readonly text: string;
  /** Number of the first source line, from 1. */
  readonly line: number;
  /** Offsets in `text` at which the second, third … source line begin. */
  readonly breaks: readonly number[];
}

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/u;
const ITEM = /^\s*(?:[-*+•–]|\(?(?:\d{1,3}|[a-z])[.)])\s+(.*)$/u;
const NUMBERED_HEADING = /^\d{1,2}(?:\.\d{1,2})*\.?\s+(\p{Lu}.*)$/u;
const FIELD = /^(\p{Lu}[\p{L}\p{N}/' -]{1,28}):\s+(\S.*)$/u;
const RULE = /^\s*(?:[-*_=~]\s*){3,}$/u;
const FENCE = /^\s*(?:```|~~~)/u;
const TABLE_ROW = /^\s*\|.*\|\s*$/u;
const TABLE_LINE = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/u;
const LONGEST_HEADING_WORDS = 12;

export function parseBlocks(text: string): Block[] {
  return new BlockParser(text.split("\n")).parse();
}

class BlockParser {
  readonly #lines: readonly string[];
  readonly #lastLine: number;
  readonly #blocks: Block[] = [];
  /** Something other than the fields of a letterhead has been read. */
  #begun = false;
  #open: { kind: BlockKind; parts: string[]; line: number } | undefined;
  #columns: readonly string[] = [];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    let last = lines.length - 1;
    while (last > 0 && (lines[last] ?? "").trim() === "") last -= 1;
    this.#lastLine = last;
  }

  parse(): Block[] {
    for (let at = this.skipFrontMatter(); at < this.#lines.length; at += 1) {
      const line = this.line(at);
      if (FENCE.test(line)) at = this.skipFence(at);
      else if (TABLE_ROW.test(line)) this.row(line, at);
      else {
        this.#columns = [];
        this.plain(line, at);
      }
    }
    this.close();
    return this.#blocks;
  }

  private line(at: number): string {
    return (this.#lines[at] ?? "").replace(/^\s{0,3}(?:>\s?)+/u, "");
  }

  private plain(line: string, at: number): void {
    const underlined = this.#open?.kind === "prose" && this.#open.parts.length === 1 && /^(?:=+|-{3,})$/u.test(line);
    const heading = HEADING.exec(line);
    const item = ITEM.exec(line);
    if (line.trim() === "") this.close();
    else if (underlined) this.underline(line.startsWith("=") ? 1 : 2);
    else if (RULE.test(line)) this.close();
    else if (heading) this.heading(heading[2] ?? "", (heading[1] ?? "#").length, at);
    else if (this.standsAlone(at) && this.looksLikeHeading(line)) {
      this.heading(NUMBERED_HEADING.exec(line)?.[1] ?? line.trim(), this.#begun ? 2 : 1, at);
    } else if (item) this.begin("item", this.checkbox(item[1] ?? ""), at);
    else if (this.startsField(line)) this.begin("field", line.trim(), at);
    else if (this.#open) this.#open.parts.push(line.trim());
    else this.begin("prose", line.trim(), at);
  }

  /** Blank around it and something after it: the only line of a text is what it says, not its heading. */
  private standsAlone(at: number): boolean {
    return this.#open === undefined && this.line(at + 1).trim() === "" && at < this.#lastLine;
  }

  /** A short line on its own without an end mark: the first of a document, numbered, or all in capitals. */
  private looksLikeHeading(line: string): boolean {
    const text = line.trim();
    if (/[.!?;:,…]$/u.test(text) || text.split(/\s+/u).length > LONGEST_HEADING_WORDS || ITEM_MARK.test(text))
      return false;
    const [, key = "", value = ""] = FIELD.exec(text) ?? [];
    // "Date: 3 May" is a field wherever it stands; "Eastwold Trust: minutes" on the first line is a title.
    if (key !== "" && (!key.includes(" ") || /^(?:\p{Sc}|[A-Z]{3} )?\d/u.test(value))) return false;
    const capitals = /\p{Lu}{2}/u.test(text) && text === text.toUpperCase();
    return !this.#begun || capitals || NUMBERED_HEADING.test(text);
  }

  /** A field begins a block only where a sentence could: after another field, or at the start of a paragraph. */
  private startsField(line: string): boolean {
    const key = FIELD.exec(line)?.[1];
    if (key === undefined || key.split(" ").length > 4) return false;
    return this.#open === undefined || this.#open.kind === "field" || /[.!?]$/u.test(this.#open.parts.at(-1) ?? "");
  }

  private checkbox(text: string): string {
    return text.replace(/^\[[xX]\]\s*/u, "Done: ").replace(/^\[ \]\s*/u, "");
  }

  private begin(kind: BlockKind, text: string, at: number): void {
    this.close();
    this.#open = { kind, parts: [text], line: at + 1 };
  }

  private heading(text: string, level: number, at: number): void {
    this.close();
    this.push("heading", level, [text], at + 1);
  }

  private underline(level: number): void {
    const open = this.#open;
    this.#open = undefined;
    if (open) this.push("heading", level, open.parts, open.line);
  }

  private close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open) this.push(open.kind, 0, open.parts, open.line);
  }

  private push(kind: BlockKind, level: number, parts: readonly string[], line: number): void {
    const pieces: string[] = [];
    const breaks: number[] = [];
    let length = 0;
    for (const part of parts) {
      // A word divided at the end of a line keeps its hyphen: "cut-" and "over" are one word either way.
      const gap = pieces.length === 0 || /\p{L}-$/u.test(pieces.at(-1) ?? "") ? "" : " ";
      const piece = gap + stripMarkup(part);
      if (pieces.length > 0) breaks.push(length + gap.length);
      pieces.push(piece);
      length += piece.length;
    }
    const text = pieces.join("");
    if (text.trim() === "") return;
    this.#blocks.push({ kind, level, text, line, breaks });
    this.#begun ||= kind !== "field";
  }

  private row(line: string, at: number): void {
    this.close();
    if (TABLE_LINE.test(line)) return;
    const cells = line
      .trim()
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    if (this.#columns.length === 0) this.#columns = cells;
    else {
      const [first = "", ...others] = cells.map((cell) => (cell === "" ? "-" : cell));
      const header = (number: number): string => this.#columns[number + 1] || `Column ${number + 2}`;
      const named = [first, ...others.map((cell, number) => `${header(number)}: ${cell}`)];
      this.push("row", 0, [named.join(" | ")], at + 1);
    }
  }

  private skipFence(at: number): number {
    this.close();
    let end = at + 1;
    while (end < this.#lines.length && !FENCE.test(this.line(end))) end += 1;
    return end;
  }

  /** Front matter between two `---` lines at the very top is read as fields. */
  private skipFrontMatter(): number {
    if (this.#lines[0] !== "---") return 0;
    const end = this.#lines.indexOf("---", 1);
    if (end < 0 || end > 50) return 0;
    for (const [number, line] of this.#lines.slice(1, end).entries()) {
      const pair = /^([\p{L}\p{N}_-]+):\s*(.+)$/u.exec(line);
      const key = pair?.[1] ?? "";
      if (key !== "")
        this.push("field", 0, [`${key.charAt(0).toUpperCase()}${key.slice(1)}: ${pair?.[2] ?? ""}`], number + 2);
    }
    return end + 1;
  }
}

const ITEM_MARK = /^(?:[-*+•–]|\([\d\p{L}]{1,3}\))\s/u;
