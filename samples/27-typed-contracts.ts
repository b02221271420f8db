/**
 * A contract puts zod schemas at the borders of a flow: its input, state, signals, stream items and result are typed and
 * checked.
 *
 * Prints:
 *   { topic: 'typed event bus', words: 3, retries: 3 } retried, counted
 *   FLOW_VALUE_INVALID: The input of flow report does not fit:  Invalid input: expected string, received number
 *   FLOW_VALUE_INVALID: The input of flow report does not fit:  Too small: expected string to have >=1 characters
 *   FLOW_VALUE_INVALID: The signal "Retry" of flow report does not fit:  Invalid input: expected number, received string
 */
import assert from "node:assert/strict";
import { MillraceError, TriggerFlow } from "millrace";
import { z } from "zod";

const Report = z.object({ topic: z.string(), words: z.number(), retries: z.number() });

const flow = new TriggerFlow("report", {
  input: z.string().trim().min(1),
  state: z.object({ topic: z.string(), retries: z.number() }),
  signals: { Retry: z.number().int() },
  stream: z.object({ stage: z.enum(["counted", "retried"]) }),
  result: Report,
});

const count = flow.chunk("count", async (data) => {
  data.state.set("topic", data.value); // data.value is a string, and trimmed
  await data.emit("Retry", 2);
  await data.putIntoStream({ stage: "counted" });
  return data.value.split(" ").length;
});

// A chunk apart from its chain names what it gets.
const report = flow.chunk("report", { value: z.number() }, ({ value, state }) => ({
  topic: state.get("topic", "none"),
  words: value,
  retries: state.get("retries", 0),
}));

flow.when("Retry").to(async (data) => {
  await data.setState("retries", data.value + 1);
  await data.putIntoStream({ stage: "retried" });
});
flow.to(count).to(report).end();

const execution = flow.createExecution();
const stages: string[] = [];
for await (const { stage } of execution.getRuntimeStream("  typed event bus ")) stages.push(stage);
const { result, state } = await execution.outcome;
console.log(result, stages.join(", "));
assert.deepEqual(result, { topic: "typed event bus", words: 3, retries: 3 });
assert.deepEqual(state, { topic: "typed event bus", retries: 3 });

// What does not fit is refused where it enters, by the compiler and at run time.
const open = await flow.startExecution("x");
const refusals = [
  // @ts-expect-error -- the input is a string
  () => flow.start(42),
  () => flow.start("   "),
  // @ts-expect-error -- a signal's value is typed as well
  () => open.emit("Retry", "2"),
];
for (const refusal of refusals) {
  const error: unknown = await refusal().catch((reason: unknown) => reason);
  assert.ok(MillraceError.is(error));
  console.log(`${error.code}: ${error.message.split("\n").slice(0, 2).join("")}`);
}
// @ts-expect-error -- there is no such signal
await assert.rejects(open.emit("Retried", 1), { code: "FLOW_INVALID" });
await open.close();
// @ts-expect-error -- nor is there such a key
assert.throws(() => flow.when({ state: "topics" }), { code: "FLOW_INVALID" });

// How it works
// - Every slot is optional. Values are parsed where they enter, so transforms and defaults hold inside.
// - Without any contract all is `any`; with one, a slot that it leaves out is `unknown`.
