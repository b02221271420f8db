// What a stream sent, for specs to look at.
import type { BaseEvent } from "../event/base-event.js";
import type { EventConstructor } from "../event/event-statics.js";
import { coreOf, filterOfView, type StreamView } from "../stream/stream-view.js";

/** The events that a stream or view has delivered since {@link recordEvents} was called. Disposing it stops the record. */
export interface EventRecord<E extends BaseEvent = BaseEvent> extends Disposable {
  /** All of them, in causal order, transient ones included. */
  readonly events: readonly E[];
  /** Those of a class and its subclasses. */
  of<T extends BaseEvent>(constructor: EventConstructor<T>): T[];
  /** Forgets what came so far. */
  clear(): void;
}

/**
 * Records the events of a stream or view from now on, at the step of observation: before any subscriber runs, and not
 * what an interrupter suppressed.
 *
 * ```ts
 * using record = recordEvents(stream);
 * await stream.send(new Tick(1));
 * expect(record.of(Tick)).toHaveLength(1);
 * ```
 *
 * @throws STREAM_CLOSED.
 */
export function recordEvents<E extends BaseEvent>(view: StreamView<E>): EventRecord<E> {
  const inner = view as unknown as StreamView;
  const events: E[] = [];
  const subscription = coreOf(inner).observe(
    filterOfView(inner),
    (event) => {
      events.push(event as E);
    },
    () => undefined,
    "recordEvents",
  );
  return {
    events,
    of: (constructor) => events.filter((event) => event instanceof constructor) as never[],
    clear() {
      events.length = 0;
    },
    [Symbol.dispose]() {
      subscription.unsubscribe();
    },
  };
}
