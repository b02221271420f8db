// One POST, and what becomes of its body: read to the end, or cancelled, so that sockets are used again or closed.
import { MillraceError } from "../../errors/millrace-error.js";
import { currentClock } from "../../primitives/clock.js";
import type { CallEnding } from "./call-ending.js";
import { type FailingCall, tooLate, unreachable, reasonOf, brokenStream } from "./failures.js";
import type { PhaseTimer } from "./phase-timer.js";

/** A request that is ready to be sent. */
export interface ReadyRequest {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly fetch: typeof globalThis.fetch;
}

/** More of a failed answer than this is not read. */
const LONGEST_ERROR = 64 * 1024;

/** How long to wait for the end of a body behind its end marker, so that its socket can be used again. */
const TAIL_MS = 1000;

/** Sends it, once. Resolves when the server has begun to answer. Rejects with MODEL_UNREACHABLE or TIMEOUT. */
export async function sendRequest(request: ReadyRequest, call: FailingCall, ending: CallEnding): Promise<Response> {
  const { url, headers, body, fetch } = request;
  try {
    // Another POST to another place, which following a redirect is, is not this client's to decide. (One status is sent
    // again by fetch itself, on a new connection: 421, by which a server says that it has not looked at the request.)
    const sent = fetch(url, { method: "POST", headers, body, signal: ending.signal, redirect: "manual" });
    void sent.then((response) => (ending.ended ? response.body?.cancel() : undefined)).catch(() => undefined);
    return await ending.race(sent);
  } catch (error) {
    if (ending.ended) throw ending.reason;
    // The limit of the connection itself, which a patient call outlives.
    if (reasonOf(error).code === "UND_ERR_HEADERS_TIMEOUT") throw tooLate(call, "connect", undefined, error);
    throw unreachable(call, error);
  }
}

/** Reads a body piece by piece, with an eye on the time. */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #call: FailingCall;
  readonly #ending: CallEnding;
  readonly #timer: PhaseTimer;
  #ended = false;

  constructor(response: Response, call: FailingCall, ending: CallEnding, timer: PhaseTimer) {
    this.#reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
    this.#call = call;
    this.#ending = ending;
    this.#timer = timer;
  }

  /** The next piece; undefined at the end. Rejects with MODEL_STREAM_BROKEN, TIMEOUT, or what ended the call. */
  async read(): Promise<Uint8Array | undefined> {
    if (this.#reader === undefined || this.#ended) return undefined;
    this.#timer.waits();
    try {
      const { done, value } = await this.#ending.race(this.#reader.read());
      if (done) this.#ended = true;
      return value;
    } catch (error) {
      if (this.#ending.ended) throw this.#ending.reason;
      this.#ended = true;
      if (reasonOf(error).code === "UND_ERR_BODY_TIMEOUT") throw tooLate(this.#call, "idle", undefined, error);
      throw brokenStream(this.#call, error);
    } finally {
      this.#timer.received();
    }
  }

  /** All that is left, as text. */
  async readText(): Promise<string> {
    let text = "";
    for await (const piece of this.pieces()) text += piece;
    return text;
  }

  /** The body of a failure, as far as it comes: what it fails with is known already. Rejects with ABORTED only. */
  async readError(): Promise<string> {
    let text = "";
    try {
      for await (const piece of this.pieces()) if ((text += piece).length > LONGEST_ERROR) break;
    } catch (error) {
      if (!isLossOfBody(error)) throw error;
    }
    return text;
  }

  private async *pieces(): AsyncGenerator<string, void, undefined> {
    const decoder = new TextDecoder();
    for (let bytes = await this.read(); bytes !== undefined; bytes = await this.read()) {
      yield decoder.decode(bytes, { stream: true });
    }
    yield decoder.decode();
  }

  /**
   * Ends the reading. The body of a `complete` answer is read to its end, for a short time, so that its socket can be used
   * again; of any other the socket is closed. Never rejects.
   */
  async close(complete: boolean): Promise<void> {
    if (complete && !this.#ended) await this.readTail();
    // The pool of connections takes a socket back one turn after the end of its body; the next call shall find it there.
    if (this.#ended) await new Promise((turn) => setImmediate(turn));
    else this.cancel();
  }

  private async readTail(): Promise<void> {
    const timer = currentClock().schedule(TAIL_MS, () => {
      this.cancel();
    });
    try {
      while (!this.#ended) this.#ended = (await this.#reader?.read())?.done ?? true;
    } catch {
      this.#ended = true;
    } finally {
      timer[Symbol.dispose]();
    }
  }

  private cancel(): void {
    this.#ended = true;
    this.#reader?.cancel().catch(() => undefined);
  }
}

/** Whether the rest of a body did not come, which is no loss where all that counts had come before. */
export function isLossOfBody(error: unknown): error is MillraceError {
  return MillraceError.is(error, "TIMEOUT") || MillraceError.is(error, "MODEL_STREAM_BROKEN");
}
