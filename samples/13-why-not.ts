/**
 * The hardest bug of an event bus is silence. `explain` says for every subscription whether it would run, and why not.
 *
 * Prints:
 *   a call of fetch:
 *     give up: true
 *     search: false ([tool.call].name == "search" fails: the field is "fetch")
 *     retries: false ([tool.call].tries > 1 fails: the field is 1)
 *     messages: false (the event is ToolCall [tool.call], not [model.message])
 *     by predicate: unknown (the predicate isRecent was not asked)
 *     gone: false (the subscription has ended: it was unsubscribed)
 *   a fourth try:
 *     give up: true
 *     search: false (the interrupter give up suppressed this very event)
 *     retries: false (the interrupter give up suppressed this very event)
 *     messages: false (the event is ToolCall [tool.call], not [model.message])
 *     by predicate: false (the interrupter give up suppressed this very event)
 *     gone: false (the subscription has ended: it was unsubscribed)
 */
import assert from "node:assert/strict";
import { type BaseEvent, defineEvent, MemoryStream } from "millrace";
import { z } from "zod";

class ToolCall extends defineEvent("tool.call", { name: z.string(), tries: z.number().default(1) }) {}
class ModelMessage extends defineEvent("model.message", { content: z.string() }) {}

await using stream = new MemoryStream();
stream.where(ToolCall).subscribe((call) => (call.tries > 3 ? null : call), { interrupt: true, name: "give up" });
stream.where(ToolCall, { name: "search" }).subscribe(() => {}, { name: "search" });
stream.where(ToolCall.field("tries").gt(1)).subscribe(() => {}, { name: "retries" });
stream.where(ModelMessage).subscribe(() => {}, { name: "messages" });
const isRecent = ({ timestamp }: BaseEvent) => timestamp > 0;
stream.where(isRecent).subscribe(() => {}, { name: "by predicate" });
stream
  .where(ToolCall)
  .subscribe(() => {}, { name: "gone" })
  .unsubscribe();

const show = (event: BaseEvent): void => {
  for (const { name, runs, reason } of stream.explain(event).subscriptions) {
    console.log(`  ${name}: ${runs}${reason === undefined ? "" : ` (${reason})`}`);
  }
};

// Before it is sent: nothing runs, it is only a question.
console.log("a call of fetch:");
const call = new ToolCall({ name: "fetch" });
show(call);

// Afterwards: a suppressed event is remembered by its id.
console.log("a fourth try:");
const fourth = new ToolCall({ name: "search", tries: 4 });
const delivered = await stream.send(fourth);
show(fourth);

const why = stream.explain(fourth);
assert.equal(delivered, false);
assert.equal(why.suppressedBy, "give up");
assert.equal((await stream.history.read()).length, 0);
assert.deepEqual(
  stream.explain(call).subscriptions.map(({ runs }) => runs),
  [true, false, false, false, "unknown", false],
);

// How it works
// - A filter is data, so the clause that fails can be named without running anything.
// - A predicate is code: its answer stays "unknown" unless you name it: `explain(event, { predicates: ["isRecent"] })`.
// - The stream remembers the last 256 subscriptions that ended and the last 256 events that were suppressed.
// - `String(stream.explain(event))` is the same as text, one line per subscription.
