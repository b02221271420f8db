// The notices of the bus itself: transient events that a filter, a future or a subscriber can hear like any other.
import { BaseEvent } from "../event/base-event.js";

/** An interrupter returned null: the event was neither recorded nor delivered. */
export class EventSuppressed extends BaseEvent {
  static readonly type = "millrace.event-suppressed";
  static readonly transient = true;

  constructor(
    /** What was suppressed, as it was by then. */
    readonly event: BaseEvent,
    /** The name of the interrupter. */
    readonly interrupter: string,
  ) {
    super();
  }
}

/** A handler failed whose subscription reports its errors. If nobody hears it, it is written to stderr once. */
export class HandlerFailed extends BaseEvent {
  static readonly type = "millrace.handler-failed";
  static readonly transient = true;

  constructor(
    /** The event that was handled. */
    readonly event: BaseEvent,
    /** The name of the subscription. */
    readonly subscription: string,
    /** What it threw. */
    readonly error: unknown,
  ) {
    super();
  }
}

/** An observable that feeds a stream failed, or gave something that is no event; or a consumer before its first event. */
export class ObservableFailed extends BaseEvent {
  static readonly type = "millrace.observable-failed";
  static readonly transient = true;

  constructor(
    /** What it failed with. */
    readonly error: unknown,
  ) {
    super();
  }
}
