// A condition that answers later: what it is asked with, and the wait for its answer.
import type { MatchNode } from "../definition/blueprint.js";
import type { Condition } from "../definition/condition.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedWork } from "../snapshot/snapshot.js";
import { ConditionData } from "./condition-data.js";
import type { Place } from "./place.js";
import type { Station } from "./plan.js";
import { Work } from "./subtree.js";

/** A match that waits for one of its conditions. After a restart it asks from the first one on. */
export class ConditionWork extends Work {
  constructor(
    private readonly station: Station<MatchNode>,
    private readonly value: unknown,
    private readonly place: Place,
  ) {
    super(place.subtree, place.item);
  }

  /** Asks a condition. */
  static ask(condition: Condition, value: unknown, place: Place): unknown {
    return condition.test(new ConditionData(value, place) as never);
  }

  /** Goes on with the answer; a failure is the subtree's. */
  wait(answer: PromiseLike<unknown>, goOn: (answer: unknown) => void): void {
    const { subtree, run } = this.place;
    answer.then(
      (hit) => {
        try {
          if (run.open && subtree.open) goOn(hit);
        } catch (error) {
          subtree.fail(error);
        }
        this.done();
      },
      (error: unknown) => {
        subtree.fail(error);
        this.done();
      },
    );
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    const { id } = this.station.node;
    return [
      {
        kind: "node",
        node: id,
        value: writer.value(this.value, `the value of ${id}`),
        place: writer.place(this.place),
      },
    ];
  }
}
