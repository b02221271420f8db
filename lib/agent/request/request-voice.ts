// How a request speaks: every event goes by the interrupters of its stream, where it has one, and then into its log.
import { type BaseEvent, markCause } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import { isThenable } from "../../primitives/thenable.js";
import { announce, isHeard } from "../../stream/announce.js";
import type { Context } from "../../stream/context.js";
import type { LogPlace, RequestEvent } from "./request-events.js";
import type { RequestLog } from "./request-log.js";

/** What became of an event: itself, what an interrupter put in its place, or undefined where one suppressed it. */
export type Said<E> = E | undefined | Promise<E | undefined>;

/** The voice of one request. */
export class RequestVoice {
  /** The current attempt; 0 before the first. */
  attempt = 0;
  /** What the next events answer. */
  cause: BaseEvent | undefined = undefined;
  private seq = 0;
  private hasEnded = false;

  constructor(
    readonly requestId: string,
    private readonly log: RequestLog,
    /** Undefined for a request that nobody but its readers hears. */
    private readonly context: Context | undefined,
    private readonly onFailure: (error: unknown, event: BaseEvent) => void,
  ) {}

  /** Where the next event stands. */
  next(): LogPlace {
    return { requestId: this.requestId, attempt: this.attempt, seq: ++this.seq };
  }

  /**
   * Says an event. A promise only where an interrupter is asynchronous; throws, or rejects with, what an interrupter
   * throws. An event of another class in its place counts as a suppression.
   */
  say<E extends RequestEvent>(event: E): Said<E> {
    const { context } = this;
    if (this.hasEnded) return undefined;
    if (this.cause) markCause(event, this.cause);
    if (context === undefined || !isHeard(context, event.constructor as EventConstructor<BaseEvent>)) {
      this.log.append(event);
      return event;
    }
    const announced = announce(context, event, (error) => {
      this.onFailure(error, event);
    });
    return isThenable(announced) ? announced.then((verdict) => this.take(event, verdict)) : this.take(event, announced);
  }

  /** Says the last event; where its stream is gone, at least to the readers. */
  conclude(event: RequestEvent): void {
    try {
      void this.say(event); // it is not interruptible, and has been said when this returns
    } catch {
      this.log.append(event);
    }
    this.hasEnded = true;
  }

  private take<E extends RequestEvent>(event: E, verdict: BaseEvent | null): E | undefined {
    if (this.hasEnded || verdict === null || !(verdict instanceof event.constructor)) return undefined;
    this.log.append(verdict as E);
    return verdict as E;
  }
}
