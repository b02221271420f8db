// How a turn speaks: every event is sent in its context and waited for, and what its interrupters make of it is what counts.
import { MillraceError } from "../../errors/millrace-error.js";
import type { BaseEvent } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import { currentClock } from "../../primitives/clock.js";
import { isThenable } from "../../primitives/thenable.js";
import { announce, isHeard, reportTo, sendVerdict } from "../../stream/announce.js";
import type { Context } from "../../stream/context.js";
import type { TranscriptSource } from "../conversation/transcript-source.js";

/** How long a turn that is over waits for interrupters of its last words. */
const GRACE_MS = 1000;

/** How an event is said. */
export interface Saying<E extends BaseEvent> {
  /** Default: that of the turn. */
  readonly context?: Context;
  /** What may stand in its place. Default: events of its class. */
  readonly as?: EventConstructor<E>;
  /** Hears what is recorded of it, before its subscribers do. */
  readonly onAdmitted?: (verdict: E) => void;
}

/** The voice of one turn, until it is cut off. */
export class TurnVoice {
  private isCut = false;
  private isOver = false;
  private makeReason: () => unknown = () => undefined;
  /** Who waits, to be told when the turn is cut off. */
  private readonly waiting = new Set<(error: unknown) => void>();
  /** Those of its last words whose interrupters have not spoken yet. */
  private readonly late = new Set<Promise<unknown>>();
  private readonly giveUp = new Set<() => void>();
  private grace: Disposable | undefined;
  private isPatient = true;

  constructor(
    readonly context: Context,
    private readonly transcript: TranscriptSource,
  ) {}

  /** Throws why the turn was cut off, where it was: what a middleware begins later is not begun. */
  refuseLate(): void {
    if (this.isCut) throw this.makeReason();
  }

  /** Ends every wait with this error, which is made where somebody meets it. What is under way is not let through any more; what is said from now on is told. */
  cut(makeError: () => unknown): void {
    if (this.isCut) return;
    this.isCut = true;
    this.makeReason = makeError;
    if (this.waiting.size > 0) {
      const told = [...this.waiting];
      const error = makeError();
      this.waiting.clear();
      for (const tell of told) tell(error);
    }
    if (this.giveUp.size > 0) this.startGrace();
  }

  /** Calls a task when the turn is cut off, at once if it is. The result ends that. */
  onCut(task: (error: unknown) => void): () => void {
    if (this.isCut) task(this.makeReason());
    else this.waiting.add(task);
    return () => {
      this.waiting.delete(task);
    };
  }

  /** The last wait, for the interrupters of what was told, once the turn is cut off; undefined where there is none. */
  rest(): Promise<unknown> | undefined {
    return this.late.size === 0 ? undefined : Promise.all(this.late);
  }

  /** From here on nothing is said. */
  close(): void {
    this.isOver = true;
    this.grace?.[Symbol.dispose]();
  }

  /** What others give, unless the turn is cut off before. */
  within<T>(work: PromiseLike<T> | T): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = this.onCut(reject);
      Promise.resolve(work).then(
        (value) => {
          stop();
          resolve(value);
        },
        (error: unknown) => {
          stop();
          reject(error);
        },
      );
    });
  }

  /**
   * Sends an event and resolves, when everybody has heard it, with what its interrupters have made of it; undefined where
   * they have suppressed it or put an event of another class in its place. Rejects with what a subscriber throws.
   */
  async send<E extends BaseEvent>(event: E, saying: Saying<E> = {}): Promise<E | undefined> {
    if (this.isCut) {
      const told = await this.tell(event, saying);
      if (told !== undefined) saying.onAdmitted?.(told);
      return told;
    }
    const { context = this.context, as = event.constructor as EventConstructor<E>, onAdmitted } = saying;
    let said: E | undefined;
    const admit = (verdict: BaseEvent): boolean => {
      if (this.isCut) return false;
      this.transcript.note(verdict);
      if (!(verdict instanceof as)) return true;
      said = verdict;
      onAdmitted?.(verdict);
      return true;
    };
    const sent = sendVerdict(context, event, admit);
    if (isThenable(sent)) await this.within(sent); // else everybody has finished
    return said;
  }

  /** The same for what a turn cannot go on without. Throws TURN_SUPPRESSED. */
  async say<E extends BaseEvent>(event: E): Promise<E> {
    this.refuseLate();
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

  /**
   * Sends an event and waits for its interrupters alone; once the turn is cut off, not for long. Never rejects: what they
   * and subscribers throw is reported. Undefined where nobody has met it.
   */
  tell<E extends BaseEvent>(event: E, saying: Saying<E> = {}): Promise<E | undefined> | E | undefined {
    const { context = this.context, as = event.constructor as EventConstructor<E> } = saying;
    if (this.isOver) return undefined;
    if (!isHeard(context, event.constructor as EventConstructor<BaseEvent>)) {
      this.transcript.note(event);
      return event;
    }
    const onFailure = (error: unknown): undefined => {
      if (MillraceError.is(error, "STREAM_CLOSED")) return; // nobody is left to hear of it
      reportTo(context, event, "a subscriber of a turn", error);
    };
    const admit = (verdict: BaseEvent): boolean => {
      if (!this.isOver) this.transcript.note(verdict);
      return !this.isOver;
    };
    const own = (verdict: BaseEvent | null): E | undefined => (verdict instanceof as ? verdict : undefined);
    try {
      const told = announce(context, event, { onFailure, admit, untilShown: true });
      return isThenable(told) ? this.hear(Promise.resolve(told).then(own, onFailure)) : own(told);
    } catch (error) {
      onFailure(error); // of an interrupter, or of a stream that is closed
      return undefined;
    }
  }

  private hear<E>(told: Promise<E | undefined>): Promise<E | undefined> {
    const heard = new Promise<E | undefined>((resolve) => {
      const giveUp = (): void => {
        resolve(undefined);
      };
      if (!this.isPatient) giveUp();
      this.giveUp.add(giveUp);
      if (this.isCut) this.startGrace();
      void told.then((verdict) => {
        this.giveUp.delete(giveUp);
        resolve(verdict);
      });
    });
    this.late.add(heard);
    return heard.finally(() => {
      this.late.delete(heard);
    });
  }

  private startGrace(): void {
    this.grace ??= currentClock().schedule(GRACE_MS, () => {
      this.isPatient = false;
      for (const giveUp of this.giveUp) giveUp();
    });
  }
}
