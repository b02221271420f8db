// The flow that every document runs through: normalize, then facts and risks side by side, then the report. Each chunk
// hands its work to a plain function; the flow only says what comes after what, and tells on the runtime stream. The two
// searches fill the processor, so they take turns with the other documents and with the terminal, and do not
// begin when the run has failed or was stopped meanwhile.

import { setImmediate as takeTurn } from "node:timers/promises";
import { TriggerFlow } from "millrace";
import { z } from "zod";
import { Stage } from "./command/stage.js";
import { Fact, findFacts } from "./facts/facts.js";
import { normalize as normalizeDocument, type NormalizedDocument } from "./normalize/normalize.js";
import { compileReport, Report } from "./report/report.js";
import { findRisks, Risk } from "./risks/risks.js";

/** Made by the first chunk and trusted by the others: checked by the compiler, not at run time. */
const Document = z.custom<NormalizedDocument>();

export const playbook = new TriggerFlow("playbook", {
  input: z.object({ name: z.string(), text: z.string() }),
  state: z.object({ document: Document }),
  stream: Stage,
  result: Report,
});

const normalize = playbook.chunk("normalize", async (data) => {
  const document = normalizeDocument(data.value);
  data.state.set("document", document);
  const { title, words, sentences } = document;
  await data.putIntoStream({ stage: "normalized", title, words, sentences: sentences.length });
  return document;
});

const facts = playbook.chunk("facts", { value: Document }, async (data) => {
  await takeTurn(undefined, { signal: data.signal });
  const found = findFacts(data.value);
  await data.putIntoStream({ stage: "facts_ready", facts: found.length });
  return found;
});

const risks = playbook.chunk("risks", { value: Document }, async (data) => {
  await takeTurn(undefined, { signal: data.signal });
  const found = findRisks(data.value);
  const high = found.filter((risk) => risk.severity === "high").length;
  await data.putIntoStream({ stage: "risks_ready", risks: found.length, high });
  return found;
});

const Findings = z.object({ facts: z.array(Fact), risks: z.array(Risk) });

const report = playbook.chunk("report", { value: Findings }, async (data) => {
  const document = data.state.get("document");
  if (document === undefined) throw new Error("normalize has not stored its document");
  const compiled = compileReport(document, data.value.facts, data.value.risks);
  await data.putIntoStream({ stage: "compiled", title: compiled.title });
  await data.stopStream();
  return compiled;
});

playbook.to(normalize);
playbook.when({ state: "document" }).batch(facts, risks, { concurrency: 2 }).to(report).end();
