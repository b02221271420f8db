// What a model is asked about a document, and how its answer becomes findings of the same form as those of plain code.

import type { z } from "zod";
import type { NormalizedDocument } from "../normalize/normalize.js";

/** The two halves of the second stage. */
export type Part = "facts" | "risks";

export interface Question<Answer, Finding> {
  /** Also the name of the list in the answer. */
  readonly part: Part;
  /** What to look for. */
  readonly instructions: readonly string[];
  /** The answer about a document; a number that none of its sentences has breaks it, and the model is told so. */
  readonly shape: (document: NormalizedDocument) => z.ZodType<Answer>;
  readonly read: (answer: Answer, document: NormalizedDocument) => Finding[];
}
