// How a turn speaks: every event is sent in its context and waited for, and what its interrupters make of it is what counts.
import { MillraceError } from "../../errors/millrace-error.js";
import type { BaseEvent } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import { createDeferred } from "../../primitives/deferred.js";
import { announce, isHeard, reportTo, sendVerdict } from "../../stream/announce.js";
import type { Context } from "../../stream/context.js";
import type { TranscriptSource } from "../conversation/transcript-source.js";

/** The voice of one turn, until it is cut off. */
export class TurnVoice {
  private readonly cutting = createDeferred<never>();
  private isCut = false;

  constructor(
    readonly context: Context,
    private readonly transcript: TranscriptSource,
  ) {
    this.cutting.promise.catch(() => undefined); // who waits is told
  }

  /** Ends every wait with this error. What is said from now on is told and not waited for. */
  cut(error: unknown): void {
    this.isCut = true;
    this.cutting.reject(error);
  }

  /** What others give, unless the turn is cut off before. */
  within<T>(work: PromiseLike<T> | T): Promise<T> {
    return Promise.race([this.cutting.promise, work]);
  }

  /**
   * Sends an event and resolves, when everybody has heard it, with what its interrupters have made of it; undefined where
   * they have suppressed it or put an event of another class in its place. Rejects with what a subscriber throws.
   */
  async send<E extends BaseEvent>(event: E, context = this.context): Promise<E | undefined> {
    if (this.isCut) return this.tell(event, context);
    const isOne = (verdict: BaseEvent | null): verdict is E => verdict instanceof event.constructor;
    const sent = sendVerdict(context, event).then((verdict) => {
      if (!isOne(verdict)) return undefined;
      this.transcript.note(verdict); // also where the turn is cut off meanwhile
      return verdict;
    });
    return this.within(sent);
  }

  /** The same for what a turn cannot go on without. Throws TURN_SUPPRESSED. */
  async say<E extends BaseEvent>(event: E): Promise<E> {
    const said = await this.send(event);
    if (said !== undefined) return said;
    throw new MillraceError(
      "TURN_SUPPRESSED",
      `The ${event.constructor.name} of a turn was suppressed by an interrupter.`,
      {
        details: { event: event.type },
      },
    );
  }

  /** Sends an event and waits for nobody; what its subscribers throw is reported. */
  tell<E extends BaseEvent>(event: E, context = this.context): E {
    if (!isHeard(context, event.constructor as EventConstructor<BaseEvent>)) {
      this.transcript.note(event);
      return event;
    }
    const report = (error: unknown): void => {
      reportTo(context, event, "a subscriber of a turn", error);
    };
    try {
      this.transcript.note(event);
      const told = announce(context, event, { onFailure: report });
      if (told instanceof Promise) told.catch(report);
    } catch (error) {
      report(error); // of an interrupter, or of a stream that is closed
    }
    return event;
  }
}
