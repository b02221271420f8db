// Counts words in any script: by spaces and letters where words have spaces between them, by the platform's own
// dictionary where they have none (Chinese, Japanese, Thai, Khmer, Lao, Burmese).

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['.,:/-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;

let segmenter: Intl.Segmenter | undefined;

/** The words of a text in order, as written: "cut-over", "3.5" and "don't" are one word each. */
export function listWords(text: string): string[] {
  if (!UNSPACED.test(text)) return text.match(WORD) ?? [];
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "word" });
  const words: string[] = [];
  for (const piece of segmenter.segment(text)) if (piece.isWordLike === true) words.push(piece.segment);
  return words;
}

export function countWords(text: string): number {
  return listWords(text).length;
}
