/**
 * Work that begins while a model still writes: each part of a structured answer is a signal as soon as it is complete.
 *
 * Prints:
 *   title: A day in Porto
 *   booking: Livraria Lello
 *   the model writes about stops[1]
 *   booking: Ribeira
 *   3 parts dispatched; changed: title
 */
import assert from "node:assert/strict";
import { dispatchFields, type StreamedField, TriggerFlow } from "millrace";
import { z } from "zod";

const stop = z.object({ name: z.string(), hour: z.number() });
const flow = new TriggerFlow("trip", {
  input: z.string(),
  state: z.object({ booked: z.array(z.string()) }),
  signals: { TitleReady: z.string(), StopReady: stop },
  result: z.object({ parts: z.number(), changed: z.array(z.string()) }),
});

flow
  .to(async (data) => {
    const { dispatched, changed } = await dispatchFields(data, answerTo(data.value), {
      title: "TitleReady",
      "stops[*]": "StopReady",
    });
    return { parts: dispatched.length, changed: changed.map(({ path }) => path) };
  })
  .end();
flow.when("TitleReady").to(({ value }) => {
  console.log("title:", value);
});
flow.when("StopReady").to(({ value, state }) => {
  console.log("booking:", value.name);
  state.append("booked", value.name);
});

const { result, state } = await flow.start("One day in Porto, please.");
console.log(`${String(result?.parts)} parts dispatched; changed: ${String(result?.changed)}`);

/** What a model's structured output looks like on its way. */
async function* answerTo(_question: string): AsyncGenerator<StreamedField> {
  const script: StreamedField[] = [
    { path: "title", delta: "A day ", value: "A day ", isComplete: false },
    { path: "title", delta: "in Porto", value: "A day in Porto", isComplete: true },
    { path: "stops[0].name", value: "Livraria Lello", isComplete: true }, // no route: passed over
    { path: "stops[0]", value: { name: "Livraria Lello", hour: 10 }, isComplete: true },
    { path: "stops[1]", value: { name: "Rib" }, isComplete: false },
    { path: "stops[1]", value: { name: "Ribeira", hour: 12 }, isComplete: true },
    { path: "title", value: "A day in Porto, on foot", isComplete: true }, // the model has changed its mind
  ];
  for (const field of script) {
    await new Promise((next) => setImmediate(next));
    if (field.path === "stops[1]" && !field.isComplete) console.log("the model writes about stops[1]");
    yield field;
  }
}

assert.deepEqual(result, { parts: 3, changed: ["title"] });
assert.deepEqual(state.booked, ["Livraria Lello", "Ribeira"]);

// How it works
// - A path that is complete and has a route is posted as a signal at once; `[*]` stands for any index. Each path goes once.
// - The values go through the contract: a part that does not fit fails the chunk, and the answer is not read on.
// - A part that ends as something else is told at the end; `{ reconcile: "again" }` posts its last value then.
// - `{ key: (value) => value.name }` knows parts by what they are, also when the chunk is tried again.
