/**
 * Events as JSON and back: dates, bigint, bytes, maps and sets survive, and an unknown type loses nothing.
 *
 * Prints:
 *   {"cents":{"$bigint":"12300"},"at":{"$date":"1970-01-01T00:00:00.000Z"},"tags":{"$set":["gift"]},"note":"none"}
 *   123 EUR 1970-01-01T00:00:00.000Z true true
 *   UnknownEvent order.shipped o-7
 *   OrderShipped o-7
 *   EVENT_MALFORMED: This JSON is no event: fields of "order.shipped" has a key "__proto__".
 *   EVENT_MALFORMED: This JSON is no event: at of "order.paid" is no valid date.
 *   EVENT_MALFORMED: This JSON is no event: version 9 of "order.paid" is unknown here, which knows 1.
 */
import assert from "node:assert/strict";
import { decodeEvent, defineEvent, encodeEvent, MillraceError, UnknownEvent } from "millrace";
import { z } from "zod";

class OrderPaid extends defineEvent("order.paid", {
  cents: z.bigint(),
  at: z.date(),
  tags: z.set(z.string()),
  note: z.string().default("none"),
}) {
  get euros(): string {
    return `${this.cents / 100n} EUR`;
  }
}
class OrderShipped extends defineEvent("order.shipped", { order: z.string() }) {}

const paid = new OrderPaid({ cents: 12_300n, at: new Date(0), tags: new Set(["gift"]) });
const json = encodeEvent(paid);
const text = JSON.stringify(json);
console.log(JSON.stringify(json.fields));

const back = decodeEvent(text);
assert.ok(back instanceof OrderPaid);
console.log(back.euros, back.at.toISOString(), back.tags.has("gift"), back.id === paid.id);

// An event of a class that this process has not met: kept whole, and written back as it came.
const foreign = { type: "order.shipped", version: 1, id: "s-1", timestamp: 1000, fields: { order: "o-7" } };
const unknown = decodeEvent(foreign);
assert.ok(unknown instanceof UnknownEvent);
console.log(unknown.constructor.name, unknown.type, unknown.fields["order"]);
assert.deepEqual(encodeEvent(unknown), foreign);

// Binding the class is all it takes; `new`, `where` and `field` bind it, too.
const shipped = decodeEvent(foreign, { events: [OrderShipped] });
assert.ok(shipped instanceof OrderShipped);
console.log(shipped.constructor.name, shipped.order);

// Broken or hostile input is refused, with the reason.
const hostile = '{"type":"order.shipped","version":1,"id":"x","timestamp":1,"fields":{"__proto__":{"admin":true}}}';
for (const bad of [hostile, text.replace('"1970', '"x1970'), text.replace('"version":1', '"version":9')]) {
  assert.throws(
    () => decodeEvent(bad),
    (error) => {
      assert.ok(MillraceError.is(error));
      console.log(`${error.code}: ${error.message.split("\n")[0] ?? ""}`);
      return true;
    },
  );
}

// How it works
// - `encodeEvent` gives a JSON-safe object; `decodeEvent` takes that object or its text.
// - A type is bound to the class that was met first; decoding checks the fields, and runs no default and no constructor.
// - `JSON.stringify(event)` is for people and logs; it never throws and does not come back.
