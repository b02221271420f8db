// Puts an execution back as a snapshot has it. Nothing runs: what was under way waits for `resume()`.
import { MillraceError } from "../../errors/millrace-error.js";
import type { Json } from "../../event/value-tags.js";
import { z } from "../../event/zod.js";
import type { ChunkNode } from "../definition/blueprint.js";
import type { FlowRun } from "../run/flow-run.js";
import { Gathering, gatheringsOf } from "../run/gathering.js";
import { type Interrupt, PauseRecord } from "../run/interrupt.js";
import type { Answered } from "../run/interrupts.js";
import type { Lifecycle } from "../run/lifecycle.js";
import type { Station } from "../run/plan.js";
import { parseSnapshot } from "./parse-snapshot.js";
import { assertShape } from "./shape.js";
import { SnapshotReader } from "./snapshot-reader.js";
import {
  type ExecutionSnapshot,
  invalidSnapshot,
  type SavedPause,
  type SavedSubFlow,
  type SavedWork,
} from "./snapshot.js";

/** Loads JSON or its text into an execution that has not started. Throws SNAPSHOT_MISMATCH, SNAPSHOT_INVALID. */
export function loadSnapshot(life: Lifecycle, source: unknown): void {
  loadRun(life, parseSnapshot(source));
}

/** Loads a snapshot that has been checked into an execution that has not started. Throws SNAPSHOT_MISMATCH, SNAPSHOT_INVALID. */
export function loadRun(life: Lifecycle, snapshot: ExecutionSnapshot): void {
  assertShape(life.run.plan.blueprint, snapshot.flow, snapshot.shape);
  const { status } = snapshot;
  if (status === "failed" || status === "cancelled")
    throw invalidSnapshot(`its execution was ${status}: nothing of it goes on`, "Load one that was saved before.");
  try {
    putBack(life, snapshot);
  } catch (error) {
    // Nothing of what is refused stays: no timer runs, no join waits.
    life.run.joins.clear();
    life.run.usedParts?.interrupts?.shut();
    life.run.usedParts?.interrupts?.waiting.clear();
    throw MillraceError.is(error) ? error : invalidSnapshot("it does not hang together", undefined, error);
  }
}

function putBack(life: Lifecycle, snapshot: ExecutionSnapshot): void {
  const { run } = life;
  const reader = new SnapshotReader(run);
  run.parts.joinCount = snapshot.counts.joins;
  run.origins = snapshot.counts.origins;
  loadJoins(run, snapshot, reader);
  checkWork(run, snapshot.work, reader);
  for (const { name, place, state } of snapshot.gatherings)
    gatheringsOf(run, reader.scope(place)).set(name, Gathering.restore(state, reader));
  for (const pause of snapshot.pauses) loadPause(run, pause, reader);
  for (const [id, answered] of reader.value(snapshot.requests) as Map<string, Answered>)
    run.interrupts.requests.set(id, { ...answered, state: answered.state === "failed" ? "failed" : "done" });
  run.parts.toResume = snapshot.work;
  run.parts.reader = reader;
  for (const child of snapshot.children) loadChild(run, child, reader);
  run.state.restore(reader.value(snapshot.state) as Record<string, unknown>);
  if (snapshot.result !== undefined) run.result = { value: reader.value(snapshot.result) };
  run.parts.keys = new Set(snapshot.keys);
  if (snapshot.streamStopped) run.stream.stop();
  life.id = snapshot.id;
  life.restore(reader.value(snapshot.input), snapshot.started);
}

// What could not be gone on with is refused here, not when it would go on.
function checkWork(run: FlowRun, work: readonly SavedWork[], reader: SnapshotReader): void {
  for (const one of work) {
    reader.scope(one.place);
    reader.value(one.kind === "event" ? one.event : one.value);
    if ("node" in one && !canHave(run.plan.station(one.node), one.kind))
      throw reader.invalid(`${one.node} has no work to go on with`);
    if (one.kind !== "call") continue;
    for (const [, inside] of one.open ?? []) checkWork(run, inside, reader);
    for (const [, before] of one.before ?? []) reader.value(before);
  }
}

function canHave(station: Station | undefined, work: "call" | "node" | "subFlow"): boolean {
  if (station?.operator.resume === undefined) return false;
  const { kind } = station.node;
  if (work === "call") return kind === "chunk";
  return work === "subFlow" ? kind === "subFlow" : kind !== "chunk" && kind !== "subFlow";
}

// A fan-out inside of another one comes behind it.
function loadJoins(run: FlowRun, { joins }: ExecutionSnapshot, reader: SnapshotReader): void {
  const byDepth = [...joins].sort((one, other) => one.scope.scope.length - other.scope.scope.length);
  for (const { id, node, scope, state } of byDepth) {
    const station = run.plan.station(node);
    const join = station?.operator.restoreJoin?.(run, station, id, reader.scope(scope), state, reader);
    if (join === undefined) throw reader.invalid(`the fan-out ${id} is of ${node}, which fans nothing out`);
    run.joins.set(id, join);
  }
}

function loadPause(run: FlowRun, { interrupt, value, place, answer }: SavedPause, reader: SnapshotReader): void {
  const read = reader.value(interrupt) as Interrupt;
  const station = run.plan.station(read.node);
  if (station?.node.kind !== "chunk")
    throw reader.invalid(`the pause "${read.id}" is of ${read.node}, which is no chunk`);
  run.interrupts.waiting.set(
    read.id,
    new PauseRecord(
      read,
      station as unknown as Station<ChunkNode>,
      reader.value(value),
      reader.place(place, run.root),
      answer === undefined ? undefined : schemaOf(answer),
    ),
  );
}

// A sub-flow that waited for answers goes on with them.
function loadChild(run: FlowRun, saved: SavedSubFlow, reader: SnapshotReader): void {
  const station = run.plan.station(saved.node);
  if (station?.operator.wait === undefined || saved.child === undefined)
    throw reader.invalid(`${saved.node} is no sub-flow that could wait`);
  station.operator.wait(run, station, saved, reader.place(saved.place, run.root), reader);
}

function schemaOf(json: Json): z.ZodType {
  return z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);
}
