// One request, sent once, and read in as many ways as anybody likes: text, data, fields, events.
import { MillraceError } from "../../errors/millrace-error.js";
import type { RequestedCall } from "../../model/chat-message.js";
import type { FieldPath, FieldValue } from "../../model/contract/typed-paths.js";
import type { FinishReason } from "../../model/model-part.js";
import type { Usage } from "../../model/usage.js";
import type { Answer } from "./asking.js";
import { checkReader } from "./check-reader.js";
import { FieldReader } from "./field-reader.js";
import type { RequestEvent } from "./request-events.js";
import type { RequestRun, RequestStatus } from "./request-run.js";
import { type EventClasses, type ViewItems, type ViewName, type ViewOptions, VIEWS } from "./views.js";

/** Options of readers. */
export interface ResultReadOptions extends ViewOptions {
  /**
   * What a reader finds that comes late: everything (`full`, the default), the log from a number on, or, when all is
   * over, only the attempt that was accepted.
   */
  readonly replay?: "full" | "accepted" | number;
  /** Ends this reader with ABORTED; the request and other readers go on. */
  readonly signal?: AbortSignal;
}

/** Options of getters. */
export interface WaitOptions {
  /** Ends this wait with ABORTED; the request goes on. */
  readonly signal?: AbortSignal;
}

/** What is known of an answer beside its text. */
export interface RequestMeta {
  readonly requestId: string;
  readonly provider: string;
  /** As the provider names the model that has answered. */
  readonly model: string;
  /** What the provider calls the answer. */
  readonly answerId: string | undefined;
  readonly finishReason: FinishReason | undefined;
  /** Over all attempts. */
  readonly usage: Usage;
  readonly attempts: number;
  /** What the model has thought aloud in the attempt that was accepted; undefined where `retain` has not kept it. */
  readonly reasoning: string | undefined;
  readonly toolCalls: readonly RequestedCall[];
}

/** How a request ended, as data. */
export type RequestOutcome<Out> =
  /** `text`, and data that is the text, are undefined where `retain` has not kept them. */
  | {
      readonly status: "completed";
      readonly text: string | undefined;
      readonly data: Out;
      readonly meta: RequestMeta;
    }
  /** `code` is that of a MillraceError; undefined for what a subscriber or validator threw. */
  | { readonly status: "failed"; readonly code: string | undefined; readonly error: unknown }
  | { readonly status: "cancelled"; readonly error: unknown };

/**
 * The result of a request. Nothing is sent before somebody asks for something; then it is sent once, for all. Every getter
 * gives the accepted answer, every reader the log of how it came about.
 */
export class RequestResult<Out = string> implements AsyncDisposable {
  readonly #run: RequestRun;

  constructor(run: RequestRun) {
    this.#run = run;
  }

  get id(): string {
    return this.#run.id;
  }

  get status(): RequestStatus {
    return this.#run.status;
  }

  /** Sends the request. Resolves with its data. */
  start(options?: WaitOptions): Promise<Out> {
    return this.getData(options);
  }

