/**
 * `get` is the next matching event as a future: listen first, then act, then await.
 *
 * Prints:
 *   4 letters / 8 letters
 *   No [answer] came within 2 ms.
 *   settled: false
 */
import assert from "node:assert/strict";
import { defineEvent, MemoryStream, MillraceError } from "millrace";
import { z } from "zod";

class Question extends defineEvent("question", { text: z.string() }) {}
class Answer extends defineEvent("answer", { text: z.string(), to: z.string() }) {}

await using stream = new MemoryStream();

stream.where(Question).subscribe(async (question, context) => {
  await context.send(new Answer({ text: `${question.text.length} letters`, to: question.id }));
});

async function ask(text: string): Promise<string> {
  const question = new Question({ text });
  using answer = stream.get(Answer.field("to").eq(question.id)); // listens from here on, so no answer is too fast
  await stream.send(question);
  return (await answer).text;
}

const [short, long] = await Promise.all([ask("why?"), ask("why not?")]);
console.log(short, "/", long);

// Nobody answers: the future gives up by itself.
const failure: unknown = await stream.get(Answer, { timeoutMs: 2 }).then(
  () => undefined,
  (error: unknown) => error,
);
assert.ok(MillraceError.is(failure, "TIMEOUT"));
console.log(failure.message.split("\n")[0]);

// Not needed after all: leaving the block frees it, and nothing is left unhandled.
function peek(): boolean {
  using next = stream.get(Answer);
  return next.settled;
}
console.log("settled:", peek());

// On a view the filter is optional, and an AbortSignal ends the wait as well.
const aborter = new AbortController();
const next = stream.where(Question).get({ signal: aborter.signal });
aborter.abort();
await assert.rejects(async () => next, { code: "ABORTED" });

assert.deepEqual([short, long], ["4 letters", "8 letters"]);

// How it works
// - A future listens from the call of `get`, settles once, and frees itself when settled, timed out, aborted or disposed.
// - It hears an event when that is recorded, before any subscriber runs, and never hears of suppressed ones.
// - `using` disposes it at the end of the block; a rejection that nobody awaits is no unhandled rejection.
// - An answer names its question by a field, so that questions asked at once do not get each other's answers.
