// A stream of server-sent events as the parts that it tells, however its bytes are cut.
import { createParser, type EventSourceMessage, type ParseError } from "eventsource-parser";
import type { MillraceError } from "../../errors/millrace-error.js";
import type { ModelPart } from "../model-part.js";
import { isErrorObject } from "./provider-error.js";
import type { ChunkTranslator } from "./translate-chunk.js";
import { objectOf, parseJson, type WireObject } from "./wire-value.js";

const END_MARKER = "[DONE]";

/**
 * Reads events into parts. What cannot be read is passed over with a `skipped` part; comments, and events without data,
 * silently.
 */
export class SseAnswer {
  readonly #translator: ChunkTranslator;
  readonly #push: (part: ModelPart) => void;
  readonly #failureOf: (wire: WireObject) => MillraceError;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: (event) => {
      this.takeEvent(event);
    },
    onError: (error) => {
      this.takeOddLine(error);
    },
  });
  #failure: MillraceError | undefined;
  #marked = false;

  constructor(
    translator: ChunkTranslator,
    push: (part: ModelPart) => void,
    failureOf: (wire: WireObject) => MillraceError,
  ) {
    this.#translator = translator;
    this.#push = push;
    this.#failureOf = failureOf;
  }

  /** The error that came in the middle of the stream. */
  get failure(): MillraceError | undefined {
    return this.#failure;
  }

  /** Whether the end marker has come. */
  get marked(): boolean {
    return this.#marked;
  }

  feed(bytes: Uint8Array): void {
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
  }

  /** No more bytes come. The last event counts although no empty line follows it. */
  end(): void {
    this.#parser.feed(`${this.#decoder.decode()}\n\n`);
  }

  private takeEvent({ data, event }: EventSourceMessage): void {
    if (this.#marked || this.#failure) return;
    const text = data.trim();
    if (text === "") return;
    this.#push({ kind: "original", data });
    if (text === END_MARKER) {
      this.#marked = true;
      return;
    }
    const wire = objectOf(parseJson(text));
    if (wire === undefined && event === "error") this.#failure = this.#failureOf({ message: text });
    else if (wire === undefined) this.#push({ kind: "skipped", why: "an event that is no JSON object", data });
    else if (isErrorObject(wire, event)) this.#failure = this.#failureOf(wire);
    else this.#translator.take(wire);
  }

  // A bare line of JSON, where servers forget `data:`, is read as if they had not.
  private takeOddLine({ type, line = "", message }: ParseError): void {
    if (this.#marked || this.#failure || type === "invalid-retry") return;
    if (line.startsWith("{") && parseJson(line) !== undefined) this.takeEvent({ data: line });
    else this.#push({ kind: "skipped", why: message, data: line });
  }
}
