/**
 * Subscribers as methods: `@subscribe` takes a note, `attach` makes the subscriptions, one disposal ends them.
 *
 * Prints:
 *   result: search is done
 *   note: tool.call
 *   message: HELLO
 *   note: model.message
 *   attached: Tools.run, Tools.note, Tools.shout
 *   calls: 1
 */
import assert from "node:assert/strict";
import { type Context, defineEvent, MemoryStream, subscribe, where } from "millrace";
import { z } from "zod";

class ToolCall extends defineEvent("tool.call", { name: z.string() }) {}
class ModelMessage extends defineEvent("model.message", { content: z.string() }) {}
class ToolResult extends defineEvent("tool.result", { call: z.string(), content: z.string() }) {}

const stream = new MemoryStream();
const log: string[] = [];

class Tools {
  calls = 0;

  @subscribe(ToolCall)
  async run(call: ToolCall, context: Context) {
    this.calls++;
    await context.send(new ToolResult({ call: call.id, content: `${call.name} is done` }));
  }

  @subscribe(where`${ToolCall} | ${ModelMessage}`)
  note(event: ToolCall | ModelMessage) {
    log.push(`note: ${event.type}`);
  }

  @subscribe(ModelMessage, { interrupt: true })
  shout(message: ModelMessage) {
    return message.with({ content: message.content.toUpperCase() });
  }
}

// Bound to one stream: a static method subscribes where it stands.
class Printer {
  @(stream.where(ModelMessage).subscribe())
  static message({ content }: ModelMessage) {
    log.push(`message: ${content}`);
  }

  @(stream.where(ToolResult).subscribe({ name: "results" }))
  static result({ content }: ToolResult) {
    log.push(`result: ${content}`);
  }
}
assert.equal(typeof Printer.message, "function");

const attachment = stream.attach(new Tools());
await stream.send(new ToolCall({ name: "search" }));
await stream.send(new ModelMessage({ content: "hello" }));
for (const line of log) console.log(line);
console.log("attached:", attachment.subscriptions.map(({ name }) => name).join(", "));

attachment.unsubscribe();
await stream.send(new ToolCall({ name: "search" }));
console.log("calls:", attachment.instance.calls);
await stream.close();

assert.equal(attachment.instance.calls, 1);
assert.deepEqual(log, ["result: search is done", "note: tool.call", "message: HELLO", "note: model.message"]);

// How it works
// - `@subscribe(filter, options)` only notes; nothing runs until an instance is attached, to any stream, or to several.
// - The compiler checks the method: its event must be the filter's, and an interrupter must return an event or null.
// - `@(stream.where(X).subscribe())` is the same, bound to that stream; the outer parentheses are TypeScript's rule.
// - `stream.attach(Tools)` lets the container build the object first; see 11-injection.ts.
