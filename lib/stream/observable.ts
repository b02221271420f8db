// A stream or a view as an RxJS Observable whose consumers cannot disturb the road. The way back is `observable-feed.ts`.
import { Observable, type Observer, type Operator, Subscriber, type Subscription, type TeardownLogic } from "rxjs";
import type { BaseEvent } from "../event/base-event.js";
import { reportObservable } from "./report-failure.js";
import type { StreamCore } from "./stream-core.js";
import { coreOf, filterOfView, type StreamView } from "./stream-view.js";

/** What an observable shares with all that operators make of it. */
interface Origin {
  readonly core: StreamCore;
  /** The event that came last: what a consumer that throws was busy with. */
  latest: BaseEvent | undefined;
}

/**
 * A stream, or a view of one, as an RxJS Observable.
 *
 * ```ts
 * toObservable(stream.where(Tick)).pipe(bufferCount(3)).subscribe((three) => …);
 * ```
 *
 * Each Rx subscriber listens from its subscription on, at the step of observation, and counts as one subscription until
 * it unsubscribes; all complete when the stream closes. A consumer that throws, or that has no `error` for an operator
 * that failed, becomes a `HandlerFailed`. Nothing waits for a consumer; for back-pressure use `join`.
 */
export function toObservable<E extends BaseEvent>(view: StreamView<E>): Observable<E> {
  const core = coreOf(view);
  const filter = filterOfView(view);
  const origin: Origin = { core, latest: undefined };
  return new GuardedObservable<E>(origin, (subscriber) => {
    const next = (event: BaseEvent): void => {
      origin.latest = event;
      subscriber.next(event as E);
    };
    const complete = (): void => {
      subscriber.complete();
    };
    // A whole stream needs no index: its subject calls Rx observers itself.
    if (filter === undefined) return core.subject.subscribe({ next, complete });
    if (core.closed) {
      complete();
      return;
    }
    const subscription = core.observe(filter, next, complete, "toObservable");
    return () => {
      subscription.unsubscribe();
    };
  });
}

// RxJS throws what a consumer throws once more from a timer, where it ends the process; here it is caught and reported.
class GuardedObservable<T> extends Observable<T> {
  readonly #origin: Origin;

  constructor(origin: Origin, subscribe?: (subscriber: Subscriber<T>) => TeardownLogic) {
    super(subscribe);
    this.#origin = origin;
  }

  // Called by every operator, so that what comes out of a pipe is guarded, too; RxJS's own Subject overrides it likewise.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    return Object.assign(new GuardedObservable<R>(this.#origin), { source: this, operator });
  }

  override subscribe(
    consumer?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    if (consumer instanceof Subscriber) return super.subscribe(consumer); // an operator, not the end of the chain
    const given: Partial<Observer<T>> =
      typeof consumer === "object" && consumer !== null
        ? consumer
        : { ...(consumer && { next: consumer }), ...(error && { error }), ...(complete && { complete }) };
    return super.subscribe({
      next: (value) => {
        this.attempt(() => given.next?.(value));
      },
      error: (reason: unknown) => {
        if (given.error) this.attempt(() => given.error?.(reason));
        else this.report(reason);
      },
      complete: () => {
        this.attempt(() => given.complete?.());
      },
    });
  }

  private attempt(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.report(error);
    }
  }

  // Not at once: whoever observes after this consumer hears of the event before it hears of the failure.
  private report(error: unknown): void {
    const { core, latest } = this.#origin;
    queueMicrotask(() => void reportObservable(core.subject, latest, "toObservable", error));
  }
}
