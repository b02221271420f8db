/**
 * An endpoint that forwards the fields of an answer as server-sent events, each a patch and none a snapshot. Who closes the
 * page ends the request.
 *
 * Prints:
 *   event: field {"path":"title","delta":"On "}
 *   event: field {"path":"title","delta":"rivers"}
 *   event: field {"path":"title","value":"On rivers"}
 *   event: field {"path":"words","value":2}
 *   event: done {"title":"On rivers","words":2}
 *   the page was closed: cancelled
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, type RequestResult } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

interface Essay {
  readonly title: string;
  readonly words: number;
}

const model = TestModel.with({ pieces: 14 }, '{"title": "On rivers", "words": 2}', {
  text: '{"title": "On lakes"',
  stallAfter: 1,
});
const agent = new Agent("essayist", { model });
const results: RequestResult<Essay>[] = [];

const server = createServer((request, response) => {
  const topic = new URL(request.url ?? "/", "http://localhost").searchParams.get("topic") ?? "anything";
  const result = agent.input(`An essay on ${topic}.`).output({ title: z.string(), words: z.number() }).getResult();
  results.push(result);
  response.on("close", () => {
    result.cancel("the page was closed"); // too late, it does nothing
  });
  void forward(result, response);
});

async function forward(result: RequestResult<Essay>, response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (event: string, data: unknown): void => {
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  try {
    for await (const { kind, path, delta, value } of result.getGenerator("instant")) {
      if (path === "" && kind !== "reset") continue; // the whole comes below
      if (kind === "delta") send("field", { path, delta });
      else if (kind === "done") send("field", { path, value });
      else send(kind, { path }); // the page begins this path anew
    }
    send("done", await result.getData());
  } catch (error) {
    send("failed", { message: (error as Error).message.split("\n")[0] });
  }
  response.end();
}

server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const address = `http://127.0.0.1:${String(port)}/?topic=`;

const page = await fetch(`${address}rivers`);
for (const block of (await page.text()).trim().split("\n\n")) console.log(block.replace("\ndata: ", " "));

const closing = new AbortController();
const other = await fetch(`${address}lakes`, { signal: closing.signal });
closing.abort();
await other.text().catch(() => undefined);
const outcome = await results[1]?.outcome();
console.log(`the page was closed: ${String(outcome?.status)}`);
assert.equal(outcome?.status, "cancelled");
server.close();
server.closeAllConnections();
