/**
 * One request to a model: a shape goes in, typed data comes out. The server here is a script on this machine; put the
 * address of yours in its place: OpenAI, Ollama, vLLM, LM Studio and others speak the same language.
 *
 * Prints:
 *   title: On rivers
 *   items: they run | they meet
 *   the text was {"title":"On rivers","items":["they run","they meet"]}
 *   28 tokens, finished by stop, 1 request on the wire
 */
import assert from "node:assert/strict";
import { Agent, openaiCompatible } from "millrace";
import { answer, ScriptedServer } from "millrace/testing";
import { z } from "zod";

await using server = await ScriptedServer.start();
server.reply(
  answer.text('{"title":"On rivers","items":["they run","they meet"]}', {
    every: 7,
    usage: { prompt_tokens: 11, completion_tokens: 17, total_tokens: 28 },
  }),
);

const agent = new Agent("assistant", {
  prompt: "You write briefly.",
  model: openaiCompatible({ baseUrl: server.url, model: "any", apiKey: "local-servers-need-none" }),
});

const result = agent
  .input("Give me a title and two bullets on rivers.")
  .output({ title: z.string().describe("A title"), items: [z.string().describe("One bullet")] })
  .getResult(); // nothing is sent yet

const { title, items } = await result.getData(); // { title: string; items: string[] }
console.log(`title: ${title}`);
console.log(`items: ${items.join(" | ")}`);
console.log(`the text was ${await result.getText()}`);
const { usage, finishReason } = await result.getMeta();
console.log(
  `${String(usage.totalTokens)} tokens, finished by ${String(finishReason)}, ${String(server.requests.length)} request on the wire`,
);
assert.equal(server.requests.length, 1);
