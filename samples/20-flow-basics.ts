/**
 * A TriggerFlow: named chunks, chains, signals and state. Defining runs nothing; every start is an execution of its own.
 *
 * Prints:
 *   result: 3
 *   status: completed
 *   signal: HELLO TYPED BUS
 *   state: HELLO TYPED BUS
 *   side by side: 1 2
 *   signal: from outside | completed
 */
import assert from "node:assert/strict";
import { TriggerFlow } from "millrace";

const flow = new TriggerFlow("basics");

// A chain: each step gets what the one before returned. `end` takes the value as the result.
flow
  .to((data) => String(data.value).trim())
  .to((data) => data.value.split(" "))
  .to((data) => data.value.length)
  .end();

// A second chain at the start, with a named chunk: it runs beside the first, and emits a signal.
const shout = flow.chunk("shout", async (data) => {
  data.state.set("loud", String(data.value).trim().toUpperCase());
  await data.emit("Shouted", data.state.get("loud"));
});
flow.to(shout);

// Chains that wait: for a signal, for a change of the state.
flow.when("Shouted").to((data) => data.state.append("log", `signal: ${String(data.value)}`));
flow.when({ state: "loud" }).to((data) => data.state.append("log", `state: ${String(data.value)}`));

const outcome = await flow.start("  hello typed bus ");
console.log("result:", outcome.result);
console.log("status:", outcome.status);
for (const line of outcome.state["log"] as string[]) console.log(line);

// Executions do not know each other.
const counts = await Promise.all(["one", "one two"].map(async (text) => (await flow.start(text)).result as number));
console.log("side by side:", counts.join(" "));

// An execution that stays open takes signals from outside, until it is closed.
const open = await flow.startExecution("hi");
await open.emit("Shouted", "from outside");
const closed = await open.close();
console.log((closed.state["log"] as string[]).at(-1), "|", open.status);

// A chunk that throws fails the execution: start rejects with its error.
const broken = new TriggerFlow("broken");
broken.to(() => {
  throw new Error("no luck");
});
await assert.rejects(broken.start(), /no luck/);

assert.equal(outcome.result, 3);
assert.deepEqual(counts, [1, 2]);

// How it works
// - A flow compiles once into subscribers on a stream; its signals, chunk starts and ends are events there (see 26).
// - `start` resolves when nothing is under way any more; the outcome has result, state and status.
// - `emit` waits for everything it sets off; `emitNowait` and `state.set` only post it.
