// Writes an execution down: everything that would be needed to go on in another process.
import type { Json } from "../../event/value-tags.js";
import { z } from "../../event/zod.js";
import type { FlowRun } from "../run/flow-run.js";
import { gatheringsOf } from "../run/gathering.js";
import type { PauseRecord } from "../run/interrupt.js";
import type { Lifecycle } from "../run/lifecycle.js";
import { shapeOf } from "./shape.js";
import type { SnapshotReader } from "./snapshot-reader.js";
import { SnapshotWriter } from "./snapshot-writer.js";
import {
  type ExecutionSnapshot,
  type SavedGathering,
  type SavedPause,
  type SavedWork,
  snapshotHead,
} from "./snapshot.js";

/** The snapshot of an execution as it is now. Throws SNAPSHOT_UNSAVABLE. */
export function saveRun(life: Lifecycle): ExecutionSnapshot {
  const { run } = life;
  const writer = new SnapshotWriter(run.flow, (join) => run.joins.has(join));
  const subFlows = [...(run.usedParts?.children ?? [])].flatMap((child) => child.saveWaiting(writer));
  // What was loaded and not resumed is under way as well, and so is a sub-flow that goes on behind an answer.
  const work = [
    ...(run.usedParts?.toResume ?? []),
    ...run.subtrees.flatMap((subtree) => subtree.save(writer)),
    ...subFlows.filter(({ child }) => child?.status !== "waiting"),
  ];
  const { reader } = run.usedParts ?? {};
  if (reader) noteScopes(work, writer, reader);
  const pauses = [...(run.usedParts?.interrupts?.waiting.values() ?? [])].map((pause) => savePause(pause, writer));
  const children = subFlows.filter(({ child }) => child?.status === "waiting");
  // In an order of their own, so that what was loaded is saved as it was.
  const joins = [...run.joins.values()]
    .sort((one, other) => countOf(one.id) - countOf(other.id))
    .map((join) => ({
      id: join.id,
      node: join.node,
      scope: writer.scope(join.scope),
      state: join.save(writer),
    }));
  return {
    ...snapshotHead,
    flow: run.flow,
    shape: shapeOf(run.plan.blueprint),
    id: life.id,
    status: life.status,
    started: life.started,
    input: writer.value(life.input, "the input"),
    state: writer.value(run.stateNow(), "the state"),
    ...(run.result ? { result: writer.value(run.result.value, "the result") } : {}),
    work,
    joins,
    pauses,
    gatherings: saveGatherings(run, writer),
    children,
    requests: saveRequests(run, writer),
    keys: [...(run.usedParts?.keys ?? [])],
    counts: { joins: run.usedParts?.joinCount ?? 0, origins: run.origins },
    streamStopped: run.usedStream?.open === false,
  };
}

// Work that waits to be taken up is data: the fan-outs that it is in are those that were read with it.
function noteScopes(work: readonly SavedWork[], writer: SnapshotWriter, reader: SnapshotReader): void {
  for (const one of work) {
    const scope = reader.earlier(one.place);
    if (scope) writer.scope(scope);
    if (one.kind === "call") for (const [, inside] of one.open ?? []) noteScopes(inside, writer, reader);
  }
}

function savePause({ interrupt, value, place, answer }: PauseRecord, writer: SnapshotWriter): SavedPause {
  return {
    interrupt: writer.value(interrupt, `the pause "${interrupt.id}"`),
    value: writer.value(value, `the value of ${interrupt.node}`),
    place: writer.place(place),
    ...(answer === undefined
      ? {}
      : { answer: z.toJSONSchema(answer, { unrepresentable: "any", io: "input" }) as Json }),
  };
}

function saveGatherings(run: FlowRun, writer: SnapshotWriter): SavedGathering[] {
  const top = { scope: [], origin: 0 };
  const outside = [...run.gathered].map(([name, gathering]) => ({ name, gathering, place: top }));
  const inside = [...new Set([...writer.scopes].map(({ posted }) => posted))]
    .filter((scope) => scope.join !== undefined)
    .flatMap((scope) =>
      [...gatheringsOf(run, scope)].map(([name, gathering]) => ({ name, gathering, place: writer.scope(scope) })),
    );
  return [...outside, ...inside]
    .filter(({ gathering }) => !gathering.empty)
    .map(({ name, gathering, place }) => ({ key: JSON.stringify([place, name]), name, gathering, place }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ name, gathering, place }) => ({ name, place, state: gathering.save(writer, name) }));
}

function countOf(joinId: string): number {
  return Number(joinId.slice(joinId.lastIndexOf("#") + 1));
}

function saveRequests(run: FlowRun, writer: SnapshotWriter): Json {
  return writer.value(run.usedParts?.interrupts?.requests ?? new Map(), "the answers");
}
