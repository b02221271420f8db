// `get`: the next matching event as a future. Listens at once, settles once, frees itself, leaves no rejection behind.
import { MillraceError } from "../errors/millrace-error.js";
import { type BaseEvent } from "../event/base-event.js";
import { type Filter } from "../filter/filter.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import { onAbort } from "./on-abort.js";
import { type StreamCore } from "./stream-core.js";
import { checkTimeoutMs } from "./subscribe-options.js";
import { type SubscriptionRecord } from "./subscription.js";

/** Options of `get`. */
export interface GetOptions {
  /** The longest wait, in milliseconds. Default: for ever. */
  readonly timeoutMs?: number;
  /** Gives up when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * The next matching event. Await it, or dispose it; a rejection that nobody awaits is no unhandled rejection.
 *
 * Rejects with TIMEOUT, ABORTED (the signal), FUTURE_DISPOSED, or STREAM_CLOSED.
 */
export class EventFuture<E extends BaseEvent> implements Promise<E>, Disposable {
  /** True once the event came or the wait was given up. */
  settled = false;
  #event: E | undefined;
  #error: MillraceError | undefined;
  #promise: Promise<E> | undefined;
  #resolve: ((event: BaseEvent) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;
  readonly #subscription: SubscriptionRecord;
  #timer: Disposable | undefined;
  #stopListening: (() => void) | undefined;

  /** For `get`. */
  constructor(core: StreamCore, filter: Filter | undefined, options: GetOptions | undefined) {
    if (options !== undefined) checkOptions(options); // before anything listens
    // One closure serves as handler and as end: a future costs little more than a promise.
    this.#subscription = core.observe(
      filter,
      (event) => this.fulfil(event as E),
      (why) => {
        if (!this.settled) this.give(core.endedError(why));
      },
      "get",
    );
    if (options !== undefined) this.watch(core, filter, options);
  }

  then<T = E, F = never>(
    onFulfilled?: ((event: E) => T | PromiseLike<T>) | null,
    onRejected?: ((reason: unknown) => F | PromiseLike<F>) | null,
  ): Promise<T | F> {
    return this.promise().then(onFulfilled, onRejected);
  }

  catch<F = never>(onRejected?: ((reason: unknown) => F | PromiseLike<F>) | null): Promise<E | F> {
    return this.promise().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<E> {
    return this.promise().finally(onFinally);
  }

  get [Symbol.toStringTag](): string {
    return "EventFuture";
  }

  /** Gives the wait up. A later await rejects with FUTURE_DISPOSED, unless the event had come. */
  [Symbol.dispose](): void {
    if (!this.settled)
      this.give(new MillraceError("FUTURE_DISPOSED", "The future was disposed before its event came."));
  }

  private promise(): Promise<E> {
    if (this.#promise) return this.#promise;
    if (this.#error) return (this.#promise = Promise.reject(this.#error));
    if (this.settled) return (this.#promise = Promise.resolve(this.#event as E));
    return (this.#promise = new Promise<E>((resolve, reject) => {
      this.#resolve = resolve as (event: BaseEvent) => void;
      this.#reject = reject;
    }));
  }

  private fulfil(event: E): void {
    if (this.settled) return;
    this.#event = event;
    this.#resolve?.(event);
    this.free("its event came");
  }

  private give(error: MillraceError): void {
    this.#error = error;
    this.#reject?.(error);
    this.free(error.code === "FUTURE_DISPOSED" ? "its scope was left" : `it gave up with ${error.code}`);
  }

  private free(why: string): void {
    this.settled = true;
    this.#timer?.[Symbol.dispose]();
    this.#stopListening?.();
    this.#subscription.end(why);
  }

  private watch(core: StreamCore, filter: Filter | undefined, options: GetOptions): void {
    const { timeoutMs, signal } = options;
    const what = filter === undefined ? "any event" : String(filter);
    if (timeoutMs !== undefined) {
      this.#timer = core.clock.schedule(timeoutMs, () => {
        this.give(
          new MillraceError("TIMEOUT", `No ${what} came within ${String(timeoutMs)} ms.`, { details: { timeoutMs } }),
        );
      });
    }
    if (signal === undefined) return;
    const abort = (): void => {
      this.give(new MillraceError("ABORTED", `The wait for ${what} was aborted.`, { cause: signal.reason }));
    };
    this.#stopListening = onAbort(signal, abort);
  }
}

function checkOptions(options: GetOptions): void {
  refuseUnknown("get", options, ["timeoutMs", "signal"]);
  checkTimeoutMs(options.timeoutMs);
}
