// What a run says about itself while it works: one item on the runtime stream for each stage that a document has passed.

import { z } from "zod";

export const Stage = z.discriminatedUnion("stage", [
  z.object({ stage: z.literal("normalized"), title: z.string(), words: z.number(), sentences: z.number() }),
  z.object({ stage: z.literal("facts_ready"), facts: z.number() }),
  z.object({ stage: z.literal("risks_ready"), risks: z.number(), high: z.number() }),
  z.object({ stage: z.literal("compiled"), title: z.string() }),
]);
export type Stage = z.infer<typeof Stage>;

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
