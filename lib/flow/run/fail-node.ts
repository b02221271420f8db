// What becomes of a node that failed: it is told, then its error branch takes over, or its subtree fails.
import type { ChunkFailure } from "../definition/step-options.js";
import { ChunkFailed } from "../flow-events.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedWork } from "../snapshot/snapshot.js";
import type { FlowRun } from "./flow-run.js";
import type { Place } from "./place.js";
import type { Station } from "./plan.js";
import { Work } from "./subtree.js";
import { tell } from "./tell.js";

/** Fails a node in a place. `instead`: the work that the failure takes the place of. */
export function failNode(
  run: FlowRun,
  station: Station,
  error: unknown,
  value: unknown,
  place: Place,
  attempts: number,
  instead?: Work,
): void {
  const { node } = station;
  const name = node.kind === "chunk" ? node.chunk.name : node.id;
  const report = (): Promise<void> | undefined =>
    tell(
      run,
      ChunkFailed,
      () => new ChunkFailed(run.flow, run.id, node.id, name, value, place.scope.path, error),
      place,
    );
  if (station.failed.length === 0) {
    void report();
    place.subtree.fail(error); // at once, however long the hearers take
    instead?.done();
    return;
  }
  const work = new FailedWork(station, { error, value, node: node.id, attempts }, place);
  instead?.done();
  const told = report();
  if (told === undefined) work.goOn();
  else
    void told.then(() => {
      work.goOn();
    });
}

// A failure on its way to its error branch.
class FailedWork extends Work {
  constructor(
    private readonly station: Station,
    private readonly failure: ChunkFailure,
    private readonly place: Place,
  ) {
    super(place.subtree, place.item);
  }

  goOn(): void {
    const { station, failure, place } = this;
    place.run.pass(station.failed, failure, place, `failed/${failure.node}`);
    this.done();
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    const { node } = this.failure;
    const value = writer.value(this.failure, `the failure of ${node}`);
    return [{ kind: "arrival", route: `failed/${node}`, value, place: writer.place(this.place) }];
  }
}
