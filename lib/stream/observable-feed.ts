// An RxJS Observable that feeds a stream: one event at a time, in order. The other direction is `observable.ts`.
import { from, type ObservableInput, Subscription } from "rxjs";
import { BaseEvent } from "../event/base-event.js";
import { noEvent } from "../event/event-codec.js";
import { where } from "../filter/where.js";
import { createDeferred, type Deferred } from "../primitives/deferred.js";
import { Fifo } from "./fifo.js";
import { reportObservable } from "./report-failure.js";
import type { Stream } from "./stream.js";
import { coreOf } from "./stream-view.js";
import type { StreamCore } from "./stream-core.js";
import type { SubscriptionRecord } from "./subscription.js";

/** An observable that feeds a stream, until it completes or is disposed. */
export interface ObservableFeed extends Disposable {
  /** True when nothing is sent any more. */
  readonly closed: boolean;
  /** Resolves when the last event has been handled. Never rejects: failures are reported on the stream. */
  readonly done: Promise<void>;
  /** Leaves the observable, and forgets what it gave and was not sent yet. */
  unsubscribe(): void;
}

/**
 * Sends every event of an observable, each after the former has been handled; what comes meanwhile waits in order.
 *
 * A handler that fails, something that is no event and the error of the observable are reported on the stream, as
 * `HandlerFailed` or `ObservableFailed`. The close of the stream ends the feed.
 *
 * @throws STREAM_CLOSED.
 */
export function fromObservable(source: ObservableInput<BaseEvent>, stream: Stream): ObservableFeed {
  return new Feed(source, stream);
}

// No stream ever sends one: listening for it is listening for the end of the stream alone.
class NoEvent extends BaseEvent {}

class Feed implements ObservableFeed {
  closed = false;
  readonly #stream: Stream;
  readonly #core: StreamCore;
  readonly #source = new Subscription();
  readonly #end: SubscriptionRecord;
  readonly #waiting = new Fifo<BaseEvent>();
  readonly #done: Deferred<void> = createDeferred();
  #sending = false;

  constructor(source: ObservableInput<BaseEvent>, stream: Stream) {
    this.#stream = stream;
    this.#core = coreOf(stream);
    this.#end = this.#core.observe(
      where(NoEvent),
      () => undefined,
      () => {
        if (!this.closed) this.unsubscribe(); // the stream closed; else it is we who end
      },
      "fromObservable",
    );
    this.#source.add(
      from(source).subscribe({
        next: (event) => {
          this.take(event);
        },
        error: (error: unknown) => {
          void reportObservable(this.#core.subject, undefined, "fromObservable", error);
          this.finish();
        },
        complete: () => {
          this.finish();
        },
      }),
    );
  }

  get done(): Promise<void> {
    return this.#done.promise;
  }

  unsubscribe(): void {
    this.#waiting.clear();
    this.finish();
  }

  [Symbol.dispose](): void {
    this.unsubscribe();
  }

  private take(event: BaseEvent): void {
    if (this.closed) return; // a source that goes on after it was left
    this.#waiting.push(event);
    if (!this.#sending) void this.sendAll();
  }

  // Synchronous up to the first send, so that an event that nobody waits for is sent at once.
  private async sendAll(): Promise<void> {
    this.#sending = true;
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) await this.send(event);
    this.#sending = false;
    if (this.closed) this.#done.resolve();
  }

  private async send(event: BaseEvent): Promise<void> {
    const isEvent = (event as unknown) instanceof BaseEvent;
    try {
      if (!isEvent) throw noEvent(event, "fromObservable");
      await this.#stream.send(event);
    } catch (error) {
      if (this.#stream.closed) return;
      await reportObservable(this.#core.subject, isEvent ? event : undefined, "fromObservable", error);
    }
  }

  private finish(): void {
    if (this.closed) return;
    this.closed = true;
    this.#source.unsubscribe();
    this.#end.unsubscribe();
    if (!this.#sending) this.#done.resolve();
  }
}
