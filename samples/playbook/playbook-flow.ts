// The flow that every document runs through: normalize, then facts and risks side by side, then the report. Each chunk
// hands its work to a plain function; the flow only says what comes after what, and tells on the runtime stream. With a
// model among its resources the two searches ask that first. Those of plain code fill the processor, so they take turns
// with the other documents and with the terminal, and do not begin when the run has failed or was stopped meanwhile.

import { setImmediate as takeTurn } from "node:timers/promises";
import { type ChunkData, TriggerFlow } from "millrace";
import { z } from "zod";
import { Progress } from "./command/stage.js";
import { Fact, findFacts } from "./facts/facts.js";
import { FACTS } from "./model/ask-facts.js";
import { RISKS } from "./model/ask-risks.js";
import type { ModelReader } from "./model/model-reader.js";
import type { Question } from "./model/question.js";
import { normalize as normalizeDocument, type NormalizedDocument } from "./normalize/normalize.js";
import { describeFallback, modelNamed, PLAIN_CODE } from "./report/read-by.js";
import { compileReport, Report } from "./report/report.js";
import { findRisks, Risk } from "./risks/risks.js";

/** Made by the first chunk and trusted by the others: checked by the compiler, not at run time. */
const Document = z.custom<NormalizedDocument>();

/** `createExecution({ resources: { reader } })` gives the model that reads; without one plain code does. */
export const playbook = new TriggerFlow(
  "playbook",
  {
    input: z.object({ name: z.string(), text: z.string() }),
    state: z.object({ document: Document }),
    stream: Progress,
    result: Report,
  },
  { resources: { reader: undefined } },
);

const normalize = playbook.chunk("normalize", async (data) => {
  const document = normalizeDocument(data.value);
  data.state.set("document", document);
  const { title, words, sentences } = document;
  await data.putIntoStream({ stage: "normalized", title, words, sentences: sentences.length });
  return document;
});

const facts = playbook.chunk("facts", { value: Document }, async (data) => {
  const search = await searchFor(FACTS, data, findFacts);
  await data.putIntoStream({ stage: "facts_ready", facts: search.found.length });
  return search;
});

const risks = playbook.chunk("risks", { value: Document }, async (data) => {
  const search = await searchFor(RISKS, data, findRisks);
  const high = search.found.filter((risk) => risk.severity === "high").length;
  await data.putIntoStream({ stage: "risks_ready", risks: search.found.length, high });
  return search;
});

/** What a search has found, who found it, and why that was not the model that was to do it. */
const searchOf = <Finding extends z.ZodType>(finding: Finding) =>
  z.object({ found: z.array(finding), by: z.string(), why: z.string().optional() });

const Findings = z.object({ facts: searchOf(Fact), risks: searchOf(Risk) });

const report = playbook.chunk("report", { value: Findings }, async (data) => {
  const document = data.state.get("document");
  if (document === undefined) throw new Error("normalize has not stored its document");
  const { facts, risks } = data.value;
  const readBy = { facts: facts.by, risks: risks.by };
  const why = describeFallback({ facts: facts.why, risks: risks.why });
  if (why !== undefined) await data.putIntoStream({ stage: "fallback", why });
  const compiled = compileReport(document, facts.found, risks.found, { readBy, why });
  await data.putIntoStream({ stage: "compiled", title: compiled.title });
  await data.stopStream();
  return compiled;
});

playbook.to(normalize);
playbook.when({ state: "document" }).batch(facts, risks, { concurrency: 2 }).to(report).end();

/** The model's findings where there is a model and it has answered; those of plain code otherwise. */
async function searchFor<Answer, Finding>(
  question: Question<Answer, Finding>,
  data: ChunkData<NormalizedDocument>,
  plainly: (document: NormalizedDocument) => Finding[],
): Promise<{ found: Finding[]; by: string; why?: string }> {
  await takeTurn(undefined, { signal: data.signal });
  const reader = data.resource<ModelReader | undefined>("reader");
  if (reader === undefined || data.value.sentences.length === 0) return { found: plainly(data.value), by: PLAIN_CODE };
  const reading = await reader.read(data, question);
  if ("found" in reading) return { found: reading.found, by: modelNamed(reader.name) };
  return { found: plainly(data.value), by: PLAIN_CODE, why: reading.why };
}
