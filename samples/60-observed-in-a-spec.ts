/**
 * What a stream has sent, in a spec: matchers with plain messages, causes, and goldens that are the same for every run.
 *
 * Prints:
 *   picked: true
 *   in order: true
 *   caused: true
 *
 *   expected Ordered [shop.ordered] with items: ["book", "lamps"] to be emitted
 *
 *   nearly: 1 shop.ordered  items: ["book", "lamp"]
 *       items[1]: expected "lamps", but it is "lamp"
 *
 *   1 event was emitted:
 *     1 shop.ordered  items: ["book", "lamp"]
 *
 *   [
 *     { "id": "shop.ordered#1", "items": ["book", "lamp"] },
 *     { "id": "shop.picked#1", "causedBy": "shop.ordered#1", "parcel": "parcel#1", "item": "book", "grams": 400 },
 *     { "id": "shop.packed#1", "causedBy": "shop.picked#1", "parcel": "parcel#1" },
 *     { "id": "shop.picked#2", "causedBy": "shop.ordered#1", "parcel": "parcel#2", "item": "lamp", "grams": 400 },
 *     { "id": "shop.packed#2", "causedBy": "shop.picked#2", "parcel": "parcel#2" }
 *   ]
 *
 *   again: true
 *   another order: false
 *   another order, by causes: true
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { defineEvent, MemoryStream } from "millrace";
import { type EventRecord, eventMatchers, goldenOf, recordEvents } from "millrace/testing";
import { z } from "zod";

class Ordered extends defineEvent("shop.ordered", { items: z.array(z.string()) }) {}
class Picked extends defineEvent("shop.picked", { parcel: z.string(), item: z.string(), grams: z.number() }) {}
class Packed extends defineEvent("shop.packed", { parcel: z.string() }) {}

/** The subject: each item is picked into a parcel of its own, and each parcel is packed. */
async function order(...items: string[]): Promise<EventRecord> {
  const stream = new MemoryStream();
  const record = recordEvents(stream);
  stream.where(Ordered).subscribe(async (event, context) => {
    for (const item of event.items) {
      await context.send(new Picked({ parcel: randomUUID(), item, grams: 100 * item.length }));
    }
  });
  stream.where(Picked).subscribe(({ parcel }, context) => context.send(new Packed({ parcel })));
  await stream.send(new Ordered({ items }));
  return record;
}

const record = await order("book", "lamp");

// In a spec: `import "millrace/testing/vitest"` once, then `expect(record).toHaveEmitted(Picked, { item: "book" })`.
// Matchers are plain functions, so they work without a test runner, too.
const { toHaveEmitted, toHaveEmittedInOrder, toHaveCausalChain, toMatchGolden } = eventMatchers;
console.log("picked:", toHaveEmitted(record, Picked, { item: "book" }).pass);
console.log("in order:", toHaveEmittedInOrder(record, [Ordered, [Picked, { item: "lamp" }], Packed]).pass);
console.log("caused:", toHaveCausalChain(record, [Ordered, Picked, Packed]).pass);

console.log();
console.log(toHaveEmitted(record.of(Ordered), Ordered, { items: ["book", "lamps"] }).message());

const golden = goldenOf(record);
console.log();
console.log(golden);

// Another run has other ids, and another order the same parcels in other places.
const again = await order("book", "lamp");
const swapped = await order("lamp", "book");
assert.notEqual(again.events[0]?.id, record.events[0]?.id);
assert.equal(goldenOf(again), golden);

const ignore = ["items"];
const picked = goldenOf(record, { ignore });
console.log();
console.log("again:", toMatchGolden(again, golden).pass);
console.log("another order:", toMatchGolden(swapped, picked, { ignore }).pass);
console.log("another order, by causes:", toMatchGolden(swapped, picked, { ignore, order: "causal" }).pass);

// How it works
// - `recordEvents` observes a stream or view from now on; the record is in causal order.
// - Fields are compared deeply; `expect.any(String)` and its kin may stand in them.
// - A chain of causes reads `causedBy`; what merely follows does not pass.
// - A golden names ids by their first appearance, so that it says which events they tie together, and no more.
// - Keep it by `toMatchInlineSnapshot` or `toMatchFileSnapshot`; `toMatchGolden` adds tolerance, texts and causal order.
