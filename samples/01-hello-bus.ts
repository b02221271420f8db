/**
 * The whole bus in five lines: define an event, listen for it, send it, stop listening.
 *
 * Prints:
 *   hello, Ada
 *   delivered: true
 *   greeted: Ada
 */
import assert from "node:assert/strict";
import { defineEvent, MemoryStream } from "millrace";
import { z } from "zod";

class Greeting extends defineEvent("greeting", { name: z.string() }) {}

await using stream = new MemoryStream();
const greeted: string[] = [];

const subscription = stream.where(Greeting).subscribe((event) => {
  console.log(`hello, ${event.name}`); // `event` is a Greeting: its fields are typed
  greeted.push(event.name);
});

const delivered = await stream.send(new Greeting({ name: "Ada" }));
console.log(`delivered: ${delivered}`);

subscription.unsubscribe();
await stream.send(new Greeting({ name: "Grace" }));
console.log(`greeted: ${greeted.join(", ")}`);

assert.equal(delivered, true);
assert.deepEqual(greeted, ["Ada"]);

// How it works
// - `defineEvent` makes an event class from a type name and zod schemas; extend it and it is yours.
// - `where` is the stream seen through a filter; `subscribe` calls the handler with each event that passes.
// - `send` resolves when every handler has finished: true when delivered, false when an interrupter dropped the event.
// - `await using` closes the stream at the end of the file; `await stream.close()` does the same.