  /**
   * The data: what the contract makes of the answer, or its text without one; undefined when the model asks for calls.
   *
   * @throws OUTPUT_INVALID, OUTPUT_TRUNCATED, and as {@link getText}; REQUEST_NOT_KEPT where the data is the text.
   */
  async getData({ signal }: WaitOptions = {}): Promise<Out> {
    return (await this.kept(this.#run.answer(signal))).data as Out;
  }

  /**
   * The text of the accepted answer.
   *
   * @throws MODEL_FAILED, MODEL_UNREACHABLE, MODEL_STREAM_BROKEN, TIMEOUT, ABORTED, REQUEST_SUPPRESSED; REQUEST_NOT_KEPT when
   * `retain` is bounded and nobody had asked for text before the start.
   */
  async getText({ signal }: WaitOptions = {}): Promise<string> {
    return (await this.kept(this.#run.answer(signal))).text as string;
  }

  /** What is known of the answer beside its text. */
  async getMeta({ signal }: WaitOptions = {}): Promise<RequestMeta> {
    return this.metaOf(await this.#run.answer(signal));
  }

  /** How it ended, without throwing. */
  async outcome(): Promise<RequestOutcome<Out>> {
    try {
      const answer = await this.#run.answer();
      return {
        status: "completed",
        text: answer.text,
        data: answer.data as Out,
        meta: this.metaOf(answer),
      };
    } catch (error) {
      if (this.#run.status === "cancelled") return { status: "cancelled", error };
      return { status: "failed", code: MillraceError.is(error) ? error.code : undefined, error };
    }
  }

  /**
   * Reads a view of the request: `delta` (pieces of text, the default), `instant` (fields), `specific` (events of some
   * classes), `original` (the wire), `all` (the log). Every reader meets everything in the same order, whenever it comes; it
   * throws what the request fails with. To leave early stops nothing but this reader, unless the request says otherwise.
   *
   * @throws OPTION_INVALID, REQUEST_INVALID for `instant` of a text; while reading also OUTPUT_RESTARTED, ABORTED.
   */
  getGenerator(view?: "delta", options?: ResultReadOptions): AsyncGenerator<string, void, undefined>;
  getGenerator<const C extends EventClasses>(
    view: "specific",
    options: ResultReadOptions & { readonly specific: C },
  ): AsyncGenerator<InstanceType<C[number]>, void, undefined>;
  getGenerator<V extends ViewName>(view: V, options?: ResultReadOptions): AsyncGenerator<ViewItems[V], void, undefined>;
  getGenerator(view: ViewName = "delta", options: ResultReadOptions = {}): AsyncGenerator<unknown, void, undefined> {
    checkReader(view, options);
    if (view === "instant") this.assertFields();
    return VIEWS[view](this.read(options), { onRestart: this.#run.plan.onRestart, ...options });
  }

  /**
   * A field of the answer: `await result.field("title")`, `for await (const { value } of result.field("items[*].name"))`.
   *
   * @throws PATH_INVALID; REQUEST_INVALID for a text.
   */
  field<P extends FieldPath<Out>>(path: P): FieldReader<FieldValue<Out, P>, FieldFuture<Out, P>> {
    this.assertFields();
    return new FieldReader(this.#run, path);
  }

  /** Gives the request up and closes its socket: every reader and getter throws ABORTED. */
  cancel(reason?: unknown): void {
    this.#run.cancel(reason);
  }

  /** Cancels it if it still runs. */
  [Symbol.asyncDispose](): Promise<void> {
    if (this.#run.status === "running") this.#run.cancel("its result was disposed");
    return Promise.resolve();
  }

  private assertFields(): void {
    const { contract } = this.#run.plan;
    if (contract !== undefined && !contract.isText) return;
    throw new MillraceError("REQUEST_INVALID", `Request ${this.id} asks for a text, which has no fields.`, {
      hint: 'Say what the answer looks like, output({ title: z.string() }), or read getGenerator("delta").',
    });
  }

  private async *read({ replay = "full", signal }: ResultReadOptions): AsyncGenerator<RequestEvent, void, undefined> {
    const run = this.#run;
    if (signal?.aborted !== true) run.start();
    const within = signal === undefined ? {} : { signal };
    if (replay !== "accepted") {
      yield* run.log.read(replay === "full" ? within : { from: replay, ...within });
      return;
    }
    const { attempts } = await run.answer(signal);
    for await (const event of run.log.read(within)) if (event.attempt === attempts) yield event;
  }

  // Refuses at once what will not be there.
  private async kept(answer: Promise<Answer>): Promise<Answer> {
    if (this.#run.keepsText || this.#run.status === "idle") return answer;
    answer.catch(() => undefined);
    throw new MillraceError("REQUEST_NOT_KEPT", `The text of request ${this.id} was not kept.`, {
      details: { requestId: this.id },
    });
  }

  private metaOf({ answerId, finishReason, usage, attempts, reasoning, toolCalls, modelName }: Answer): RequestMeta {
    const { provider, model } = this.#run.plan.model;
    return {
      requestId: this.id,
      provider,
      model: modelName ?? model,
      answerId,
      finishReason,
      usage,
      attempts,
      reasoning,
      toolCalls,
    };
  }
}

/** What awaiting a field gives: the value, or the list of all where the path means several. */
export type FieldFuture<Out, P extends string> = P extends `${string}[*]${string}`
  ? FieldValue<Out, P>[]
  : FieldValue<Out, P>;
