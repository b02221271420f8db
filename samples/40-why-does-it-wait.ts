/**
 * Steering and asking: a policy on the stream changes and stops steps of a flow that it does not know; and what does not go
 * on says what it waits for.
 *
 * Prints:
 *   checked mallory: stopped on the way
 *   execution loan-1 of flow loan does not go on:
 *   - the pause "passport" of identify waits for an answer: continueWith("passport", …)
 *   - when when-3 has event [loan.approved].amount < 1000 and lacks signal Checked (check, which says it emits it; from outside: execution.emit("Checked")), chunk identify (an answer to the pause "passport")
 *   the signal was stopped by: guard
 *   loan: when-3 on [loan.approved].amount < 1000: [loan.approved].amount < 1000 fails: the field is 5000
 *   completed: loan-1 is paid out
 */
import assert from "node:assert/strict";
import { defineEvent, ChunkStarted, FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { z } from "zod";

class Approved extends defineEvent("loan.approved", { amount: z.number() }) {}

// A loan is paid out when it was approved, its papers were checked, and the customer has shown a passport.
const flow = new TriggerFlow("loan", { input: z.string(), signals: { Checked: z.string() }, result: z.string() });
const check = flow.chunk("check", { emits: ["Checked"] }, async (data) => {
  const { delivered } = await data.emit("Checked", data.value);
  console.log(`checked ${data.value}:`, delivered ? "passed on" : "stopped on the way");
});
const identify = flow.chunk("identify", (data) => data.pauseFor({ id: "passport", payload: data.value }));
flow.to(check);
flow.to(identify);
flow
  .when([Approved.field("amount").lt(1000), "Checked", identify])
  .to(flow.chunk("pay out", { value: z.unknown() }, ({ execution }) => `${execution.id} is paid out`))
  .end();

await using stream = new MemoryStream();

// The policy: the check gets clean names, and no signal about mallory goes through. The flow stays as it is.
const cleaner = stream
  .where(ChunkStarted, { chunk: "check" })
  .subscribe((start) => start.with({ value: String(start.value).toLowerCase() }), { interrupt: true, name: "cleaner" });
let stopped: FlowSignal | undefined;
const guard = stream.where(FlowSignal, { name: "Checked", value: "mallory" }).subscribe(
  (signal) => {
    stopped = signal;
    return null;
  },
  { interrupt: true, name: "guard" },
);

const execution = flow.createExecution({ stream, id: "loan-1" });
await execution.start("MALLORY");
await stream.send(new Approved({ amount: 500 }));

// Why does it not go on?
const stall = execution.explainStall();
console.log(String(stall));

// The signal was sent: what became of it? And would a larger loan have been heard?
assert.ok(stopped);
console.log("the signal was stopped by:", stream.explain(stopped).suppressedBy);
const large = stream
  .explain(new Approved({ amount: 5000 }))
  .subscriptions.find(({ filter }) => filter.includes("amount"));
console.log(`${large?.name ?? ""}: ${large?.reason ?? ""}`);

// What was asked for is brought; then it goes on.
guard.unsubscribe();
await execution.emit("Checked", "mallory, by hand");
await execution.continueWith("passport", "P-77");
const { result, status } = await execution.outcome;
console.log(`${status}: ${String(result)}`);
cleaner.unsubscribe();

assert.deepEqual([stall.stalled, stall.joins[0]?.lacks.length], [true, 2]);
assert.equal(result, "loan-1 is paid out");

// How it works
// - Signals and starts of chunks may be replaced or suppressed; what a chunk says it emits helps the stall report.
// - A suppressed signal is not an error: its `emit` resolves with `delivered: false`.
// - `explain` asks every filter on the road, those of flows included, and runs nothing.
