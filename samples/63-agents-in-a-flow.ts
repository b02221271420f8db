/**
 * Agents in flows: as steps, several at once, and a flow that begins to work while an answer is half-written.
 *
 * Prints:
 *   facts: Rivers meet.
 *   risks: Floods.
 *   report: Rivers meet. Mind: floods.
 *   half-written: "Mill" -> look up Mill
 *   half-written: "Ford" -> look up Ford
 *   data: Mill, Ford
 */
import assert from "node:assert/strict";
import { Agent, FieldDone, TriggerFlow } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

// Agents as steps: each is asked with the value that comes in, and what its answer comes to goes on.
const facts = new Agent("facts", { model: new TestModel("Rivers meet.") });
const risks = new Agent("risks", { model: new TestModel("Floods.") });
const writer = new Agent("writer", {
  model: new TestModel(({ messages }) => {
    assert.match(JSON.stringify(messages.at(-1)?.content), /Rivers meet\.[^]*Floods\./);
    return '{"report":"Rivers meet. Mind: floods."}';
  }),
  reply: z.object({ report: z.string() }),
});

const flow = new TriggerFlow("report", { input: z.string(), result: z.string() });
flow
  .batch({ facts: facts.step(), risks: risks.step() })
  .to(({ value }) => {
    console.log(`facts: ${value.facts}`);
    console.log(`risks: ${value.risks}`);
    return value;
  })
  .to(writer.step({ message: ({ value }) => `Write a report on ${JSON.stringify(value)}` }))
  .to(({ value }) => value.report)
  .end();
const { result } = await flow.start("Rivers");
console.log(`report: ${result}`);

// A flow that reacts to a half-written answer: an item is a trigger as soon as it is complete.
const guide = new Agent("guide", {
  model: TestModel.with({ pieces: 3 }, '{"places":["Mill","Ford"]}'),
  reply: z.object({ places: z.array(z.string()) }),
});
const early = new TriggerFlow("early", { input: z.string(), state: z.object({ found: z.array(z.string()) }) });
early.to(guide.step()).to(({ value }) => console.log(`data: ${value.places.join(", ")}`));
early.when(FieldDone.field("wildcard").eq("places[*]")).to(({ value, state }) => {
  console.log(`half-written: ${JSON.stringify(value.value)} -> look up ${String(value.value)}`);
  state.append("found", String(value.value));
});
const { state } = await early.start("Two places, please.");
assert.deepEqual(state.found, ["Mill", "Ford"]);

// How it works
// - A step has a conversation of its own on the stream of the flow, and ends with its chunk: cancel the flow, and it stops.
// - Every event of an agent can be a trigger: `flow.when(ModelMessageChunk)`, `flow.when(ToolCall)`, a filter, your own events.
// - An agent of a `reply` schema tells fields while it writes them: `FieldDelta`, `FieldDone`.
