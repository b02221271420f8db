// What is told of a JSON document while it is being written.
import type { JsonRepairName } from "./json-repairs.js";

/** A step of a path: the key of an object, or the index of a list. */
export type PathSegment = string | number;

/**
 * How a value came to be complete. `observed`: its end was really there. `reconciled`: the text ended behind it, which
 * completes it, as for `42`. `repaired`: it, or something inside it, was no strict JSON and was read as what it must mean.
 */
export type Provenance = "observed" | "reconciled" | "repaired";

/** Where something is. */
export interface JsonPlace {
  /** Dots and brackets: `items[0].name`; `""` is the root. Keys with dots, brackets or quotes stand as `["a.b"]`. */
  readonly path: string;
  readonly segments: readonly PathSegment[];
  /** The path with `[*]` for every index. */
  readonly wildcard: string;
  /** The indexes that it stands for, in order. */
  readonly indexes: readonly number[];
}

/** A text has grown by `delta`: well-formed Unicode, never empty. */
export interface JsonDelta extends JsonPlace {
  readonly kind: "delta";
  readonly delta: string;
}

/** A value is complete. Children come before what holds them, the root last. */
export interface JsonDone extends JsonPlace {
  readonly kind: "done";
  readonly value: unknown;
  readonly provenance: Provenance;
  /** A number as it was written. */
  readonly raw?: string | undefined;
  /** What holds it, by which a reader may put another value in its place; undefined for the root. */
  readonly holder: Record<string, unknown> | unknown[] | undefined;
}

/** What was told of a path holds no more, since a key came again: it begins anew. */
export interface JsonReset extends JsonPlace {
  readonly kind: "reset";
  readonly reason: "duplicate-key";
}

/** The document that the path was in turned out not to be the one: another one follows. */
export interface JsonDiscarded extends JsonPlace {
  readonly kind: "discarded";
  readonly reason: "another-candidate";
}

/** The text ended inside of the value; `value` is what there was of it. */
export interface JsonTruncated extends JsonPlace {
  readonly kind: "truncated";
  readonly value: unknown;
}

/** Something was no strict JSON and was read as what it must mean. */
export interface JsonRepair {
  readonly kind: "repair";
  /** What was done, such as `trailing-comma`; all of them stand in `json-repairs.ts`. */
  readonly repair: JsonRepairName;
  /** Where in the text, in UTF-16 units from 0. */
  readonly position: number;
}

/** What a reader tells, in document order. */
export type JsonItem = JsonDelta | JsonDone | JsonReset | JsonDiscarded | JsonTruncated | JsonRepair;

/** What a text came to. */
export type JsonOutcome =
  | { readonly status: "complete"; readonly value: unknown }
  /** It ended too early; `value` is what there was. */
  | { readonly status: "truncated"; readonly value: unknown; readonly path: string }
  /** From `position` on it is no JSON that could be read. */
  | { readonly status: "broken"; readonly position: number; readonly why: string }
  /** There is none in it. */
  | { readonly status: "none" };
