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
    /** Undefined for a request that nobody reads but by its stream. */
    private readonly log: RequestLog | undefined,
    /** Undefined for a request that nobody but its readers hears. */
    private readonly context: Context | undefined,
    private readonly onFailure: (error: unknown, event: BaseEvent) => void,
    /** False: its stream tells the events to those who listen now, and does not keep them. */
    private readonly isRecorded = true,
  ) {}

  /** Where the next event stands. The number of one that came to nothing is that of the next. */
  next(): LogPlace {
    return { requestId: this.requestId, attempt: this.attempt, seq: this.seq + 1 };
  }

  /** True when the event is in the log, under its number. */
  hasSaid({ seq }: LogPlace): boolean {
    return seq <= this.seq;
  }

  /** False when nobody, reader or stream, would meet an event of the class: it need not be made. */
  meets(constructor: EventConstructor<BaseEvent>): boolean {
    return this.log !== undefined || this.isHeard(constructor);
  }

  private isHeard(constructor: EventConstructor<BaseEvent>): boolean {
    return this.context !== undefined && isHeard(this.context, constructor, this.isRecorded);
  }

  /**
   * Says an event: it is in the log before its subscribers meet it. A promise only where an interrupter is asynchronous;
   * throws, or rejects with, what an interrupter throws. An event of another class in its place counts as a suppression.
   */
  say<E extends RequestEvent>(event: E): Said<E> {
    const { context } = this;
    if (this.hasEnded) return undefined;
    if (this.cause) markCause(event, this.cause);
    if (!this.isHeard(event.constructor as EventConstructor<BaseEvent>) || context === undefined) {
      this.append(event);
      return event;
    }
    const isOne = (verdict: BaseEvent | null): verdict is E => verdict instanceof event.constructor;
    const announced = announce(context, event, {
      recorded: this.isRecorded,
      onFailure: (error) => {
        this.onFailure(error, event);
      },
      admit: (verdict) => {
        if (this.hasEnded) return false;
        if (isOne(verdict)) this.append(verdict);
        return true;
      },
    });
    if (!isThenable(announced)) return isOne(announced) ? announced : undefined;
    return announced.then((verdict) => (isOne(verdict) ? verdict : undefined));
  }

  /** Says what no interrupter is asked of; where its stream is gone, at least to the readers. */
  tell(event: RequestEvent): void {
    if (this.hasEnded) return;
    try {
      void this.say(event);
    } catch {
      if (!this.hasSaid(event)) this.append(event);
    }
  }

  /** Tells the last event. */
  conclude(event: RequestEvent): void {
    this.tell(event);
    this.hasEnded = true;
  }

  private append(event: RequestEvent): void {
    this.seq++;
    this.log?.append(event);
  }
}
