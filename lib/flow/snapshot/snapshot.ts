// What a snapshot of an execution is: versioned JSON.
import { MillraceError } from "../../errors/millrace-error.js";
import type { Json } from "../../event/value-tags.js";
import type { Route } from "../definition/blueprint.js";
import type { SignalKind } from "../flow-events.js";

/** The version that is written, and the only one that is read. */
export const SNAPSHOT_VERSION = 1;

/** What tells it from other JSON. */
export const SNAPSHOT_KIND = "millrace.execution";

/** The fan-outs that something is in, outermost first: joins, and which item where items have levels of their own. */
export type SavedScope = readonly (readonly [join: string, index: number | null])[];

/** Where something is under way. */
export interface SavedPlace {
  readonly scope: SavedScope;
  readonly origin: number;
  /** True for what was posted out of the body of a `forEach`: no item holds a place for it. */
  readonly posted?: boolean;
}

/** A value on its way to the nodes that wait on a route. */
export interface SavedArrival {
  readonly kind: "arrival";
  readonly route: Route;
  readonly value: Json;
  readonly place: SavedPlace;
}

/** A signal on its way. */
export interface SavedSignal {
  readonly kind: "signal";
  readonly signal: SignalKind;
  readonly name: string;
  readonly value: Json;
  readonly previous?: Json;
  readonly changed?: boolean;
  readonly place: SavedPlace;
}

/** An event of the bus on its way, which a chunk had sent. */
export interface SavedEvent {
  readonly kind: "event";
  readonly event: Json;
  readonly place: SavedPlace;
}

/** A node that had begun with a value, and begins again. */
export interface SavedNode {
  readonly kind: "node";
  readonly node: string;
  readonly value: Json;
  readonly place: SavedPlace;
}

/** An answer that a chunk was resumed with. */
export interface SavedResume {
  readonly id: string;
  readonly value: Json;
  readonly count: number;
  readonly requestId?: string;
}

/** A chunk that had started and not finished: what it ran with, and what it had done. */
export interface SavedCall {
  readonly kind: "call";
  readonly node: string;
  readonly value: Json;
  readonly place: SavedPlace;
  readonly attempt?: number;
  readonly resume?: SavedResume;
  readonly ops?: number;
  readonly open?: readonly (readonly [number, readonly SavedWork[]])[];
  readonly redo?: readonly number[];
  readonly before?: readonly (readonly [string, Json])[];
}

/** A sub-flow that was under way or waited. */
export interface SavedSubFlow {
  readonly kind: "subFlow";
  readonly node: string;
  /** What stands before the ids of its pauses. */
  readonly name: string;
  readonly value: Json;
  readonly place: SavedPlace;
  /** Undefined when it had not begun. */
  readonly child?: ExecutionSnapshot;
}

/** A piece of work that was under way. */
export type SavedWork = SavedArrival | SavedSignal | SavedEvent | SavedNode | SavedCall | SavedSubFlow;

/** A fan-out that had not come together. */
export interface SavedJoin {
  readonly id: string;
  readonly node: string;
  readonly scope: SavedPlace;
  readonly state: Json;
}

/** A pause that waited. */
export interface SavedPause {
  readonly interrupt: Json;
  readonly value: Json;
  readonly place: SavedPlace;
  /** The schema of the answer, as JSON Schema. */
  readonly answer?: Json;
}

/** What a gate or collection had gathered. */
export interface SavedGathering {
  readonly name: string;
  readonly place: SavedPlace;
  readonly state: Json;
}

/** An execution as data: made by `execution.save()`, taken up by `execution.load(snapshot)`. */
export interface ExecutionSnapshot {
  readonly kind: typeof SNAPSHOT_KIND;
  readonly version: typeof SNAPSHOT_VERSION;
  readonly flow: string;
  /** Each node of the flow in a few words: names and topology, nothing of source files. */
  readonly shape: Readonly<Record<string, string>>;
  readonly id: string;
  readonly status: string;
  readonly started: boolean;
  readonly input: Json;
  readonly state: Json;
  readonly result?: Json;
  readonly work: readonly SavedWork[];
  readonly joins: readonly SavedJoin[];
  readonly pauses: readonly SavedPause[];
  readonly gatherings: readonly SavedGathering[];
  /** Sub-flows that waited for answers. */
  readonly children: readonly SavedSubFlow[];
  /** Answers by request id. */
  readonly requests: Json;
  /** The idempotency keys of signals. */
  readonly keys: readonly string[];
  readonly counts: { readonly joins: number; readonly origins: number };
  readonly streamStopped: boolean;
}

/** What all snapshots begin with. */
export const snapshotHead = { kind: SNAPSHOT_KIND, version: SNAPSHOT_VERSION } as const;

/** The error for a snapshot that cannot be read. */
export function invalidSnapshot(why: string, hint?: string, cause?: unknown): MillraceError {
  return new MillraceError("SNAPSHOT_INVALID", `The snapshot cannot be loaded: ${why}.`, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
