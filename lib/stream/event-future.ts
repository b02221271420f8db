// `get`: the next matching event as a future. Listens at once, settles once, frees itself, leaves no rejection behind.
import { MillraceError } from "../errors/millrace-error.js";
import type { BaseEvent } from "../event/base-event.js";
import type { Filter } from "../filter/filter.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import { onAbort } from "./on-abort.js";
import type { StreamCore } from "./stream-core.js";
import { checkTimeoutMs } from "./subscribe-options.js";
import type { SubscriptionRecord } from "./subscription.js";

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
export class EventFuture<E extends BaseEvent> extends Promise<E> implements Disposable {
  /** True once the event came or the wait was given up. */
  declare settled: boolean;
  declare private readonly resolve: (event: BaseEvent) => void;
  declare private readonly reject: (error: unknown) => void;
  declare private readonly subscription: SubscriptionRecord;
  declare private timer: Disposable | undefined;
  declare private stopListening: (() => void) | undefined;

  /** For `get`. */
  constructor(core: StreamCore, filter: Filter | undefined, options: GetOptions | undefined) {
    if (options !== undefined) checkOptions(options); // before anything listens
    super(capture);
    this.resolve = captured.resolve as (event: BaseEvent) => void;
    this.reject = captured.reject;
    this.settled = false;
    this.timer = undefined;
    this.stopListening = undefined;
    this.subscription = core.observe(
      filter,
      (event) => {
        this.fulfil(event as E);
      },
      (why) => {
        if (!this.settled) this.give(core.endedError(why));
      },
      "get",
    );
    if (options !== undefined) this.watch(core, filter, options);
  }

  override get [Symbol.toStringTag](): string {
    return "EventFuture";
  }

  /** Gives the wait up. A later await rejects with FUTURE_DISPOSED, unless the event had come. */
  [Symbol.dispose](): void {
    if (!this.settled)
      this.give(new MillraceError("FUTURE_DISPOSED", "The future was disposed before its event came."));
  }

  private fulfil(event: E): void {
    if (this.settled) return;
    this.resolve(event);
    this.free("its event came");
  }

  private give(error: MillraceError): void {
    this.catch(ignore); // who does not await the future does not care
    this.reject(error);
    this.free(error.code === "FUTURE_DISPOSED" ? "its scope was left" : `it gave up with ${error.code}`);
  }

  private free(why: string): void {
    this.settled = true;
    this.timer?.[Symbol.dispose]();
    this.stopListening?.();
    this.subscription.end(why);
  }

  private watch(core: StreamCore, filter: Filter | undefined, options: GetOptions): void {
    const { timeoutMs, signal } = options;
    const what = filter === undefined ? "any event" : String(filter);
    if (timeoutMs !== undefined) {
      this.timer = core.clock.schedule(timeoutMs, () => {
        this.give(
          new MillraceError("TIMEOUT", `No ${what} came within ${String(timeoutMs)} ms.`, { details: { timeoutMs } }),
        );
      });
    }
    if (signal === undefined) return;
    const abort = (): void => {
      this.give(new MillraceError("ABORTED", `The wait for ${what} was aborted.`, { cause: signal.reason }));
    };
    this.stopListening = onAbort(signal, abort);
  }
}

function checkOptions(options: GetOptions): void {
  refuseUnknown("get", options, ["timeoutMs", "signal"]);
  checkTimeoutMs(options.timeoutMs);
}

// What the promise in the making is settled by. One object and one function for all: a future is made in one go.
const captured: { resolve: (value: never) => void; reject: (error: unknown) => void } = {
  resolve: ignore,
  reject: ignore,
};

function capture(resolve: (value: never) => void, reject: (error: unknown) => void): void {
  captured.resolve = resolve;
  captured.reject = reject;
}

function ignore(): void {
  return undefined;
}

// `await` takes a promise as it is only if Promise is its constructor; else it wraps it, which takes two turns more. So
// do `then` and its kin make plain promises of it, not futures that would listen.
void Object.defineProperty(EventFuture.prototype, "constructor", {
  value: Promise,
  configurable: true,
  writable: true,
});
