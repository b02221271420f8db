/**
 * Interrupters between an agent, its model and its tools: what they return is what happens.
 *
 * Prints:
 *   the model was asked: "My card is **** **** **** 1111."
 *   read_file got notes/today.md
 *   said: DONE: card noted.
 *   transfer was not run: TOOL_CALL_SUPPRESSED, by noMoney
 *   then: All right, no transfer.
 */
import assert from "node:assert/strict";
import {
  Agent,
  EventSuppressed,
  MemoryStream,
  MillraceError,
  ModelMessageChunk,
  ModelRequest,
  tool,
  ToolCall,
} from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

const readFile = tool({ name: "read_file", input: z.object({ path: z.string() }), run: ({ path }) => `got ${path}` });
const transfer = tool({ name: "transfer", input: z.object({ euros: z.number() }), run: () => "done" });
const model = new TestModel(
  { name: "read_file", arguments: { path: "/home/notes/today.md" } },
  "Done: card noted.",
  { name: "transfer", arguments: { euros: 1000 } },
  "All right, no transfer.",
);
const agent = new Agent("clerk", { model, tools: [readFile, transfer] });
const stream = new MemoryStream();

// What is asked: the request, changed before anybody records it.
stream
  .where(ModelRequest)
  .subscribe((request) => request.with({ inputs: [request.content.replace(/(\d{4} ){3}/, "**** **** **** ")] }), {
    interrupt: true,
  });

// What is called: other arguments, or another tool.
stream
  .where(ToolCall, { name: "read_file" })
  .subscribe((call) => call.with({ arguments: { path: "notes/today.md" } }), { interrupt: true });

// What is answered, while it is written: the pieces are the answer.
stream.where(ModelMessageChunk).subscribe((chunk) => chunk.with({ content: chunk.content.replace("Done", "DONE") }), {
  interrupt: true,
});

// What must not happen: null suppresses a call, and ends the turn.
const noMoney = () => null;
stream.where(ToolCall, { name: "transfer" }).subscribe(noMoney, { interrupt: true });
const dropped: string[] = [];
stream.where(EventSuppressed).subscribe(({ interrupter }) => dropped.push(interrupter));

const reply = await agent.ask("My card is 4111 1111 1111 1111.", { stream });
console.log(`the model was asked: ${JSON.stringify(model.calls[0]?.messages.at(-1)?.content)}`);
const told = model.calls[1]?.messages.at(-1);
console.log(`read_file ${told?.role === "tool" ? told.content : "nothing"}`);
console.log(`said: ${reply.body}`);

const failure: unknown = await reply.ask("Send 1000 EUR.").catch((error: unknown) => error);
assert.ok(MillraceError.is(failure, "TOOL_CALL_SUPPRESSED"));
console.log(`transfer was not run: ${failure.code}, by ${dropped.join(", ")}`);
console.log(`then: ${(await reply.ask("Leave it then.")).body}`); // the transcript is whole: the call has an answer

// How it works
// - Interrupters run in the order of registration, each awaited, before the event is recorded and before the agent acts on it.
// - To refuse a call and let the model go on, answer it in a middleware: `onToolCall: () => "not allowed"`.
