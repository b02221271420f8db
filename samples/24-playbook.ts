/**
 * The orchestration playbook: normalize, then facts and risks in parallel, then a report, with every stage streamed.
 *
 * Prints:
 *   STREAM: {"stage":"normalized","topic":"Agently TriggerFlow"}
 *   STREAM: {"stage":"risks_ready","topic":"Agently TriggerFlow"}
 *   STREAM: {"stage":"facts_ready","topic":"Agently TriggerFlow"}
 *   STREAM: {"stage":"compiled","report":{"topic":"Agently TriggerFlow","facts":"facts(Agently TriggerFlow)","risks":"risks(Agently TriggerFlow)"}}
 *   RESULT: {"topic":"Agently TriggerFlow","facts":"facts(Agently TriggerFlow)","risks":"risks(Agently TriggerFlow)"}
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type ChunkData, TriggerFlow } from "millrace";

const flow = new TriggerFlow();

const normalize = flow.chunk("normalize", async (data) => {
  const topic = String(data.value).trim();
  data.state.set("topic", topic);
  await data.putIntoStream({ stage: "normalized", topic });
  return topic;
});

const fetchFacts = flow.chunk("fetch_facts", async (data) => {
  await sleep(60);
  await data.putIntoStream({ stage: "facts_ready", topic: String(data.value) });
  return `facts(${String(data.value)})`;
});

const fetchRisks = flow.chunk("fetch_risks", async (data) => {
  await sleep(20);
  await data.putIntoStream({ stage: "risks_ready", topic: String(data.value) });
  return `risks(${String(data.value)})`;
});

interface Findings {
  readonly fetch_facts: string;
  readonly fetch_risks: string;
}

const compileReport = flow.chunk("compile_report", async (data: ChunkData<Findings>) => {
  const report = { topic: data.state.get("topic"), facts: data.value.fetch_facts, risks: data.value.fetch_risks };
  await data.putIntoStream({ stage: "compiled", report });
  await data.stopStream();
  return report;
});

flow.to(normalize);
flow.when({ state: "topic" }).batch(fetchFacts, fetchRisks, { concurrency: 2 }).to(compileReport).end();

const execution = flow.createExecution({ concurrency: 2 });
const items: unknown[] = [];
async function watch(): Promise<void> {
  for await (const item of execution.getRuntimeStream("Agently TriggerFlow", { timeoutMs: 5000 })) {
    items.push(item);
    console.log("STREAM:", JSON.stringify(item));
  }
}
const watching = watch();
const outcome = await execution.start("Agently TriggerFlow");
await watching;
console.log("RESULT:", JSON.stringify(outcome.result));

const topic = "Agently TriggerFlow";
const report = { topic, facts: `facts(${topic})`, risks: `risks(${topic})` };
assert.deepEqual(outcome.result, report);
assert.deepEqual(items, [
  { stage: "normalized", topic },
  { stage: "risks_ready", topic },
  { stage: "facts_ready", topic },
  { stage: "compiled", report },
]);

// How it works
// - `state.set` posts its change, so "normalized" is out before the branches that wait for the topic begin.
// - A batch hands on its outputs by chunk name, in the order written, though the risks were ready first.
// - A chunk made apart from its chain has the flow's input as its value; `ChunkData<Findings>` says what it really gets.
// - Without a contract all values are `any`; 27-typed-contracts.ts shows the typed way.
