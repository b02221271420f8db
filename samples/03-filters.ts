/**
 * Every way to say which events you want. Filters are data: they print, parse, travel as JSON, and combine.
 *
 * Prints:
 *   a class: fetch drop
 *   any of a list: fetch drop hello
 *   a union with |: fetch drop hello
 *   a field: fetch
 *   a field in a union: fetch hello
 *   the shorthand: fetch
 *   nested data: drop
 *   a text that matches: drop
 *   the algebra: drop hello
 *   a type guard: hello
 *   [tool.call].name == "fetch_data" | [model.message]
 *   "=" begins nothing that a filter knows; equality is "==":
 *     [tool.call].name = "fetch_data"
 *                      ^
 *     Hint: See the grammar of filters in the README; the caret shows where reading stopped.
 */
import assert from "node:assert/strict";
import { type BaseEvent, defineEvent, MillraceError, parseFilter, where } from "millrace";
import { z } from "zod";

const shape = { name: z.string(), args: z.object({ limit: z.number() }) };
class ToolCall extends defineEvent("tool.call", shape) {}
class ModelMessage extends defineEvent("model.message", { content: z.string() }) {}
class UsageNoted extends defineEvent("usage.noted", { tokens: z.number() }) {}

const events: Record<string, BaseEvent> = {
  fetch: new ToolCall({ name: "fetch_data", args: { limit: 5 } }),
  drop: new ToolCall({ name: "drop_table", args: { limit: 50 } }),
  hello: new ModelMessage({ content: "hello" }),
  usage: new UsageNoted({ tokens: 7 }),
};
const isShort = (event: BaseEvent): event is ModelMessage => event instanceof ModelMessage && event.content.length < 9;

const forms = {
  "a class": where(ToolCall),
  "any of a list": where([ToolCall, ModelMessage]),
  "a union with |": where`${ToolCall} | ${ModelMessage}`,
  "a field": where(ToolCall.field("name").eq("fetch_data")),
  "a field in a union": where`${ToolCall.field("name")} == ${"fetch_data"} | ${ModelMessage}`,
  "the shorthand": where(ToolCall, { name: "fetch_data" }),
  "nested data": where(ToolCall.field("args").at("limit").gt(10)),
  "a text that matches": where`${ToolCall.field("name")} ~ ${/^drop_/} & ${ToolCall.field("args").at("limit")} >= ${50}`,
  "the algebra": ToolCall.or(ModelMessage).and(where(ToolCall, { name: "fetch_data" }).not()),
  "a type guard": where(isShort),
};

for (const [form, filter] of Object.entries(forms)) {
  const passing = Object.keys(events).filter((name) => filter.matches(events[name] as BaseEvent));
  console.log(`${form}: ${passing.join(" ")}`);
}

const text = String(forms["a field in a union"]);
const fromText = parseFilter(text);
const fromJson = parseFilter(JSON.parse(JSON.stringify(fromText)) as never);
console.log(text);
assert.equal(String(fromText), text);
assert.equal(String(fromJson), text);

try {
  parseFilter('[tool.call].name = "fetch_data"');
  assert.fail("the text above is no filter");
} catch (error) {
  assert.ok(MillraceError.is(error, "FILTER_SYNTAX"));
  console.log(error.message);
}

// How it works
// - Every form infers its events: `stream.where(forms["a field in a union"])` hands ToolCall | ModelMessage to a handler.
// - Tightest first: a comparison (== != < <= > >= is in ~ exists), then &, then |; parentheses as usual.
// - A field asks for its class first, so `ToolCall.field("name").ne("x")` lets only tool calls through.
// - Equality is strict by type and deep for plain data; matching never throws; what is no filter is refused at `where`.
// - A guard or predicate is code: it works here, and refuses to be written as JSON.
