/**
 * An agent and its tools: a function with a zod input, methods of an object, and what both get injected.
 *
 * Prints:
 *   price {"item":"tea"} -> 4.50 EUR
 *   reserve {"item":"tea","count":9} -> Error: Only 3 of tea are left.
 *   reserve {"item":"tea","count":"two"} -> Error: The arguments of reserve do not fit:
 *   reserve {"item":"tea","count":2} -> ["2 tea for Ana"]
 *   Two packets of tea, 9.00 EUR, are yours.
 *   the model was told of price, reserve
 *   left: 1
 */
import assert from "node:assert/strict";
import { Agent, Inject, inject, MemoryStream, tool, ToolCall, ToolResult, Variable } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

type Prices = Readonly<Record<string, string>>;

class Stock {
  readonly left = new Map([["tea", 3]]);
}

// From a function. What is injected is not among the arguments: no model can set it.
const price = tool({
  name: "price",
  description: "What one of an item costs.",
  input: z.object({ item: z.string() }),
  run: inject({ prices: Inject<Prices>("prices") }, ({ item }, { prices }) => {
    return prices[item] ?? `We have no ${item}.`;
  }),
});

// From methods: an object among the tools brings those that are decorated.
class Shop {
  readonly reserved: string[] = [];

  @tool({
    description: "Puts items aside for the customer.",
    input: z.object({ item: z.string(), count: z.number().int().min(1) }),
  })
  reserve(
    { item, count }: { item: string; count: number },
    @Inject(Stock) { left }: Stock,
    @Variable<string>("customer") customer: string,
  ) {
    const rest = left.get(item) ?? 0;
    if (count > rest) throw new Error(`Only ${rest} of ${item} are left.`);
    left.set(item, rest - count);
    this.reserved.push(`${count} ${item} for ${customer}`);
    return this.reserved;
  }
}

// What the model says, call by call; with a real one, `model: openaiCompatible({ baseUrl, model })`.
const model = new TestModel(
  [
    { name: "price", arguments: { item: "tea" } },
    { name: "reserve", arguments: { item: "tea", count: 9 } },
  ],
  { name: "reserve", arguments: { item: "tea", count: "two" } },
  { name: "reserve", arguments: { item: "tea", count: 2 } },
  "Two packets of tea, 9.00 EUR, are yours.",
);
const agent = new Agent("clerk", {
  prompt: "You sell tea.",
  model,
  tools: [price, new Shop()],
  dependencies: { prices: { tea: "4.50 EUR" } },
});

const stream = new MemoryStream();
const asked = new Map<string, string>();
stream.where(ToolCall).subscribe((call) => void asked.set(call.callId, call.arguments));
stream.where(ToolResult).subscribe(({ name, callId, text }) => {
  console.log(`${name} ${String(asked.get(callId))} -> ${text.split("\n")[0]}`);
});

const reply = await agent.ask("Two packets of tea, please.", { stream, variables: { customer: "Ana" } });
console.log(reply.body);
console.log(`the model was told of ${model.calls[0]?.tools?.map(({ name }) => name).join(", ")}`);
console.log(`left: ${reply.context.resolve(Stock).left.get("tea")}`);
assert.equal(model.calls.length, 4);

// How it works
// - Arguments are checked by `input` first. What does not fit, and what a tool throws, is told to the model, which goes on.
// - `Inject(Stock)` is one object for the whole conversation, `Inject("prices")` one of `dependencies`, `Variable` a variable.
// - Calls of one answer run at once; the model gets their results in the order of its calls.
