// What views, futures and joins need of the stream behind them.
import type { MillraceError } from "../errors/millrace-error.js";
import type { BaseEvent } from "../event/base-event.js";
import type { Filter } from "../filter/filter.js";
import type { Clock } from "../primitives/clock.js";
import type { Attachment } from "./attach.js";
import type { ContextHost } from "./context.js";
import type { EventLog } from "./event-log.js";
import type { EventSubject } from "./event-subject.js";
import type { Suppression } from "./interrupt.js";
import type { Role, RunHandler, SubscribeOptions, SubscriptionRecord } from "./subscription.js";

/** What the road needs to know of its stream. */
export interface EventSubjectOptions {
  readonly host: ContextHost;
  /** Where events are recorded; undefined without history. */
  readonly log: EventLog | undefined;
  readonly maxDepth: number;
  readonly onSuppressed: (suppression: Suppression) => void;
  /** Hears of every event in whose place an interrupter put another. */
  readonly onReplaced: (event: BaseEvent, by: BaseEvent, interrupter: string) => void;
}

/** The inside of a stream. */
export interface StreamCore {
  readonly subject: EventSubject;
  readonly clock: Clock;
  readonly closed: boolean;
  /** Objects and classes attached now. */
  readonly attachments: Map<object, Attachment>;
  /** Subscribes a handler of users, its options folded in. Throws STREAM_CLOSED, HANDLER_INVALID. */
  subscribe(role: Role, filter: Filter | undefined, handler: unknown, options: SubscribeOptions): SubscriptionRecord;
  /** Listens at the step of observation. `onEnd` hears of every end, that of the stream included. */
  observe(
    filter: Filter | undefined,
    run: (event: BaseEvent) => unknown,
    onEnd: (why: string) => void,
    name?: string,
  ): SubscriptionRecord;
  /**
   * Listens behind the plain subscribers, beside the other flows. `internal`: a link inside a flow, see `wants`. `decides`:
   * the handler asks by itself what its filter would ask beyond class and field.
   */
  subscribeFlow(
    filter: Filter,
    name: string,
    run: RunHandler,
    internal?: boolean,
    decides?: boolean,
  ): SubscriptionRecord;
  /** The error for what the end of a subscription leaves open. */
  endedError(why: string): MillraceError;
}
