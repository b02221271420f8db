/**
 * A flow that works on an answer while it is written: fields become signals and items of the runtime stream, and a field on
 * the bus starts a branch by itself. What an attempt has said that is given up is taken back.
 *
 * Prints:
 *   title: "Hello" is on its way
 *   look up one
 *   look up two
 *   seen by a reader: title, items[0], items[1], items
 *   Hello (one: 3 letters, two: 3 letters)
 */
import assert from "node:assert/strict";
import { Agent, dispatchFields, FieldDone, MemoryStream, TriggerFlow } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

const stream = new MemoryStream();
const agent = new Agent("assistant", {
  model: TestModel.with({ pieces: 5 }, '{"title": "Hello", "items": ["one", "two"]}'),
});

const flow = new TriggerFlow("async-first", {
  input: z.string(),
  state: z.object({ found: z.array(z.string()) }),
  signals: { Item: z.string() },
  result: z.string(),
});
flow
  .to(async (data) => {
    const request = agent.input(data.value).output({ title: z.string(), items: [z.string()] });
    // `in` ties the request to the chunk: its events belong to this execution, and end with it.
    const result = request.in(data.context).getResult();
    await dispatchFields(data, result.getGenerator("instant"), { "items[*]": "Item" }, { stream: true });
    return result.getData();
  })
  .to(({ value }) => value.title, { name: "title" });
flow.when("Item").to(({ value, state }) => {
  console.log(`look up ${value}`);
  state.append("found", `${value}: ${String(value.length)} letters`);
});
flow.when(FieldDone.field("path").eq("title")).to(({ value }) => {
  console.log(`title: ${JSON.stringify(value.value)} is on its way`);
});

const execution = await flow.startExecution("Give me a title and two bullets.", { stream });
const seen: string[] = [];
const reader = (async () => {
  for await (const item of execution.getRuntimeStream()) {
    const { path, kind } = item as { readonly path: string; readonly kind: string };
    if (kind === "done" && path !== "") seen.push(path);
  }
})();
await execution.settled;
const found = (await execution.close()).state.found ?? [];
await reader;
console.log(`seen by a reader: ${seen.join(", ")}`);
console.log(`Hello (${found.join(", ")})`);
assert.deepEqual(found, ["one: 3 letters", "two: 3 letters"]);
