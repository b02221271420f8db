// `join`: the events of a view as an async iterator with a bounded buffer and a stated rule for when it is full.
import { MillraceError } from "../errors/millrace-error.js";
import type { BaseEvent } from "../event/base-event.js";
import { createDeferred, type Deferred } from "../primitives/deferred.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { Filter } from "../filter/filter.js";
import { Fifo } from "./fifo.js";
import { onAbort } from "./on-abort.js";
import type { StreamCore } from "./stream-core.js";
import type { SubscriptionRecord } from "./subscription.js";

/** What happens to an event that finds the buffer full. */
export type Overflow = "suspend" | "drop-oldest" | "drop-newest" | "error";

/** Options of `join`. */
export interface JoinOptions {
  /** Ends after so many events. Default: when the stream closes or the reader leaves. */
  readonly maxEvents?: number;
  /** How many unread events are kept. Default 1,024; 0 with `suspend` hands over from sender to reader. */
  readonly buffer?: number;
  /**
   * When the buffer is full: `suspend` makes the sender wait for room, the two drops lose an event and count it, `error`
   * (the default) ends the join: the reader gets what was kept, then JOIN_OVERFLOW.
   */
  readonly overflow?: Overflow;
  /** Ends the iteration with ABORTED when aborted. */
  readonly signal?: AbortSignal;
}

const DEFAULT_BUFFER = 1024;
const OVERFLOWS: readonly Overflow[] = ["suspend", "drop-oldest", "drop-newest", "error"];
const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The events of a view from the call of `join` on, in causal order, once each. Leaving the loop, `return()`, disposal,
 * `maxEvents`, the signal and the end of the stream all end it and free its subscription.
 */
export class EventJoin<E extends BaseEvent> implements AsyncIterableIterator<E>, Disposable, AsyncDisposable {
  /** How many events an overflow rule has dropped. */
  dropped = 0;
  readonly #unread = new Fifo<E>();
  readonly #suspended = new Fifo<{ readonly event: E; readonly sender: Deferred<void> }>();
  // Of the root type, so that a join of a subclass can stand where one of its parent is wanted.
  readonly #readers: Deferred<IteratorResult<BaseEvent, undefined>>[] = [];
  readonly #buffer: number;
  readonly #maxEvents: number;
  readonly #overflow: Overflow;
  readonly #subscription: SubscriptionRecord;
  #taken = 0;
  #ended = false;
  #error: MillraceError | undefined;
  #stopListening: (() => void) | undefined;

  /** For `join`. Throws OPTION_INVALID. */
  constructor(core: StreamCore, filter: Filter | undefined, options: JoinOptions) {
    refuseUnknown("join", options, ["maxEvents", "buffer", "overflow", "signal"]);
    const { maxEvents = Infinity, buffer = DEFAULT_BUFFER, overflow = "error", signal } = options;
    checkCount("maxEvents", maxEvents, 1);
    checkCount("buffer", buffer, overflow === "suspend" ? 0 : 1);
    if (!OVERFLOWS.includes(overflow)) {
      throw new MillraceError(
        "OPTION_INVALID",
        `overflow is ${JSON.stringify(overflow)}, not one of ${OVERFLOWS.join(", ")}.`,
      );
    }
    this.#maxEvents = maxEvents;
    this.#buffer = buffer;
    this.#overflow = overflow;
    this.#subscription = core.observe(
      filter,
      (event) => this.arrive(event as E),
      (why) => {
        this.finish(undefined, why);
      },
      "join",
    );
    if (signal) this.listen(signal);
  }

  next(): Promise<IteratorResult<E, undefined>> {
    const event = this.#unread.shift();
    if (event !== undefined) {
      this.admit();
      return this.give(event);
    }
    const handed = this.#suspended.shift();
    if (handed) {
      handed.sender.resolve();
      return this.give(handed.event);
    }
    if (this.#error) {
      const error = this.#error;
      this.#error = undefined; // told once; then the iteration is simply over
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve(DONE);
    const reader = createDeferred<IteratorResult<BaseEvent, undefined>>();
    this.#readers.push(reader);
    return reader.promise as Promise<IteratorResult<E, undefined>>;
  }

  /** Ends the iteration and forgets what was unread. */
  return(): Promise<IteratorResult<E, undefined>> {
    this[Symbol.dispose]();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.dispose](): void {
    this.finish(undefined, "its reader left");
    this.#unread.clear();
    this.#error = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
    return Promise.resolve();
  }

  // Called by the road; a promise makes the sender wait.
  private arrive(event: E): PromiseLike<void> | undefined {
    const reader = this.#readers.shift();
    if (reader) {
      reader.resolve({ done: false, value: event }); // before it ends, which answers the other readers
      this.noteTaken();
      return undefined;
    }
    if (this.hasEnough()) return undefined;
    if (this.#unread.length < this.#buffer) {
      this.#unread.push(event);
      this.endWhenEnough();
      return undefined;
    }
    return this.overflow(event);
  }

  private overflow(event: E): PromiseLike<void> | undefined {
    switch (this.#overflow) {
      case "suspend": {
        const sender: Deferred<void> = createDeferred();
        this.#suspended.push({ event, sender });
        return sender.promise;
      }
      case "drop-oldest":
        this.#unread.shift();
        this.#unread.push(event);
        this.dropped++;
        return undefined;
      case "drop-newest":
        this.dropped++;
        return undefined;
      case "error":
        this.finish(
          new MillraceError(
            "JOIN_OVERFLOW",
            `${String(this.#buffer)} events are unread, and another came: [${event.type}].`,
            {
              details: { buffer: this.#buffer },
            },
          ),
          "its buffer overflowed",
        );
        return undefined;
    }
  }

  // One event was taken: the longest waiting sender goes on.
  private admit(): void {
    const waiting = this.#suspended.shift();
    if (!waiting) return;
    this.#unread.push(waiting.event);
    waiting.sender.resolve();
  }

  private give(event: E): Promise<IteratorResult<E, undefined>> {
    this.noteTaken();
    return Promise.resolve({ done: false, value: event });
  }

  private noteTaken(): void {
    if (++this.#taken < this.#maxEvents) return;
    this.#unread.clear(); // what drop-oldest kept beyond the last
    this.finish(undefined, "it has its maxEvents");
  }

  // What is kept suffices; only drop-oldest could still swap an event for a newer one.
  private hasEnough(): boolean {
    const kept = this.#taken + this.#unread.length + this.#suspended.length;
    return kept >= this.#maxEvents && this.#overflow !== "drop-oldest";
  }

  // With senders that wait it must go on listening: for the end of the stream, which lets them go.
  private endWhenEnough(): void {
    if (this.#suspended.length === 0 && this.hasEnough()) this.#subscription.end("it has its maxEvents");
  }

  private finish(error: MillraceError | undefined, why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#stopListening?.();
    this.#subscription.end(why);
    while (this.#suspended.length > 0) this.admit(); // the reader may still have their events; they wait no longer
    const [first, ...rest] = this.#readers.splice(0);
    if (first && error) {
      this.#error = undefined;
      first.reject(error);
    } else first?.resolve(DONE);
    for (const reader of rest) reader.resolve(DONE);
  }

  private listen(signal: AbortSignal): void {
    const abort = (): void => {
      this.finish(
        new MillraceError("ABORTED", "The join was aborted.", { cause: signal.reason }),
        "its signal was aborted",
      );
    };
    this.#stopListening = onAbort(signal, abort);
  }
}
