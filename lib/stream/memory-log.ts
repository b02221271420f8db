// A log in memory: a ring that drops the oldest. Every stream has one unless it is given a storage.
import type { BaseEvent } from "../event/base-event.js";
import { type EventLog, type LogMark, type LogTail, type RecordedEvents, recorded } from "./event-log.js";

/** Keeps the last `retain` events. Appending is synchronous and costs a store. */
export class MemoryLog implements EventLog {
  private events: BaseEvent[] = [];
  /** Where the next event goes once the ring is full, which is where the oldest is. */
  private oldest = 0;
  private dropped = 0;
  /** Another one after each `replace`. */
  private epoch = {};
  private readonly retain: number;

  constructor(retain: number) {
    this.retain = retain;
  }

  append(event: BaseEvent): void {
    const { events, oldest, retain } = this;
    if (events.length !== retain || retain === 0) {
      this.grow(event);
      return;
    }
    events[oldest] = event;
    this.oldest = oldest + 1 === retain ? 0 : oldest + 1;
    this.dropped++;
  }

  private grow(event: BaseEvent): void {
    if (this.retain === 0) this.dropped++;
    else this.events.push(event);
  }

  read(): RecordedEvents {
    return recorded([...this.events.slice(this.oldest), ...this.events.slice(0, this.oldest)], this.dropped);
  }

  tail(mark?: LogMark): LogTail | undefined {
    const { epoch, dropped, oldest } = this;
    const kept = this.events.length;
    const from = mark === undefined ? 0 : mark.position - dropped;
    if (mark !== undefined && (mark.epoch !== epoch || from < 0)) return undefined;
    const events: BaseEvent[] = [];
    for (let place = from; place < kept; place++) events.push(this.events[(oldest + place) % kept] as BaseEvent);
    return { events, mark: { epoch, position: dropped + kept }, dropped };
  }

  replace(events: readonly BaseEvent[]): void {
    this.epoch = {};
    const kept = this.retain === 0 ? [] : events.slice(-this.retain);
    this.dropped = events.length - kept.length;
    this.events = kept;
    this.oldest = 0;
  }
}
