// The end of a chunk on its way over the bus: what follows begins behind those who hear of it.
import { DELIVERED } from "../../stream/delivery.js";
import type { ChunkNode } from "../definition/blueprint.js";
import { ChunkEnded } from "../flow-events.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedWork } from "../snapshot/snapshot.js";
import type { Place, Ticket } from "./place.js";
import type { Station } from "./plan.js";
import { Work } from "./subtree.js";

/** An end that is being told. */
export class EndedWork extends Work implements Ticket {
  private arrived = false;

  constructor(
    private readonly station: Station<ChunkNode>,
    private readonly output: unknown,
    private readonly place: Place,
  ) {
    super(place.subtree, place.item);
  }

  /** Tells it; the links behind it let what follows begin. A failing hearer fails the subtree. */
  tell(): void {
    const { station, output, place } = this;
    const { run, subtree } = place;
    const { id, chunk } = station.node;
    const ended = new ChunkEnded(run.flow, run.id, id, chunk.name, output, place.scope.path);
    const sent = place.send(ended, this);
    if (sent === DELIVERED) {
      this.done();
      return;
    }
    sent.then(
      () => {
        this.done();
      },
      (error: unknown) => {
        subtree.fail(error);
        this.done();
      },
    );
  }

  /** It has come through: what follows it is there instead. */
  admit(): void {
    this.arrived = true;
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    if (this.arrived) return [];
    const { id } = this.station.node;
    const value = writer.value(this.output, `the output of ${id}`);
    return [{ kind: "arrival", route: `ended/${id}`, value, place: writer.place(this.place) }];
  }
}
