// An event that a chunk sends on its way over the bus: until a flow has taken it up, a restart sends it again.
import type { BaseEvent } from "../../event/base-event.js";
import type { StreamContext } from "../../stream/context.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedWork } from "../snapshot/snapshot.js";
import type { Place, Ticket } from "./place.js";
import { Work } from "./subtree.js";

/** An event that is being delivered. */
export class EventWork extends Work implements Ticket {
  private arrived = false;

  constructor(
    private readonly event: BaseEvent,
    private readonly place: Place,
  ) {
    super(place.subtree, place.item);
  }

  /** Sends it, from a context where there is one. True when it was delivered; a failure is the subtree's. */
  async send(from: StreamContext = this.place.context()): Promise<boolean> {
    const { place } = this;
    try {
      return await from.derive({ lineage: place.withTicket(this) }).send(this.event);
    } catch (error) {
      place.subtree.fail(error);
      return false;
    } finally {
      this.done();
    }
  }

  /** A flow has taken it up. */
  admit(): void {
    this.arrived = true;
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    if (this.arrived) return [];
    const { type } = this.event;
    return [{ kind: "event", event: writer.value(this.event, `the event [${type}]`), place: writer.place(this.place) }];
  }
}
