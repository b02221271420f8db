// The contract of every stream, in memory or elsewhere.
import type { BaseEvent } from "../event/base-event.js";
import type { Attachment } from "./attach.js";
import type { Context, OwnedContext } from "./context.js";
import type { ContextOptions } from "./context-scope.js";
import type { EventExplanation, ExplainOptions } from "./explain.js";
import type { History } from "./history.js";
import type { StreamView } from "./stream-view.js";

/**
 * A bus of typed events. `send` takes an event down one road: interrupters, record, observation, subscribers, flows.
 */
export interface Stream extends StreamView, AsyncDisposable {
  /** Names the stream in storages and on wires. */
  readonly id: string;
  /** What was recorded. */
  readonly history: History;
  /** True from `close` on. */
  readonly closed: boolean;
  /**
   * Sends an event. Resolves when every handler has finished: true when delivered, false when an interrupter suppressed
   * it. Rejects with the error of a failing handler (several: an AggregateError) after all others have run.
   *
   * Inside a handler send through its context instead, which sets the cause and passes variables and dependencies on.
   *
   * @throws EVENT_EXPECTED, STREAM_CLOSED, INTERRUPTER_NO_VERDICT, MAX_DEPTH, TIMEOUT: all as rejections.
   */
  send(event: BaseEvent, context?: Context): Promise<boolean>;
  /** A context of your own, for many events; end it when the conversation is over. */
  context(options?: ContextOptions): OwnedContext;
  /**
   * Subscribes the methods of an object that `@subscribe` decorates, until the result is disposed. Of a class: its
   * container builds the object first.
   *
   * @throws ATTACH_TWICE, ATTACH_NOTHING, DEPENDENCY_FAILED, STREAM_CLOSED.
   */
  attach<T extends object>(target: T | (abstract new (...args: never[]) => T)): Attachment<T>;
  /** Says for each subscription whether it would run for the event and, if not, which clause says no. Runs nothing. */
  explain(event: BaseEvent, options?: ExplainOptions): EventExplanation;
  /** Ends every subscription, join and future, and refuses later sends with STREAM_CLOSED. Closing twice does nothing. */
  close(): Promise<void>;
}
