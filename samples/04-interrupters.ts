/**
 * Interrupters see an event first: they change it, put another one in its place, or drop it.
 *
 * Prints:
 *   read /home/notes
 *   may I delete?
 *   keepOut dropped a tool.call
 *   delivered: true, true, false
 *   recorded: tool.call, approval.asked
 */
import assert from "node:assert/strict";
import { defineEvent, EventSuppressed, MemoryStream } from "millrace";
import { z } from "zod";

class ToolCall extends defineEvent("tool.call", { name: z.string(), path: z.string() }) {}
class ApprovalAsked extends defineEvent("approval.asked", { tool: z.string() }) {}

await using stream = new MemoryStream();
const seen: string[] = [];

// The same event, changed.
stream.where(ToolCall).subscribe((call) => call.with({ path: call.path.toLowerCase() }), { interrupt: true });

// Another event instead.
stream
  .where(ToolCall, { name: "delete" })
  .subscribe((call) => new ApprovalAsked({ tool: call.name }), { interrupt: true });

// Nothing at all.
const keepOut = (call: ToolCall) => (call.path.startsWith("/etc") ? null : call);
stream.where(ToolCall).subscribe(keepOut, { interrupt: true });

stream.where(ToolCall).subscribe((call) => seen.push(`${call.name} ${call.path}`));
stream.where(ApprovalAsked).subscribe((asked) => seen.push(`may I ${asked.tool}?`));
stream
  .where(EventSuppressed)
  .subscribe(({ event, interrupter }) => seen.push(`${interrupter} dropped a ${event.type}`));

const delivered = [
  await stream.send(new ToolCall({ name: "read", path: "/HOME/NOTES" })),
  await stream.send(new ToolCall({ name: "delete", path: "/home/notes" })),
  await stream.send(new ToolCall({ name: "read", path: "/ETC/passwd" })),
];
for (const line of seen) console.log(line);
console.log("delivered:", delivered.join(", "));

const recorded = await stream.history.read();
console.log("recorded:", recorded.map(({ type }) => type).join(", "));

// A forgotten return is an error of the interrupter, never a silent drop. The compiler says so first.
const forgetful = () => {};
// @ts-expect-error -- an interrupter returns an event or null
stream.where(ApprovalAsked).subscribe(forgetful, { interrupt: true });
await assert.rejects(stream.send(new ApprovalAsked({ tool: "format" })), { code: "INTERRUPTER_NO_VERDICT" });

assert.deepEqual(delivered, [true, true, false]);
assert.equal(seen.length, 3);

// How it works
// - Interrupters run in the order of registration, each awaited, before the event is recorded or anybody else sees it.
// - Each returns the event to pass on, the same or another one, or `null` to suppress; later filters see what it became.
// - A suppressed event makes `send` resolve to false and leaves an `EventSuppressed` notice, which is not recorded.
