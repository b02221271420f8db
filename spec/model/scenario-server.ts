/** A server on loopback that plays a scenario of the model contract in the wire format of OpenAI. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ModelScenario } from "millrace/testing";

/** A running server. */
export interface ScenarioServer {
  readonly url: string;
  /** The bodies of the requests so far. */
  readonly bodies: Record<string, unknown>[];
  /** Resolves when the connection of an answer was closed by the client. */
  readonly released: Promise<void>;
  close(): Promise<void>;
}

/** Serves a scenario for every request, on a free port. */
export async function serveScenario(scenario: ModelScenario): Promise<ScenarioServer> {
  const bodies: Record<string, unknown>[] = [];
  let letGo!: () => void;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  const server = createServer((request, response) => {
    response.on("close", () => {
      if (!response.writableEnded) letGo();
    });
    void readBody(request).then((body) => {
      bodies.push(body);
      play(scenario, body["stream"] === true, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`,
    bodies,
    released,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}

function play(scenario: ModelScenario, stream: boolean, response: ServerResponse): void {
  const { refusal, ending } = scenario;
  if (ending === "hang") return;
  if (refusal) {
    const { status, message, retryAfterMs } = refusal;
    if (retryAfterMs !== undefined) response.setHeader("retry-after", String(retryAfterMs / 1000));
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message, type: "refused", code: null } }));
    return;
  }
  if (!stream) {
    response.writeHead(200, { "content-type": "application/json", "x-request-id": "request-1" });
    response.end(JSON.stringify(wholeAnswer(scenario)));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream", "x-request-id": "request-1" });
  response.flushHeaders();
  const messages = chunks(scenario).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
  if (ending === "finish") response.end(`${messages.join("")}data: [DONE]\n\n`);
  else if (ending === "stall") response.write(messages.join(""));
  // The bytes have to be gone before the connection is.
  else response.write(messages.join(""), () => setImmediate(() => response.destroy()));
}

const HEAD = { id: "answer-1", model: "script-1", created: 1 };

function chunks({ reasoning, text, calls, finish, usage, ending }: ModelScenario): object[] {
  const chunk = (delta: object): object => ({ ...HEAD, choices: [{ index: 0, delta }] });
  const all = [
    ...reasoning.map((piece) => chunk({ reasoning_content: piece })),
    ...text.map((piece) => chunk({ content: piece })),
    ...calls.flatMap(({ callId, name, pieces }, index) =>
      pieces.map((piece, place) =>
        chunk({
          tool_calls: [
            place === 0
              ? { index, id: callId, type: "function", function: { name, arguments: piece } }
              : { index, function: { arguments: piece } },
          ],
        }),
      ),
    ),
  ];
  if (ending !== "finish") return all;
  all.push({ ...HEAD, choices: [{ index: 0, delta: {}, finish_reason: wireReason(finish) }] });
  if (usage) all.push({ ...HEAD, choices: [], usage: wireUsage(usage) });
  return all;
}

function wholeAnswer({ reasoning, text, calls, finish, usage }: ModelScenario): object {
  const message = {
    role: "assistant",
    content: text.join(""),
    ...(reasoning.length > 0 && { reasoning_content: reasoning.join("") }),
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ callId, name, pieces }) => ({
        id: callId,
        type: "function",
        function: { name, arguments: pieces.join("") },
      })),
    }),
  };
  const choices = [{ index: 0, message, finish_reason: wireReason(finish) }];
  return { ...HEAD, choices, ...(usage && { usage: wireUsage(usage) }) };
}

const wireReason = (finish: ModelScenario["finish"]): string => finish.replace("-", "_");

function wireUsage(usage: NonNullable<ModelScenario["usage"]>): object {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.totalTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}
