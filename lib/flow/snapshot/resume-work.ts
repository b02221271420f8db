// Takes up one piece of work that a snapshot holds.
import type { BaseEvent } from "../../event/base-event.js";
import { EventWork } from "../run/event-work.js";
import type { FlowRun } from "../run/flow-run.js";
import { SignalWork } from "../run/signal.js";
import { type Subtree, Work } from "../run/subtree.js";
import type { SavedWork } from "./snapshot.js";

/**
 * Goes on with saved work as part of a subtree, after the current step: what is saved together is back in its place before
 * any of it tells anything, so that another snapshot misses none. It fails the subtree with SNAPSHOT_INVALID.
 */
export function resumeWork(run: FlowRun, saved: SavedWork, subtree: Subtree): void {
  const waiting = new SavedAgain(subtree, saved);
  queueMicrotask(() => {
    subtree.begin(() => {
      waiting.done(); // it is one or the other in a snapshot
      if (run.open && subtree.open) takeUp(run, saved, subtree);
    });
  });
}

// Work that has not been taken up yet: another snapshot holds it as this one did.
class SavedAgain extends Work {
  constructor(
    subtree: Subtree,
    private readonly saved: SavedWork,
  ) {
    super(subtree, undefined);
  }

  save(): readonly SavedWork[] {
    return [this.saved];
  }
}

function takeUp(run: FlowRun, saved: SavedWork, subtree: Subtree): void {
  const { reader } = run.parts;
  if (reader === undefined) return;
  const place = reader.place(saved.place, subtree);
  if (saved.kind === "arrival") {
    run.trigger(saved.route, reader.value(saved.value), place);
    return;
  }
  if (saved.kind === "signal") {
    const { signal: kind, name, value, previous, changed } = saved;
    const parts = {
      kind,
      name,
      value: reader.value(value),
      ...(previous === undefined ? {} : { previous: reader.value(previous) }),
      ...(changed === undefined ? {} : { changed }),
    };
    void new SignalWork(parts, place).send();
    return;
  }
  if (saved.kind === "event") {
    void new EventWork(reader.value(saved.event) as BaseEvent, place).send();
    return;
  }
  const station = run.plan.station(saved.node);
  if (station?.operator.resume === undefined) throw reader.invalid(`${saved.node} has no work to go on with`);
  station.operator.resume(run, station, saved, place, reader);
}

/** Goes on with everything that a snapshot held. */
export function resumeAll(run: FlowRun): void {
  const { parts } = run;
  const { toResume } = parts;
  parts.toResume = undefined;
  for (const one of toResume ?? []) resumeWork(run, one, run.root);
}
