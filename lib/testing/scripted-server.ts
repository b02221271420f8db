// A real HTTP server on this machine that answers as a script says, and remembers what it was asked.
import { Buffer } from "node:buffer";
import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createDeferred } from "../primitives/deferred.js";
import { answer, type ScriptedAnswer } from "./scripted-answer.js";

/** An answer, or what makes one of a request; the server waits for it. */
export type ScriptedReply =
  ScriptedAnswer | ((request: ScriptedRequest) => ScriptedAnswer | PromiseLike<ScriptedAnswer>);

/** How a request ended: answered, closed by the client before its end, or dropped by the script. */
export type RequestEnd = "answered" | "client" | "server";

/** A request that the server has got. */
export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What its JSON says; undefined where it is none. */
  readonly body: unknown;
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly receivedAt: number;
  /** The number of its connection, counted from 1: equal where a connection was used again. */
  readonly connection: number;
  /** Whether the client closed the connection before the answer had ended. */
  readonly closedByClient: boolean;
  /** Resolves when the answer has ended or the connection has closed. */
  readonly ended: Promise<RequestEnd>;
}

/**
 * A server that speaks the wire of OpenAI's chat completions. Each request takes the next reply; without one it gets status
 * 501, which no client tries again.
 *
 * ```ts
 * await using server = await ScriptedServer.start([answer.text("Hello!")]);
 * const model = openaiCompatible({ baseUrl: server.url, model: "any" });
 * ```
 *
 * It listens on 127.0.0.1, at a port that is free. To dispose it closes every connection.
 */
export class ScriptedServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #replies: ScriptedReply[];
  readonly #requests: ScriptedRequest[] = [];
  readonly #numbers = new WeakMap<Socket, number>();
  #connections = 0;
  #waiting: (() => void)[] = [];

  private constructor(replies: Iterable<ScriptedReply>) {
    this.#replies = [...replies];
    this.#server = createServer((message, response) => {
      void this.serve(message, response);
    });
    this.#server.on("connection", (socket: Socket) => {
      socket.setNoDelay(true);
      this.#numbers.set(socket, ++this.#connections);
    });
  }

  /** Starts one. Resolves when it listens. */
  static async start(script: Iterable<ScriptedReply> = []): Promise<ScriptedServer> {
    const server = new ScriptedServer(script);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  /** Its base address, which ends in `/v1`. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${String(port)}/v1`;
  }

  /** The requests so far, in the order of their coming. */
  get requests(): readonly ScriptedRequest[] {
    return this.#requests;
  }

  /** How many connections were opened so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Adds replies behind those that are left. */
  reply(...replies: readonly ScriptedReply[]): this {
    this.#replies.push(...replies);
    return this;
  }

  /** Resolves with the request of this number, counted from 1, when it has come whole. */
  async received(number = 1): Promise<ScriptedRequest> {
    for (;;) {
      const request = this.#requests[number - 1];
      if (request !== undefined) return request;
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  private async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes: Buffer[] = [];
    const ended = createDeferred<RequestEnd>();
    let dropped = false;
    let closedByClient = false;
    response.on("close", () => {
      closedByClient = !response.writableFinished && !dropped;
      ended.resolve(dropped ? "server" : closedByClient ? "client" : "answered");
    });
    try {
      for await (const piece of message) bytes.push(piece as Buffer);
    } catch {
      return; // the client left in the middle of its request
    }
    const text = Buffer.concat(bytes).toString("utf8");
    const request: ScriptedRequest = {
      method: message.method ?? "",
      path: message.url ?? "",
      headers: message.headers,
      body: parse(text),
      text,
      receivedAt: Date.now(),
      connection: this.#numbers.get(message.socket) ?? 0,
      ended: ended.promise,
      get closedByClient() {
        return closedByClient;
      },
    };
    this.#requests.push(request);
    for (const wake of this.#waiting.splice(0)) wake();
    const reply = this.#replies.shift() ?? noneLeft(this.#requests.length);
    const scripted = typeof reply === "function" ? await reply(request) : reply;
    dropped = scripted.drop !== undefined;
    await write(scripted, response);
  }
}

function noneLeft(number: number): ScriptedAnswer {
  return answer.status(501, { error: { message: `The script has no reply left for request ${String(number)}.` } });
}

/** Writes an answer piece by piece, each at a turn of its own, so that the client gets them apart. */
async function write(
  { status, headers, pieces, stall, drop }: ScriptedAnswer,
  response: ServerResponse,
): Promise<void> {
  if (stall === "connect") return;
  if (stall === "headers") {
    response.socket?.write(`HTTP/1.1 ${String(status)} OK\r\ncontent-`);
    return;
  }
  if (drop === "head") {
    response.destroy();
    return;
  }
  response.writeHead(status, headers);
  response.flushHeaders();
  for (const piece of pieces) {
    if (response.destroyed) return;
    response.write(piece);
    await new Promise((turn) => setImmediate(turn));
  }
  if (drop === "body") response.destroy();
  else if (stall === undefined) response.end();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
