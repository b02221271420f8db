// The port to a language model: one call, one physical request, one stream of parts. Who retries stands above it.
import type { ChatMessage } from "./chat-message.js";
import type { ModelPart } from "./model-part.js";

/** A tool as a model sees it. */
export interface ToolDescription {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of its arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The shape that an answer is asked for. */
export interface ResponseFormat {
  readonly name: string;
  /** JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly description?: string;
}

/** How long each phase of a call may take, in milliseconds. `false` takes a limit away. */
export interface ModelTimeouts {
  /**
   * Until the server begins to answer. Default: 30,000; on this machine, and for whole answers, as long as the first token
   * may take, since such servers load and think before they begin.
   */
  readonly connectMs?: number | false;
  /** Until the first part that says something: text, reasoning or a call. Default: 120,000. */
  readonly firstTokenMs?: number | false;
  /** Between two parts that say something. Default: 60,000. */
  readonly idleMs?: number | false;
  /** For the whole call. Default: 600,000. */
  readonly totalMs?: number | false;
}

/** One call of a model. Plain data but for the signal. */
export interface ModelCall {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ToolDescription[];
  /** Default: `auto` where there are tools. */
  readonly toolChoice?: "auto" | "none" | "required" | { readonly name: string };
  readonly responseFormat?: ResponseFormat;
  /** Fields of the provider, such as `temperature`, as it names them. They go over those of the client. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** False asks for the whole answer at once. Default: true. */
  readonly stream?: boolean;
  readonly timeouts?: ModelTimeouts;
  /** Ends the call and closes its socket; the stream of parts rejects with ABORTED. */
  readonly signal?: AbortSignal;
}

/** What a call will do, for people to look at: no key and no other secret is in it. */
export interface CallDescription {
  readonly url?: string;
  readonly body: unknown;
  readonly timeouts?: ModelTimeouts;
}

/**
 * A language model. `stream` sends one request, when the first part is asked for, and never sends it again: a failure is
 * thrown as a MillraceError whose `details.retryable` says whether another try may help, with `details.retryAfterMs` where
 * the provider has said when. To leave the iteration early closes the socket.
 *
 * Codes: MODEL_UNREACHABLE, MODEL_FAILED (the provider answered with an error; `details.status`, `details.rejected:
 * "responseFormat"` when it was the format that it did not take), MODEL_STREAM_BROKEN, TIMEOUT with `details.phase`
 * (`connect`, `firstToken`, `idle`, `total`), ABORTED, MODEL_CALL_INVALID.
 */
export interface LanguageModel {
  /** Such as `openai-compatible`. */
  readonly provider: string;
  /** The name of the model at its provider. */
  readonly model: string;
  /** False when it is known not to take a `responseFormat`. */
  readonly takesResponseFormat: boolean;
  /** False when tools can only be told in words. */
  readonly takesTools: boolean;
  stream(call: ModelCall): AsyncIterable<ModelPart>;
  /** What `stream` would send, without sending it. */
  describe(call: ModelCall): CallDescription;
}
