// An answer on its way to where it goes on: the next step, the same chunk once more, or out as a signal.
import type { ChunkNode } from "../definition/blueprint.js";
import type { Resume } from "../definition/chunk-data.js";
import { checkValue } from "../definition/flow-contract.js";
import { beginCall, endNode } from "../operators/chunk.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedWork } from "../snapshot/snapshot.js";
import type { Interrupt } from "./interrupt.js";
import type { Place } from "./place.js";
import type { Station } from "./plan.js";
import { sendSignal } from "./send-signal.js";
import { Work } from "./subtree.js";

/** What goes on behind one answer. */
export class ResumeWork extends Work {
  constructor(
    private readonly station: Station<ChunkNode>,
    private readonly interrupt: Interrupt,
    /** What the chunk ran with. */
    private readonly value: unknown,
    private readonly resume: Resume,
    private readonly place: Place,
  ) {
    super(place.subtree, undefined); // its item takes its place before it goes on
  }

  /** Goes on; what cannot fails the subtree. */
  goOn(): void {
    const { subtree, run, item } = this.place;
    subtree.begin(() => {
      this.done(); // it is one or the other in a snapshot
      if (run.open && subtree.open) this.pass();
    });
    item?.settle();
  }

  private pass(): void {
    const { station, place, resume } = this;
    const { run } = place;
    const { resumeTo } = this.interrupt;
    if (resumeTo === "next") {
      const { chunk } = station.node;
      const output = checkValue(run.flow, `output of chunk "${chunk.name}"`, chunk.outputSchema, resume.value);
      endNode(run, station, output, place);
    } else if (resumeTo === "self") beginCall(run, station, this.value, place, resume);
    else void sendSignal(run, { kind: "signal", name: resumeTo.event, value: resume.value, isAnswer: true }, place);
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    const { id } = this.station.node;
    const { resumeTo } = this.interrupt;
    const place = writer.place(this.place);
    const answer = writer.value(this.resume.value, `the answer to "${this.interrupt.id}"`);
    if (resumeTo === "next") return [{ kind: "arrival", route: `ended/${id}`, value: answer, place }];
    if (resumeTo !== "self") return [{ kind: "signal", signal: "signal", name: resumeTo.event, value: answer, place }];
    const value = writer.value(this.value, `the value of ${id}`);
    return [{ kind: "call", node: id, value, place, resume: writer.resume(this.resume, id) }];
  }
}
