/**
 * An agent works on the stream that it is given: filters, subscribers that stay, subscribers for a while, and `get`.
 *
 * Prints:
 *   [type] calls fetch_data
 *   [type] calls add
 *   [either] tool.call fetch_data
 *   [either] tool.call add
 *   [either] model.message The sum is 5.
 *   [value] fetch_data was asked for {"key":"a"}
 *   [decorated] The sum is 5.
 *   [while it thinks] The s|um is| 5.
 *   the first result: fetch_data gave 2
 *   heard afterwards: 0 pieces
 */
import assert from "node:assert/strict";
import {
  Agent,
  type Context,
  MemoryStream,
  ModelMessage,
  ModelMessageChunk,
  subscribe,
  tool,
  ToolCall,
  ToolResult,
  where,
} from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

const fetchData = tool({ name: "fetch_data", input: z.object({ key: z.string() }), run: () => 2 });
const add = tool({ name: "add", input: z.object({ a: z.number(), b: z.number() }), run: ({ a, b }) => a + b });

const script = [
  [
    { name: "fetch_data", arguments: { key: "a" } },
    { name: "add", arguments: { a: 2, b: 3 } },
  ],
  "The sum is 5.",
];
const agent = new Agent("assistant", {
  model: TestModel.with({ pieces: 5 }, ...script, "Nothing new."),
  tools: [fetchData, add],
});
const stream = new MemoryStream();

const heard: Record<string, string[]> = {};
const note = (who: string, what: string): void => void (heard[who] ??= []).push(what);

// Events of a type; of one type or another, the handler's event typed as either; with a value in a field.
stream.where(ToolCall).subscribe((call) => note("type", `calls ${call.name}`));
stream.where`${ToolCall} | ${ModelMessage}`.subscribe((event) =>
  note("either", `${event.type} ${event instanceof ToolCall ? event.name : event.content}`),
);
stream
  .where(ToolCall.field("name").eq("fetch_data"))
  .subscribe((call) => note("value", `${call.name} was asked for ${call.arguments}`));

// Static subscribers: decorated methods. Their context is that of the conversation.
class Journal {
  @subscribe(ModelMessage)
  write({ content }: ModelMessage, _context: Context) {
    note("decorated", content);
  }
}
stream.attach(new Journal());

// Dynamic ones, for a piece of work. And `get`: listen first, then act, then await.
const first = stream.get(where(ToolResult, { name: "fetch_data" }));
const pieces: string[] = [];
await stream.where(ModelMessageChunk).subScope(
  ({ content }) => pieces.push(content),
  () => agent.ask("What is a plus 3?", { stream }),
);
note("while it thinks", pieces.splice(0).join("|"));
const { name, text } = await first;

for (const [who, lines] of Object.entries(heard)) for (const line of lines) console.log(`[${who}] ${line}`);
console.log(`the first result: ${name} gave ${text}`);

await agent.ask("And now?", { stream }); // the same stream: the agent knows what was said on it
console.log(`heard afterwards: ${pieces.length} pieces`);
assert.deepEqual(heard["decorated"], ["The sum is 5.", "Nothing new."]);

// How it works
// - A conversation is its stream: the transcript is made from its history, and any agent asked on it knows what was said.
// - Subscribers of a turn are awaited, and one that throws fails the `ask`; the `observers` of an agent only report.
// - Pieces of the answer, `ModelMessageChunk`, are delivered and not recorded.
