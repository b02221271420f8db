// A document as a model gets it: its headings, and its sentences with a number each. The model names sentences by number,
// so that what the report quotes, and the line it gives, are the document's own, whatever the model writes.

import type { NormalizedDocument } from "../normalize/normalize.js";

export function numberSentences(document: NormalizedDocument): string {
  const lines: string[] = [];
  let section = -1;
  for (const [index, sentence] of document.sentences.entries()) {
    if (sentence.section !== section) {
      section = sentence.section;
      const heading = document.sections[section]?.heading ?? "";
      if (heading !== "") lines.push(`# ${heading}`);
    }
    lines.push(`[${index + 1}] ${sentence.text}`);
  }
  return lines.join("\n");
}
