/**
 * A flow that reacts to events of the bus, by class and by filter, beside a plain subscriber on the same stream.
 *
 * Prints:
 *   order.paid o-1
 *   order.shipped o-1
 *   order.paid o-2
 *   order.shipped o-2
 *   review.asked o-2
 *   order.paid o-3
 *   shipped: o-1, o-2
 */
import assert from "node:assert/strict";
import { defineEvent, MemoryStream, TriggerFlow } from "millrace";
import { z } from "zod";

class OrderPaid extends defineEvent("order.paid", { order: z.string(), amount: z.number() }) {}
class OrderShipped extends defineEvent("order.shipped", { order: z.string() }) {}
class ReviewAsked extends defineEvent("review.asked", { order: z.string() }) {}

const flow = new TriggerFlow("fulfilment", { state: z.object({ shipped: z.array(z.string()) }) });

// By class: the value of the chain is the event, typed.
flow.when(OrderPaid).to(async ({ value, context }) => {
  await context.send(new OrderShipped({ order: value.order }));
});

// By filter: only large orders.
flow.when(OrderPaid.field("amount").ge(1000)).to(async ({ value, context }) => {
  await context.send(new ReviewAsked({ order: value.order }));
});

// The flow hears what it has caused, too.
flow.when(OrderShipped).to(({ value, state }) => state.append("shipped", value.order));

await using stream = new MemoryStream();
const log: string[] = [];
stream.where([OrderPaid, OrderShipped, ReviewAsked]).subscribe((event) => {
  log.push(`${event.type} ${event.order}`);
});

const execution = await flow.startExecution(undefined, { stream });
const small = new OrderPaid({ order: "o-1", amount: 20 });
await stream.send(small);
await stream.send(new OrderPaid({ order: "o-2", amount: 5000 }));
const { state } = await execution.close();

await stream.send(new OrderPaid({ order: "o-3", amount: 1 })); // nobody is there to ship it
for (const line of log) console.log(line);
console.log("shipped:", state.shipped?.join(", "));

const shipped = (await stream.history.read()).find((event) => event instanceof OrderShipped);
assert.notEqual(shipped?.causedBy, undefined);
assert.deepEqual(state.shipped, ["o-1", "o-2"]);
assert.equal(log.at(-1), "order.paid o-3");

// How it works
// - A flow hears an event after the plain subscribers; `send` resolves when the flow has answered.
// - An event that an execution caused reaches that execution only; any other reaches every open execution on the stream.
// - `data.context.send` sets the cause, so the history tells which event led to which.
// - `startExecution` stays open until `close`; an execution hears nothing once it has closed.
