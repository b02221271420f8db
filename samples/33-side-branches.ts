/**
 * Beside the way: an audit and a notice branch off an order without holding it up, and separators say where it has been.
 *
 * Prints:
 *   answer: order o-7 is on its way
 *   what happened: checked o-7, packed, audited o-7, mailed ada
 *   passed: the money is there = {"id":"o-7","customer":"ada"}
 *   passed: to the door
 *   a side branch that fails: no mail server
 *   one that may fail: order o-7 is on its way, completed
 */
import assert from "node:assert/strict";
import { FlowNote, MemoryStream, TriggerFlow } from "millrace";
import { z } from "zod";

const Order = z.object({ id: z.string(), customer: z.string() });
const happened: string[] = [];

const flow = new TriggerFlow("order", { input: Order, result: z.string() });
const audit = flow.chunk("audit", async ({ value }) => {
  await new Promise(setImmediate); // slow, and nobody waits for it
  happened.push(`audited ${value.id}`);
});
flow
  .to(({ value }) => {
    happened.push(`checked ${value.id}`);
    return value;
  })
  .separator("the money is there", { value: true })
  .sideBranch(audit)
  .sideBranch(async ({ value }) => {
    await new Promise(setImmediate);
    happened.push(`mailed ${value.customer}`);
  })
  .to(({ value }) => {
    happened.push("packed");
    return `order ${value.id} is on its way`;
  })
  .separator("to the door")
  .end();

await using stream = new MemoryStream();
const notes: string[] = [];
stream.where(FlowNote).subscribe(({ note, value }) => {
  notes.push(value === undefined ? note : `${note} = ${JSON.stringify(value)}`);
});
const order = { id: "o-7", customer: "ada" };
const { result } = await flow.start(order, { stream });
console.log("answer:", result);
console.log("what happened:", happened.join(", "));
for (const note of notes) console.log("passed:", note);

// Beside the way is not out of sight: what fails there fails the execution, unless somebody takes the failure.
const mail = (): never => {
  throw new Error("no mail server");
};
const strict = new TriggerFlow("strict", { input: Order });
strict.sideBranch(mail).to(({ value }) => value.id);
const failure: unknown = await strict.start(order).catch((error: unknown) => error);
console.log("a side branch that fails:", (failure as Error).message);

const lenient = new TriggerFlow("lenient", { input: Order, result: z.string() });
lenient
  .sideBranch(mail, { name: "mail", onError: () => undefined })
  .to(({ value }) => `order ${value.id} is on its way`)
  .end();
const done = await lenient.start(order);
console.log("one that may fail:", `${String(done.result)}, ${done.status}`);

assert.deepEqual(happened, ["checked o-7", "packed", "audited o-7", "mailed ada"]);
assert.equal(done.result, "order o-7 is on its way");

// How it works
// - The chain goes on where it was; `start` still waits for the side branches, so nothing is cut off.
// - A separator changes nothing: it is a `FlowNote` on the stream, a line in drawings, and with `print` one on stderr.
