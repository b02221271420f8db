/**
 * A handler asks a human, and goes on with the answer. Question and answer are events, so anything can answer: a console,
 * a web page, a test.
 *
 * Prints:
 *   Delete notes.txt? yes
 *   Delete taxes.pdf? no
 *   deleted: notes.txt
 *   nobody there: TIMEOUT
 */
import assert from "node:assert/strict";
import { defineEvent, HumanInputRequest, HumanMessage, MemoryStream, MillraceError } from "millrace";
import { z } from "zod";

class DeleteAsked extends defineEvent("delete.asked", { file: z.string() }) {}
class Deleted extends defineEvent("deleted", { file: z.string() }) {}

await using stream = new MemoryStream();
const deleted: string[] = [];
stream.where(Deleted).subscribe(({ file }) => deleted.push(file));

stream.where(DeleteAsked).subscribe(async ({ file }, context) => {
  const answer = await context.input(`Delete ${file}?`, { timeoutMs: 5 });
  if (answer === "yes") await context.send(new Deleted({ file }));
});

// The human: here a script, which hears the question and answers it by its id.
const script = new Map([
  ["Delete notes.txt?", "yes"],
  ["Delete taxes.pdf?", "no"],
]);
const human = stream.where(HumanInputRequest).subscribe(async ({ content, requestId }, context) => {
  const answer = script.get(content) ?? "no";
  console.log(`${content} ${answer}`);
  await context.send(new HumanMessage({ content: answer, requestId }));
});

await stream.send(new DeleteAsked({ file: "notes.txt" }));
await stream.send(new DeleteAsked({ file: "taxes.pdf" }));
console.log("deleted:", deleted.join(", "));
human.unsubscribe();

// The whole conversation is on record, causes included.
const [asked, request, message] = await stream.history.read();
assert.equal(request?.causedBy, asked?.id);
assert.equal(message?.causedBy, request?.id);

// Nobody there: the question gives up, and with it the handler that asked.
const error: unknown = await stream.send(new DeleteAsked({ file: "diary.txt" })).catch((reason: unknown) => reason);
assert.ok(MillraceError.is(error, "TIMEOUT"));
console.log("nobody there:", error.code);

assert.deepEqual(deleted, ["notes.txt"]);

// How it works
// - `context.input` sends a `HumanInputRequest` and waits for the `HumanMessage` with the same `requestId`.
// - It listens before it asks, so that an answer that comes at once is not missed; questions asked side by side keep apart.
// - `send` waits for the handler, and so for the human: without `timeoutMs` or `signal` it waits for ever.
// - An interrupter may answer the question itself and drop the request.
