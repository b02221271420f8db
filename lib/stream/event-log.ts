// The history port: where a stream records its events. A tenant is a `Storage`; `storageContract` in the test kit proves it.
import type { BaseEvent } from "../event/base-event.js";

/** Recorded events in the order of their recording, as a copy that belongs to the reader. */
export type RecordedEvents = readonly BaseEvent[] & {
  /** How many older events are gone because of `retain`. */
  readonly dropped: number;
};

/** A place in a log. It holds until events are put in the place of all. */
export interface LogMark {
  /** The log between two `replace`s. */
  readonly epoch: object;
  /** How many events were recorded in it before this place. */
  readonly position: number;
}

/** What was recorded behind a place, and the place behind that. */
export interface LogTail {
  readonly events: readonly BaseEvent[];
  readonly mark: LogMark;
  /** How many events of the epoch are gone. */
  readonly dropped: number;
}

/** The past of one stream. Every method may answer at once or with a promise; the stream awaits it. */
export interface EventLog {
  /** Records an event behind all others. Equal events, and one event twice, are all kept. */
  append(event: BaseEvent): void | PromiseLike<void>;
  /** All events still kept. */
  read(): RecordedEvents | PromiseLike<RecordedEvents>;
  /** Puts these events in the place of all. */
  replace(events: readonly BaseEvent[]): void | PromiseLike<void>;
  /**
   * What was recorded behind a place, or everything that is kept; undefined when that is not to be had any more. A log that
   * has this spares those who follow it from reading everything each time.
   */
  tail?(mark?: LogMark): LogTail | undefined;
}

/** What a stream asks of its log. */
export interface EventLogOptions {
  /** How many events are kept at most; older ones go first. `Infinity` keeps all. */
  readonly retain: number;
}

/** Keeps the past of streams by their ids. One storage may serve many streams. */
export interface Storage {
  /** The log of a stream: the same past for the same id. */
  log(streamId: string, options: EventLogOptions): EventLog;
}

/** An array of events as {@link RecordedEvents}. */
export function recorded(events: BaseEvent[], dropped: number): RecordedEvents {
  return Object.defineProperty(events, "dropped", { value: dropped }) as unknown as RecordedEvents;
}
