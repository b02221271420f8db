// What a run says about itself while it works: one item on the runtime stream for each stage that a document has passed,
// and, where a model reads, for each piece of what it writes.

import { z } from "zod";

export const Stage = z.discriminatedUnion("stage", [
  z.object({ stage: z.literal("normalized"), title: z.string(), words: z.number(), sentences: z.number() }),
  z.object({ stage: z.literal("facts_ready"), facts: z.number() }),
  z.object({ stage: z.literal("risks_ready"), risks: z.number(), high: z.number() }),
  z.object({ stage: z.literal("compiled"), title: z.string() }),
]);
export type Stage = z.infer<typeof Stage>;

/** A piece of what a model writes, on its way. */
export const Writing = z.object({
  stage: z.literal("writing"),
  part: z.enum(["facts", "risks"]),
  /** Where the piece belongs, such as `facts[2].value`. */
  path: z.string(),
  /** `delta`: a text has grown. `done`: it has its value. Others: what was said of the path holds no more. */
  kind: z.string(),
  delta: z.string().optional(),
  value: z.unknown().optional(),
});
export type Writing = z.infer<typeof Writing>;

/** A model was to read the document, and plain code has done it. */
export const Fallback = z.object({ stage: z.literal("fallback"), why: z.string() });

/** Everything on the runtime stream of a document. */
export const Progress = z.discriminatedUnion("stage", [...Stage.options, Writing, Fallback]);
export type Progress = z.infer<typeof Progress>;

/** The stage in words, short enough for a column. */
export function describeStage(item: Stage): string {
  switch (item.stage) {
    case "normalized":
      return count(item.words, "word");
    case "facts_ready":
      return count(item.facts, "fact");
    case "risks_ready":
      return `${count(item.risks, "risk")}${item.high > 0 ? `, ${item.high} high` : ""}`;
    case "compiled":
      return "report";
  }
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
