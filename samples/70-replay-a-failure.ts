/**
 * A run that has gone wrong in production, again on a desk: from the JSON of its history, without a model and without effects;
 * stopped before the step that failed, with another answer in its place; and with the tool mended.
 *
 * Prints:
 *   production: Order 13 is refunded.
 *   refunds made: 1
 *   again: Order 13 is refunded.
 *   the error that the model was told: Error: The ledger is locked.
 *   with another answer: I could not refund order 13; a colleague will.
 *   with another answer in the place of the call: Refunds are for my colleague.
 *   with a ledger that is open: The refund is done.
 *   refunds made: 1
 *   another question: SCRIPT_MISMATCH at messages[0].content
 */
import assert from "node:assert/strict";
import { Agent, exportConversation, MemoryStream, MillraceError, ModelMessage, tool, ToolError } from "millrace";
import { replayRun, type RunEvents, TestModel } from "millrace/testing";
import { z } from "zod";

let refunds = 0;

const refund = tool({
  name: "refund",
  description: "Refunds an order.",
  input: z.object({ order: z.number() }),
  run: ({ order }) => {
    refunds++;
    assert.notEqual(order, 13, "The ledger is locked.");
    return "refunded";
  },
});

// In production: the model makes the best of an error that it should have told of.
async function production(): Promise<string> {
  const model = new TestModel({ name: "refund", arguments: { order: 13 } }, "Order 13 is refunded.");
  const stream = new MemoryStream();
  const reply = await new Agent("clerk", { model, tools: [refund] }).ask("Refund order 13, please.", { stream });
  console.log(`production: ${String(reply.body)}`);
  return JSON.stringify(await exportConversation(stream));
}

const file = await production();
console.log(`refunds made: ${String(refunds)}`);

// On the desk: the same agent, with a model that is never asked.
const run = JSON.parse(file) as RunEvents;
const clerk = new Agent("clerk", { model: new TestModel(), tools: [refund] });

const again = await replayRun(run).ask(clerk);
const error = (await again.history.read()).find((event) => event instanceof ToolError);
console.log(`again: ${String(again.body)}`);
console.log(`the error that the model was told: ${String(error?.text)}`);

const honest = new TestModel("I could not refund order 13; a colleague will.");
const other = await replayRun(run, { until: ModelMessage, then: honest }).ask(clerk);
console.log(`with another answer: ${String(other.body)}`);

const careful = new TestModel("Refunds are for my colleague.");
const instead = await replayRun(run, { until: ToolError, rewind: true, then: careful }).ask(clerk);
console.log(`with another answer in the place of the call: ${String(instead.body)}`);

const open = refund.withMiddleware(() => "refunded");
const mended = new Agent("clerk", { model: new TestModel(), tools: [open] });
const done = await replayRun(run, { until: ToolError, then: new TestModel("The refund is done.") }).ask(mended);
console.log(`with a ledger that is open: ${String(done.body)}`);
console.log(`refunds made: ${String(refunds)}`);

try {
  await clerk.ask("Refund order 14, please.", replayRun(run).options);
} catch (thrown) {
  assert.ok(MillraceError.is(thrown));
  console.log(`another question: ${thrown.code} at ${String(thrown.details["path"])}`);
}
