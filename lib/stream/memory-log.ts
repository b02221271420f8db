// A log in memory: a ring that drops the oldest. Every stream has one unless it is given a storage.
import { type BaseEvent } from "../event/base-event.js";
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
    if (this.events.length < this.retain) {
      this.events.push(event);
      return;
    }
    this.dropped++;
    if (this.retain === 0) return;
    this.events[this.oldest] = event;
    this.oldest = this.oldest + 1 === this.retain ? 0 : this.oldest + 1;
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
