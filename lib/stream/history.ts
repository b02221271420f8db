// The past of a stream as its users see it: read, resume, replay, replace.
import { MillraceError } from "../errors/millrace-error.js";
import { BaseEvent } from "../event/base-event.js";
import { noEvent } from "../event/event-codec.js";
import { type EventLog, type LogMark, type LogTail, type RecordedEvents, recorded } from "./event-log.js";

/** Where a replay goes: another stream, or a function called for each event in order, each awaited. */
export type ReplayTarget = { send(event: BaseEvent): PromiseLike<unknown> } | ((event: BaseEvent) => unknown);

/** The recorded events of a stream. Without history, every method rejects with HISTORY_UNAVAILABLE. */
export class History {
  readonly #log: EventLog | undefined;

  /** For streams. */
  constructor(log: EventLog | undefined) {
    this.#log = log;
  }

  /** All events still kept, oldest first, as a copy; `dropped` says how many older ones are gone. */
  async read(): Promise<RecordedEvents> {
    return this.log().read();
  }

  /**
   * The events behind the one with this id.
   *
   * @throws HISTORY_UNAVAILABLE when no kept event has the id: it is gone, or it was never recorded.
   */
  async since(id: string): Promise<RecordedEvents> {
    const events = await this.log().read();
    const place = events.findIndex((event) => event.id === id);
    if (place >= 0) return recorded(events.slice(place + 1), 0);
    throw new MillraceError(
      "HISTORY_UNAVAILABLE",
      `No kept event has the id "${id}"; ${String(events.dropped)} older ones are gone.`,
      {
        details: { id, kept: events.length, dropped: events.dropped },
      },
    );
  }

  /** Sends the kept events to another stream, or calls a function with each, in order, each awaited. Returns how many. */
  async replay(to: ReplayTarget): Promise<number> {
    if (typeof to !== "function" && typeof (to as Partial<typeof to> | null)?.send !== "function") {
      throw new MillraceError("OPTION_INVALID", "replay goes to a stream or to a function.");
    }
    const events = await this.log().read();
    for (const event of events) await (typeof to === "function" ? to(event) : to.send(event));
    return events.length;
  }

  /** Puts these events in the place of all. Nobody is notified. Throws EVENT_EXPECTED. */
  async replace(events: readonly BaseEvent[]): Promise<void> {
    if (!Array.isArray(events)) throw noEvent(events, "history.replace");
    for (const event of events) if (!(event instanceof BaseEvent)) throw noEvent(event, "history.replace");
    await this.log().replace(events);
  }

  /** Forgets all. */
  async clear(): Promise<void> {
    await this.log().replace([]);
  }

  /** False for a stream without history: all else rejects. */
  get kept(): boolean {
    return this.#log !== undefined;
  }

  /** @internal What an upper floor keeps beside it, such as the transcript that is made of it. */
  companion: object | undefined = undefined;

  /** @internal What was recorded behind a place; undefined where the log cannot tell, and everything has to be read. */
  tail(mark?: LogMark): LogTail | undefined {
    return this.log().tail?.(mark);
  }

  private log(): EventLog {
    if (this.#log) return this.#log;
    throw new MillraceError("HISTORY_UNAVAILABLE", "This stream was made with history: false.");
  }
}
