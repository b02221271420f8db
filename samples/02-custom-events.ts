/**
 * Events of your own: validated fields, defaults, methods, inheritance, changed copies, and errors that say what is wrong.
 *
 * Prints:
 *   payment.processed 100.50 EUR
 *   120.00 EUR true true
 *   20.00 EUR because damaged true
 *   Event "payment.processed" cannot be made:
 *     amount: Too small: expected number to be >0
 *     Hint: Pass the fields that the event class declares; the message lists what is wrong with each.
 *   heard: payment.processed, payment.refunded
 */
import assert from "node:assert/strict";
import { BaseEvent, defineEvent, MemoryStream, MillraceError } from "millrace";
import { z } from "zod";

class PaymentProcessed extends defineEvent("payment.processed", {
  amount: z.number().positive(),
  status: z.enum(["success", "failed"]),
  currency: z.string().default("EUR"),
}) {
  get text() {
    return `${this.amount.toFixed(2)} ${this.currency}`;
  }
}

class Refunded extends PaymentProcessed.extend("payment.refunded", { reason: z.string() }) {}

// Without a schema: a plain subclass. It stays in this process until it declares `static readonly type`.
class Tick extends BaseEvent {
  constructor(readonly n: number) {
    super();
  }
}

const payment = new PaymentProcessed({ amount: 100.5, status: "success" });
console.log(payment.type, payment.text);

const dearer = payment.with({ amount: 120 });
console.log(dearer.text, dearer.id !== payment.id, dearer.derivedFrom === payment.id);

const refund = new Refunded({ amount: 20, status: "success", reason: "damaged" });
console.log(refund.text, "because", refund.reason, refund instanceof PaymentProcessed);

let message = "";
try {
  new PaymentProcessed({ amount: -1, status: "success", currency: "USD" });
} catch (error) {
  assert.ok(MillraceError.is(error, "EVENT_INVALID"));
  message = error.message;
}
console.log(message);

await using stream = new MemoryStream();
const heard: string[] = [];
stream.where(PaymentProcessed).subscribe((event) => heard.push(event.type));
for (const event of [payment, refund, new Tick(1)]) await stream.send(event);
console.log("heard:", heard.join(", "));

assert.deepEqual(heard, ["payment.processed", "payment.refunded"]);
assert.match(message, /amount: Too small/);
// @ts-expect-error -- the compiler knows the fields, too
assert.throws(() => new PaymentProcessed({ amount: "5", status: "success" }));

// How it works
// - An event that exists is right: zod validates at construction, defaults and transforms included.
// - `extend` makes a class with a type and more fields; a filter on the parent lets its events through as well.
// - `with` copies: a new id, `derivedFrom` names the original, and only the changed fields are validated again.
// - `id` sorts by time, `timestamp` is when it was made, `causedBy` names the event whose handler sent it.
