/**
 * What happens inside a flow is events of the stream: watch its signals and chunks, and change a step from outside.
 *
 * Prints:
 *   start: ada
 *     ask <- ada
 *   Named: ada
 *     greet <- ada
 *     greet -> hello, ada
 *     stress <- hello, ada
 *     stress -> hello, ada!
 *     ask -> undefined
 *   plain: hello, ada!
 *   changed: hello, dear ada!
 *   skipped: undefined completed
 *   awaited: hello, grace
 */
import assert from "node:assert/strict";
import { ChunkEnded, ChunkStarted, FlowSignal, MemoryStream, TriggerFlow } from "millrace";

const flow = new TriggerFlow("greeter");
flow.to(
  flow.chunk("ask", async (data) => {
    await data.emit("Named", String(data.value));
  }),
);
flow
  .when("Named")
  .to(flow.chunk("greet", (data) => `hello, ${String(data.value)}`))
  .to(flow.chunk("stress", (data) => `${data.value}!`))
  .end();

await using stream = new MemoryStream();
const trace: string[] = [];
stream.where(FlowSignal).subscribe(({ kind, name, value }) => trace.push(`${name || kind}: ${String(value)}`));
stream.where(ChunkStarted).subscribe(({ chunk, value }) => trace.push(`  ${chunk} <- ${String(value)}`));
stream.where(ChunkEnded).subscribe(({ chunk, value }) => trace.push(`  ${chunk} -> ${String(value)}`));

const plain = await flow.start("ada", { stream });
for (const line of trace) console.log(line);

// An interrupter gives a step another value, without touching the flow.
const greeting = stream.where(ChunkStarted, { chunk: "greet" });
const polite = greeting.subscribe((start) => start.with({ value: `dear ${String(start.value)}` }), { interrupt: true });
const changed = await flow.start("ada", { stream });
polite.unsubscribe();

// Or drops it: the step and what follows it do not happen.
const mute = greeting.subscribe(() => null, { interrupt: true });
const skipped = await flow.start("ada", { stream });
mute.unsubscribe();

console.log("plain:", plain.result);
console.log("changed:", changed.result);
console.log("skipped:", skipped.result, skipped.status);

// Await a step like any other event.
using ended = stream.where(ChunkEnded, { chunk: "greet" }).get();
await flow.start("grace", { stream });
console.log("awaited:", (await ended).value);

assert.equal(plain.result, "hello, ada!");
assert.equal(changed.result, "hello, dear ada!");
assert.deepEqual([skipped.result, skipped.status], [undefined, "completed"]);

// How it works
// - Signals and chunk starts may be replaced or suppressed; ends, failures and lifecycle can only be observed.
// - On your stream they are recorded like other events; without `stream` a flow has a private one, and an event that
//   nobody wants is not even made.
// - Also there: ChunkFailed, StreamItemPut, ResultSet, ExecutionStarted, ExecutionCompleted, ExecutionFailed.
