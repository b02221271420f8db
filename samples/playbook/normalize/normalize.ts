// The first stage: raw text becomes a document of sections and sentences, each sentence with its line.
// Nothing here judges what the text says; facts and risks do.

import { parseBlocks, type Block, type BlockKind } from "./parse-blocks.js";
import { cleanText } from "./clean-text.js";
import { countWords } from "./count-words.js";
import { LONGEST_SENTENCE, splitSentences } from "./split-sentences.js";
import type { Source } from "../documents/read-documents.js";

export interface Sentence {
  readonly text: string;
  /** Source line on which it begins, from 1. */
  readonly line: number;
  /** What it was cut from. Headings are sections, not sentences. */
  readonly kind: Exclude<BlockKind, "heading">;
  /** Position of its section in `sections`. */
  readonly section: number;
  /** True for the first sentence of a paragraph, item, field or row. */
  readonly opens: boolean;
  readonly words: number;
}

export interface Section {
  readonly heading: string;
  readonly level: number;
  readonly line: number;
}

export interface NormalizedDocument {
  readonly name: string;
  readonly title: string;
  readonly lines: number;
  readonly words: number;
  /** The first entry stands for everything before the first heading; its heading may be empty. */
  readonly sections: readonly Section[];
  readonly sentences: readonly Sentence[];
}

const LONGEST_TITLE = 90;

export function normalize(source: Source): NormalizedDocument {
  const text = cleanText(source.text);
  const blocks = parseBlocks(text);
  const sections: Section[] = [{ heading: "", level: 0, line: 1 }];
  const sentences: Sentence[] = [];
  let words = 0;
  for (const block of blocks) {
    if (block.kind === "heading") {
      sections.push({ heading: block.text, level: block.level, line: block.line });
      words += countWords(block.text);
    } else {
      for (const sentence of sentencesOf(block, block.kind, sections.length - 1)) {
        words += sentence.words;
        sentences.push(sentence);
      }
    }
  }
  return {
    name: source.name,
    title: titleOf(sections, sentences, source.name),
    lines: countLines(text),
    words,
    sections,
    sentences,
  };
}

function sentencesOf(block: Block, kind: Sentence["kind"], section: number): Sentence[] {
  const whole = (kind === "row" || kind === "field") && block.text.length <= LONGEST_SENTENCE;
  const ranges = whole ? [{ text: block.text, index: 0 }] : splitSentences(block.text);
  let passed = 0;
  return ranges.map((range, number) => {
    while (passed < block.breaks.length && (block.breaks[passed] ?? 0) <= range.index) passed += 1;
    return {
      text: range.text,
      line: block.line + passed,
      kind,
      section,
      opens: number === 0,
      words: countWords(range.text),
    };
  });
}

/** A title field, else the highest and first heading, else how the text begins. */
function titleOf(sections: readonly Section[], sentences: readonly Sentence[], name: string): string {
  for (const sentence of sentences.slice(0, 10)) {
    const title = sentence.kind === "field" ? /^Title:\s*["']?(.+?)["']?$/u.exec(sentence.text)?.[1] : undefined;
    if (title !== undefined) return shorten(title);
  }
  const headings = sections.filter((section) => section.heading !== "");
  const top = Math.min(...headings.map((section) => section.level));
  const heading = headings.find((section) => section.level === top)?.heading;
  if (heading !== undefined) return shorten(heading);
  const first = sentences[0]?.text;
  return first === undefined ? name : shorten(first.replace(/[.!?]+$/u, ""));
}

function shorten(title: string): string {
  const text = title.replace(/^[^\p{L}\p{N}"'(]+/u, "");
  if (text.length <= LONGEST_TITLE) return text;
  const cut = text.slice(0, LONGEST_TITLE).replace(/[\uD800-\uDBFF]$/u, "");
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), LONGEST_TITLE / 2)).replace(/[\s,;:]+$/u, "")}…`;
}

function countLines(text: string): number {
  return text === "" ? 0 : text.replace(/\n+$/u, "").split("\n").length;
}
