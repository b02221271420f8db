/**
 * One request to a model behind a server on this machine that answers at once, read to its end, against what its users
 * would write by hand: `fetch` and eventsource-parser, each event parsed as JSON and its text taken. Both keep their
 * connection. The server runs in a thread of its own. The whole request is timed, since its overhead is what counts:
 * a short answer of 20 chunks, and one of 500.
 */
import { Worker } from "node:worker_threads";
import { createParser } from "eventsource-parser";
import { loadMillrace } from "../harness/millrace.mjs";

const MESSAGES = [{ role: "user", content: "Say something." }];

export const modelRequest = {
  name: "model-request",
  title: "a request to a model, streamed and read to its end",
  cases: [requestCase("short", 20), requestCase("long", 500)],
};

function requestCase(name, chunks) {
  return {
    name,
    title: `an answer of ${chunks} chunks`,
    limit: "fetch + eventsource-parser",
    peers: {
      "fetch + eventsource-parser": () => bare(chunks),
      millrace: () => millrace(chunks),
    },
    bars: [{ of: "millrace", limit: "fetch + eventsource-parser", atMost: 1.5 }],
  };
}

async function bare(chunks) {
  const baseUrl = await startServer(chunks);
  const op = async () => {
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ model: "bench", messages: MESSAGES, stream: true }),
    });
    const decoder = new TextDecoder();
    let text = "";
    const parser = createParser({
      onEvent({ data }) {
        if (data !== "[DONE]") text += JSON.parse(data).choices[0]?.delta.content ?? "";
      },
    });
    for await (const bytes of response.body) parser.feed(decoder.decode(bytes, { stream: true }));
    return text;
  };
  return counted(op, chunks);
}

async function millrace(chunks) {
  const { openaiCompatible } = await loadMillrace();
  const model = openaiCompatible({ baseUrl: await startServer(chunks), model: "bench" });
  const op = async () => {
    let text = "";
    for await (const part of model.stream({ messages: MESSAGES })) if (part.kind === "text") text += part.text;
    return text;
  };
  return counted(op, chunks);
}

/** Each request must give its whole text: one word for each chunk. */
function counted(op, chunks) {
  let words = 0;
  return { op, awaited: true, got: (text) => (words += text.split(" ").length - 1), total: () => words, each: chunks };
}

/** Starts a server whose every answer has so many chunks of one word; gives its base address. */
function startServer(chunks) {
  const worker = new Worker(`(${serve})(${chunks})`, { eval: true });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function serve(chunks) {
  const { createServer } = require("node:http");
  const { parentPort } = require("node:worker_threads");
  const head = { id: "1", object: "chat.completion.chunk", created: 1, model: "bench" };
  const event = (delta, finish) =>
    `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  const words = Array.from({ length: chunks }, () => event({ content: "word " }, null));
  const answer = `${words.join("")}${event({}, "stop")}data: [DONE]\n\n`;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(answer);
    });
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(`http://127.0.0.1:${server.address().port}/v1`));
}
