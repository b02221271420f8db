/**
 * A failing handler starves nobody: the others still run, then the sender hears of it, or a HandlerFailed event does.
 *
 * Prints:
 *   one: out of stock | heard: tea
 *   several: 2 handlers of [ordered] failed: out of stock; no mail | heard: tea,milk
 *   late: slow did not settle [ordered] within 2 ms.
 *   reported: metrics failed for ordered: metrics are down
 *   delivered: true
 */
import assert from "node:assert/strict";
import { defineEvent, HandlerFailed, MemoryStream, MillraceError } from "millrace";
import { z } from "zod";

class Ordered extends defineEvent("ordered", { item: z.string() }) {}

await using stream = new MemoryStream();
const heard: string[] = [];

async function sendFailing(item: string): Promise<unknown> {
  return stream.send(new Ordered({ item })).then(
    () => assert.fail("a handler should have failed"),
    (error: unknown) => error,
  );
}

// One failure: `send` rejects with that very error, after everybody has run.
const stock = stream.where(Ordered).subscribe(() => {
  throw new Error("out of stock");
});
stream.where(Ordered).subscribe(({ item }) => heard.push(item));
const one = await sendFailing("tea");
console.log("one:", (one as Error).message, "| heard:", heard.join());

// Several: an AggregateError.
const mail = stream.where(Ordered).subscribe(() => Promise.reject(new Error("no mail")));
const several = await sendFailing("milk");
assert.ok(several instanceof AggregateError);
console.log("several:", several.message, "| heard:", heard.join());
stock.unsubscribe();
mail.unsubscribe();

// Never settles: `timeoutMs` makes it a failure, and aborts the handler's signal.
let aborted = false;
const slow = stream.where(Ordered).subscribe(
  (_event, { signal }) =>
    new Promise(() => {
      signal.addEventListener("abort", () => (aborted = true));
    }),
  { timeoutMs: 2, name: "slow" },
);
const late = await sendFailing("jam");
assert.ok(MillraceError.is(late, "TIMEOUT"));
console.log("late:", late.message.split("\n")[0]);
slow.unsubscribe();

// Reported instead of thrown: for observers whose trouble is none of the sender's business.
stream.where(HandlerFailed).subscribe(({ subscription, error, event }) => {
  console.log(`reported: ${subscription} failed for ${event.type}: ${(error as Error).message}`);
});
const metrics = () => Promise.reject(new Error("metrics are down"));
stream.where(Ordered).subscribe(metrics, { onError: "report" });
const delivered = await stream.send(new Ordered({ item: "bread" }));
console.log("delivered:", delivered);

assert.ok(aborted);
assert.equal(delivered, true);
assert.deepEqual(heard, ["tea", "milk", "jam", "bread"]);

// How it works
// - `onError` is "throw" by default, so that a failed assertion in a test's subscriber fails the test.
// - "report" turns a failure into a `HandlerFailed` event; one that nobody hears is written to stderr once.
// - A failing interrupter is different: it stops the event, since nobody can say what should pass.
// - Every error of Millrace itself is a `MillraceError` with a stable `code` and a `hint`.
