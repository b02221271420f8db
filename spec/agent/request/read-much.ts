/**
 * Reads an answer of 50 MB as text under a bounded log, and prints how much memory is held after 10, 30 and 50 MB.
 * Runs in a process of its own with --expose-gc; `wire` or `model` says where the text comes from.
 */
import "reflect-metadata";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, type LanguageModel, MemoryStream, openaiCompatible, TextDelta } from "millrace";

const PIECE = "water ".repeat(400);
const MB = 2 ** 20;
const TOTAL = 50 * MB;
const MARKS = [10, 30, 50].map((mb) => mb * MB);

/** A model that says it piece by piece, as they are asked for. */
const endless: LanguageModel = {
  provider: "spec",
  model: "endless",
  takesResponseFormat: false,
  takesTools: false,
  describe: () => ({ body: {} }),
  async *stream() {
    for (let sent = 0; sent < TOTAL; sent += PIECE.length) {
      if (sent % (100 * PIECE.length) === 0) await new Promise(setImmediate);
      yield { kind: "text", text: PIECE };
    }
    yield { kind: "finish", reason: "stop" };
  },
};

function event(delta: object, finish: string | null = null): string {
  return `data: ${JSON.stringify({ id: "1", model: "endless", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
}

/** Writes it as fast as it is read, and never holds more of it than the socket does. */
function write(response: ServerResponse, sent = 0): void {
  const text = event({ content: PIECE });
  for (let now = sent; now < TOTAL; now += PIECE.length) {
    if (response.write(text)) continue;
    response.once("drain", () => {
      write(response, now + PIECE.length);
    });
    return;
  }
  response.end(`${event({}, "stop")}data: [DONE]\n\n`);
}

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "text/event-stream" });
  write(response);
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`;

const [source, heard] = process.argv.slice(2);
const model = source === "wire" ? openaiCompatible({ baseUrl, model: "endless" }) : endless;
const stream = heard === "heard" ? new MemoryStream() : undefined;
let told = 0;
stream?.where(TextDelta).subscribe(({ text }) => {
  told += text.length;
});
const agent = new Agent("reader", { model, settings: { request: { retain: 100 } }, ...(stream && { stream }) });

const held: number[] = [];
let read = 0;
for await (const piece of agent.input("Tell me of rivers.").getGenerator("delta")) {
  read += piece.length;
  while (read >= (MARKS[held.length] ?? Infinity)) {
    await new Promise(setImmediate);
    globalThis.gc?.();
    held.push(process.memoryUsage().heapUsed);
  }
}
console.log(JSON.stringify({ read, told, held }));
server.closeAllConnections();
server.close();
