/**
 * `join` reads a stream as an async iterator, with a bounded buffer and a rule for when it is full.
 *
 * Prints:
 *   buffered: read a, sent a, sent b, sent c, sent d, read b, read c, read d
 *   suspend: read a, sent a, read b, sent b, read c, sent c, read d, sent d
 *   drop-oldest: kept 4 5, dropped 3
 *   left at x
 */
import assert from "node:assert/strict";
import { defineEvent, MemoryStream } from "millrace";
import { z } from "zod";

class Token extends defineEvent("token", { text: z.string() }) {}

await using stream = new MemoryStream();
const trace: string[] = [];

async function write(texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await stream.send(new Token({ text }));
    trace.push(`sent ${text}`);
  }
}

async function read(tokens: AsyncIterable<Token>): Promise<void> {
  for await (const { text } of tokens) {
    trace.push(`read ${text}`);
    await new Promise(setImmediate); // a slow reader: it lets the writer go as far as it can
  }
}

async function race(title: string, tokens: AsyncIterable<Token>): Promise<void> {
  trace.length = 0;
  await Promise.all([read(tokens), write(["a", "b", "c", "d"])]);
  console.log(`${title}: ${trace.join(", ")}`);
}

// The default buffer takes 1,024 events: the writer runs ahead.
await race("buffered", stream.where(Token).join({ maxEvents: 4 }));
assert.ok(trace.indexOf("sent d") < trace.indexOf("read b"));

// Back-pressure: with no buffer, `send` waits until the reader takes the event.
await race("suspend", stream.where(Token).join({ maxEvents: 4, buffer: 0, overflow: "suspend" }));
assert.ok(trace.indexOf("read c") < trace.indexOf("sent d"));

// Newest first: what does not fit pushes the oldest out, and is counted.
const latest = stream.where(Token).join({ buffer: 2, overflow: "drop-oldest" });
await write(["1", "2", "3", "4", "5"]);
const kept = [await latest.next(), await latest.next()].map(({ value }) => value?.text);
console.log(`drop-oldest: kept ${kept.join(" ")}, dropped ${latest.dropped}`);
await latest.return();
assert.deepEqual([kept, latest.dropped], [["4", "5"], 3]);

// Leaving the loop ends the join.
const tokens = stream.where(Token).join();
await write(["x", "y"]);
for await (const { text } of tokens) {
  console.log(`left at ${text}`);
  break;
}
assert.deepEqual(await tokens.next(), { done: true, value: undefined });

// How it works
// - A join takes events from its call on, in causal order, once each; `for await (const e of stream)` is a plain join.
// - overflow: "error" (the default) fails the reader, "suspend" makes the sender wait, two drops lose events and count.
// - It ends by `maxEvents`, by leaving the loop, by a signal, by `using`, and when the stream closes.
