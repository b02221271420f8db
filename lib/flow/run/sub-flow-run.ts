// One pass through a sub-flow: a child execution on the stream of its parent, its pauses shown and answered from there.
import { MillraceError } from "../../errors/millrace-error.js";
import { createDeferred, type Deferred } from "../../primitives/deferred.js";
import { onAbort } from "../../stream/on-abort.js";
import type { SubFlowNode } from "../definition/blueprint.js";
import type { Execution } from "../execution.js";
import { saveRun } from "../snapshot/save-run.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { ExecutionSnapshot, SavedSubFlow, SavedWork } from "../snapshot/snapshot.js";
import { createChild } from "./create-child.js";
import { failNode } from "./fail-node.js";
import type { FlowRun } from "./flow-run.js";
import type { Lifecycle } from "./lifecycle.js";
import { answerPause, type ChildRun } from "./pending-interrupts.js";
import type { Place } from "./place.js";
import type { Station } from "./plan.js";
import type { Scope } from "./scope.js";
import { writeState } from "./send-signal.js";
import type { Ending } from "./settlement.js";
import { writeBack } from "./sub-flow-mapping.js";
import { Subtree, Work } from "./subtree.js";

/** A child execution in a node of its parent. While the child is busy, so is the parent. */
export class SubFlowRun implements ChildRun {
  readonly name: string;
  private child: Lifecycle | undefined = undefined;
  /** What counts it as under way; undefined while it waits for answers. */
  private work: SubFlowWork | undefined = undefined;
  private busy = false;
  /** Where things go on behind the child: where it began, or behind the latest answer. */
  private place: Place;
  private readonly over: Deferred<void> = createDeferred();
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly parent: FlowRun,
    private readonly station: Station<SubFlowNode>,
    readonly value: unknown,
    private readonly origin: Place,
    name?: string,
  ) {
    this.place = origin;
    this.name = name ?? nameFor(parent, station.node.id, origin);
  }

  get run(): FlowRun {
    return (this.child as Lifecycle).run;
  }

  get execution(): Execution {
    return (this.child as Lifecycle).execution;
  }

  /** Runs the child, or goes on with one that a snapshot holds. Never rejects. */
  async begin(saved?: ExecutionSnapshot): Promise<void> {
    const { parent, station, origin } = this;
    const { id, concurrency } = station.node;
    this.work = new SubFlowWork(this, origin);
    const permits = parent.permitsOf(id, concurrency);
    try {
      await permits?.acquire();
      this.ends.push(() => permits?.release());
      if (!parent.open || !origin.subtree.open) {
        this.leave();
        return;
      }
      const { child, input } = this.make(saved);
      this.follow(child);
      if (saved) child.resume();
      else child.begin(input);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Takes up a child that waited for answers: it goes on with them. */
  restore(saved: ExecutionSnapshot): void {
    this.follow(this.make(saved).child);
  }

  /** The parent goes on: so do the timers of the child. */
  wake(): void {
    this.child?.run.wake();
  }

  answer(id: string, value: unknown): Promise<void> {
    const { parent, run } = this;
    run.wake();
    const answered = answerPause(run, id, value, undefined);
    return new Promise<void>((resolve, reject) => {
      const subtree = new Subtree(parent, resolve, reject);
      subtree.enter();
      const before = this.place;
      this.place = this.origin.under(subtree);
      answered
        .then(() => (run.open ? undefined : this.over.promise)) // what follows the child is part of the answer
        .then(
          () => {
            subtree.leave();
          },
          (error: unknown) => {
            if (this.place.subtree === subtree) this.place = before;
            subtree.fail(error);
            subtree.leave();
          },
        );
    });
  }

  /** Ends the child: the parent is over. */
  cancel(reason: unknown): void {
    this.child?.drop(reason);
  }

  /** What a snapshot holds of it while it waits. */
  saveWaiting(writer: SnapshotWriter): SavedSubFlow[] {
    return this.work === undefined ? [this.save(writer)] : [];
  }

  save(writer: SnapshotWriter): SavedSubFlow {
    const { id } = this.station.node;
    const value = writer.value(this.value, `the value of ${id}`);
    const place = writer.place(this.origin);
    // One that has just failed runs anew, if it comes to that: its failure has not been told yet.
    const child = this.child && this.child.status !== "failed" ? { child: saveRun(this.child) } : {};
    return { kind: "subFlow", node: id, name: this.name, value, place, ...child };
  }

  private make(saved: ExecutionSnapshot | undefined): { readonly child: Lifecycle; readonly input: unknown } {
    const { parent, station, origin } = this;
    const made = createChild(parent, station.node, this.value, origin, this.name, saved, (busy) => {
      this.turn(busy);
    });
    this.child = made.child;
    (parent.parts.children ??= new Set()).add(this);
    return made;
  }

  // The child gets busy, or is quiet and waits for answers: then the parent's work goes on without it.
  private turn(busy: boolean): void {
    if (busy === this.busy) return;
    this.busy = busy;
    if (busy) {
      this.parent.enter();
      return;
    }
    this.work?.done();
    this.work = undefined;
    this.parent.leave();
  }

  private follow(child: Lifecycle): void {
    const { parent, station, origin } = this;
    const { timeoutMs, id } = station.node;
    const { signal } = origin.subtree;
    let late: MillraceError | undefined;
    this.ends.push(
      onAbort(signal, () => {
        child.drop(signal.reason);
      }),
      () => parent.parts.children?.delete(this),
    );
    if (timeoutMs !== undefined) {
      const timer = parent.wiring.core.clock.schedule(timeoutMs, () => {
        const why = `Sub-flow ${id} of flow ${parent.flow} did not end within ${String(timeoutMs)} ms.`;
        late = new MillraceError("TIMEOUT", why, { details: { flow: parent.flow, node: id, timeoutMs } });
        child.drop(late);
      });
      this.ends.push(() => {
        timer[Symbol.dispose]();
      });
    }
    // The parent may be quiet by then, since the child waited: what follows is counted from here on.
    const follow = (work: () => void): void => {
      parent.enter();
      work();
      parent.leave();
    };
    child.outcome.then(
      (ending) => {
        follow(() => {
          if (late) this.failed(late);
          else this.ended(ending);
        });
      },
      (error: unknown) => {
        follow(() => {
          this.failed(error);
        });
      },
    );
  }

  private ended(ending: Ending): void {
    const { parent, station } = this;
    const { id } = station.node;
    const place = this.placeBehind();
    try {
      if (place === undefined) return;
      if (ending.status === "cancelled") parent.pass(station.skipped, this.value, place, `skipped/${id}`);
      else parent.pass(station.ended, this.writeBack(ending, place), place, `ended/${id}`);
    } catch (error) {
      if (place) failNode(parent, station, error, this.value, place, 1);
    } finally {
      this.leave();
    }
  }

  private writeBack({ result, state }: Ending, place: Place): unknown {
    const { parent, station } = this;
    const view = { result: result === undefined ? state : result, state, snapshot: state };
    const back = writeBack(station.node.writeBack, view, station.node.id);
    for (const [path, value] of Object.entries(back.state)) writeState(parent, path, value, place);
    for (const [path, value] of Object.entries(back.flowData)) void parent.shared.set(path, value, parent);
    return back.value;
  }

  private failed(error: unknown): void {
    const { parent, station, value } = this;
    const place = this.placeBehind();
    if (place) failNode(parent, station, error, value, place, 1);
    this.leave();
  }

  // Undefined when nothing that follows would matter any more.
  private placeBehind(): Place | undefined {
    const { parent, place, origin } = this;
    if (!parent.open) return undefined;
    if (place.subtree.open) return place;
    return origin.subtree.open ? origin : undefined;
  }

  private leave(): void {
    for (const end of this.ends.splice(0)) end();
    this.turn(false);
    this.work?.done();
    this.work = undefined;
    this.over.resolve();
  }
}

// The node, with the items that it is in, and a number where another one goes by that.
function nameFor(parent: FlowRun, id: string, { scope }: Place): string {
  const indexes: string[] = [];
  for (let at: Scope | undefined = scope; at; at = at.parent)
    if (at.index !== undefined) indexes.unshift(`[${String(at.index)}]`);
  const base = id + indexes.join("");
  const taken = new Set([...(parent.usedParts?.children ?? [])].map(({ name }) => name));
  let name = base;
  for (let turn = 2; taken.has(name); turn++) name = `${base}~${String(turn)}`;
  return name;
}

// A sub-flow that is under way.
class SubFlowWork extends Work {
  constructor(
    private readonly subFlow: SubFlowRun,
    place: Place,
  ) {
    super(place.subtree, place.item);
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    return [this.subFlow.save(writer)];
  }
}
