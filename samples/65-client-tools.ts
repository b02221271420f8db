/**
 * Tools that run elsewhere, in the browser of the one who asks: the turn ends with the call, and goes on with its result.
 *
 * Prints:
 *   beside it, the server has done: price gave 80
 *   the browser is asked for pick_date {"hint":"in May"}
 *   no answer yet: undefined
 *   booked: May 17 for 80 EUR
 *   nobody answered: I could not book.
 */
import assert from "node:assert/strict";
import { Agent, clientTool, MemoryStream, tool, ToolError, ToolResult, ToolResults } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

const pickDate = clientTool({
  name: "pick_date",
  description: "Lets the guest pick a date.",
  input: z.object({ hint: z.string() }),
});
const price = tool({ name: "price", description: "What a night costs.", run: () => 80 });

const pick = { name: "pick_date", arguments: { hint: "in May" } };
const model = new TestModel(
  [pick, { name: "price" }],
  ({ messages }) => {
    const [date, euros] = messages.flatMap((message) => (message.role === "tool" ? [message.content] : []));
    return `booked: ${date} for ${euros} EUR`;
  },
  pick,
  "I could not book.",
);
const agent = new Agent("inn", { model, tools: [pickDate, price] });

const stream = new MemoryStream();
stream.where(ToolResult).subscribe(({ name, text }) => {
  if (name === "price") console.log(`beside it, the server has done: ${name} gave ${text}`);
});

// What the client has to do; send it there, with the id of the call.
const asked = await agent.ask("A night in May.", { stream });
for (const { name, arguments: args } of asked.clientCalls) console.log(`the browser is asked for ${name} ${args}`);
console.log(`no answer yet: ${asked.body}`);

// The answer of the client: results by the ids of the calls.
const [call] = asked.clientCalls;
assert.ok(call);
const booked = await asked.resume({ [call.callId]: "May 17" });
console.log(booked.body);

// An Error is a call that failed; the model is told.
const again = await booked.ask("And another one.");
const [second] = again.clientCalls;
assert.ok(second);
const given = await again.resume({ [second.callId]: new Error("The guest has closed the page.") });
console.log(`nobody answered: ${given.body}`);
const [told] = (await stream.history.read()).filter((event) => event instanceof ToolResults).slice(-1);
assert.ok(told?.results[0] instanceof ToolError);

// How it works
// - Calls beside it are run and answered as usual; the turn waits for none but the client's.
// - What a client answers is told as one `ToolResults`, without a `ToolResult` for each.
// - `ClientToolCall` on the stream says the same as `reply.clientCalls`, for whoever forwards events to a browser.
