/**
 * The bare `ToolCall | ModelMessage` of plain JavaScript. TypeScript refuses `|` between classes, so it has the template.
 *
 * Prints:
 *   [tool.call] | [model.message]
 *   tool.call, model.message
 *   The filter [tool.call].name == "search" was combined with a JavaScript operator.
 *     Hint: Write where`${A} | ${B}`, or filter.or(other), filter.and(other), filter.not().
 */
import assert from "node:assert/strict";
import { defineEvent, type Filter, MemoryStream, MillraceError, where } from "millrace";
import { z } from "zod";

class ToolCall extends defineEvent("tool.call", { name: z.string() }) {}
class ModelMessage extends defineEvent("model.message", { content: z.string() }) {}
class UsageNoted extends defineEvent("usage.noted", { tokens: z.number() }) {}

// @ts-expect-error -- TypeScript allows | between numbers only; in a .js file this line is all you need
const union: Filter = where(ToolCall | ModelMessage);
console.log(String(union));
assert.equal(String(union), String(where`${ToolCall} | ${ModelMessage}`));

await using stream = new MemoryStream();
const seen: string[] = [];
stream.where(union).subscribe(({ type }) => seen.push(type));
await stream.send(new ToolCall({ name: "search" }));
await stream.send(new UsageNoted({ tokens: 3 }));
await stream.send(new ModelMessage({ content: "found" }));
console.log(seen.join(", "));

// A filter there would become a number without a word. It says so instead.
const search = where(ToolCall, { name: "search" });
assert.throws(
  // @ts-expect-error -- see above
  () => where(search | ModelMessage),
  (error) => {
    assert.ok(MillraceError.is(error, "FILTER_OPERATOR"));
    console.log(error.message);
    return true;
  },
);

// The same for a comparison that JavaScript would answer itself, with false.
assert.throws(
  // @ts-expect-error -- a field is compared by eq, lt, gt ..., or in a template
  () => where(ToolCall.field("name") < "m"),
  (error) => MillraceError.is(error, "FILTER_OPERATOR"),
);
assert.deepEqual(seen, ["tool.call", "model.message"]);

// How it works
// - Where a number is wanted, an event class gives a bit of its own; `|` makes a bigint, and `where` reads it back.
// - Filters and fields refuse to be numbers and name the template, where every operator works.
