// A log in memory: a ring that drops the oldest. Every stream has one unless it is given a storage.
import type { BaseEvent } from "../event/base-event.js";
import { type EventLog, type RecordedEvents, recorded } from "./event-log.js";

/** Keeps the last `retain` events. Appending is synchronous and costs a store. */
export class MemoryLog implements EventLog {
  private events: BaseEvent[] = [];
  /** Where the next event goes once the ring is full, which is where the oldest is. */
  private oldest = 0;
  private dropped = 0;
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

  replace(events: readonly BaseEvent[]): void {
    const kept = this.retain === 0 ? [] : events.slice(-this.retain);
    this.dropped = events.length - kept.length;
    this.events = kept;
    this.oldest = 0;
  }
}
