/**
 * Events of your own in a conversation: a tool tells what it does, subscribers react, a filter finds what matters.
 *
 * Prints:
 *   order.placed 4 x tea
 *   order.placed 40 x tea
 *   stock: 6 left, more is coming
 *   large order: 40 x tea, by the call of place_order
 *   Both orders are placed.
 *   recorded: model.request, model.response, tool.calls, tool.call, order.placed, tool.result, …
 *   order.placed 1 x cups
 */
import assert from "node:assert/strict";
import { Agent, defineEvent, MemoryStream, tool, ToolCall } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

class OrderPlaced extends defineEvent("order.placed", { item: z.string(), count: z.number().int() }) {
  get words() {
    return `${this.count} x ${this.item}`;
  }
}
class StockLow extends defineEvent("stock.low", { left: z.number() }) {}

// A tool sends through its context: the event names the call as its cause.
const placeOrder = tool({
  name: "place_order",
  input: z.object({ item: z.string(), count: z.number().int() }),
  run: async (input, context) => {
    await context.send(new OrderPlaced(input));
    return "placed";
  },
});
const order = (count: number) => ({ name: "place_order", arguments: { item: "tea", count } });
const agent = new Agent("clerk", {
  model: new TestModel(order(4), order(40), "Both orders are placed."),
  tools: [placeOrder],
  variables: { left: 50 },
});

const stream = new MemoryStream();

// A subscriber reacts: it shares the variables of the conversation, and sends an event of its own.
stream.where(OrderPlaced).subscribe(async ({ words, count }, context) => {
  console.log(`order.placed ${words}`);
  const left = Number(context.variables.get("left")) - count;
  context.variables.set("left", left);
  if (left < 10) await context.send(new StockLow({ left }));
});

// By value, as with any event.
stream.where(OrderPlaced.field("count").ge(10)).subscribe(({ words }, { cause }) => {
  assert.ok(cause instanceof OrderPlaced);
  console.log(`large order: ${words}, by the call of ${callOf(cause.causedBy)}`);
});
stream.where(StockLow).subscribe(({ left }) => console.log(`stock: ${left} left, more is coming`));

const calls = new Map<string, string>();
stream.where(ToolCall).subscribe((call) => void calls.set(call.id, call.name));
const callOf = (id: string | undefined): string => calls.get(id ?? "") ?? "nobody";

const reply = await agent.ask("4 tea, and 40 more.", { stream });
console.log(reply.body);
const types = (await stream.history.read()).map(({ type }) => type);
console.log(`recorded: ${types.slice(0, 6).join(", ")}, …`);

// From outside of any handler: a context of your own.
await using context = stream.context({ variables: { left: 1000 } });
await context.send(new OrderPlaced({ item: "cups", count: 1 }));

// How it works
// - `context.send` rather than `stream.send`: the cause is set, and variables and dependencies go along.
// - A `send` inside a handler is answered at once: that is why the low stock is told before the next handler of the order.
// - A tool's `send` resolves when all subscribers have answered; one that fails fails the tool, and the model is told.
// - What is none of the agent's events stays out of what the model is told, and in the history.
