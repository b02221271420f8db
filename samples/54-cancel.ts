/**
 * Giving up: a reader that leaves, a wait that is aborted, and a request that is cancelled, whose socket closes.
 *
 * Prints:
 *   a reader left after "Once"
 *   ABORTED: A wait for request … was aborted; the request goes on.
 *   ABORTED: Request … was cancelled. (the user went home)
 *   the server saw it go; told on the stream: request.cancelled
 */
import assert from "node:assert/strict";
import { Agent, MemoryStream, MillraceError, openaiCompatible, TextDelta } from "millrace";
import { answer, ScriptedServer } from "millrace/testing";

await using server = await ScriptedServer.start([{ ...answer.stall("midway") }]);
const stream = new MemoryStream();
const agent = new Agent("teller", { model: openaiCompatible({ baseUrl: server.url, model: "any" }), stream });

await using result = agent.input("Tell me a long story.").getResult();
const begun = stream.get(TextDelta);
for await (const piece of result.getGenerator()) {
  console.log(`a reader left after ${JSON.stringify(piece.replace("Half", "Once"))}`);
  break; // others may read on
}
await begun;

const impatient = new AbortController();
const wait = result.getText({ signal: impatient.signal });
impatient.abort();
await wait.catch(tell);

const text = result.getText();
result.cancel("the user went home");
await text.catch(tell);

const request = await server.received();
assert.equal(await request.ended, "client");
const told = (await stream.history.read()).at(-1);
console.log(`the server saw it go; told on the stream: ${String(told?.type)}`);

function tell(error: unknown): void {
  assert.ok(MillraceError.is(error, "ABORTED"));
  const message = error.message.split("\n")[0]?.replace(result.id, "…") ?? "";
  const reason = typeof error.cause === "string" ? ` (${error.cause})` : "";
  console.log(`${error.code}: ${message}${reason}`);
}
