// The fields of structured output while it is written. In document order; each path ends once for each attempt.
import type { JsonPlace, PathSegment, Provenance } from "../../model/json/json-item.js";
import { type LogPlace, RequestEvent } from "./request-events.js";

/**
 * What all items of the `instant` view have. After Agently's `StreamingData`, without its snapshots of the whole document.
 */
export interface StreamingData {
  readonly kind: "delta" | "done" | "reset" | "discarded" | "truncated";
  /** Such as `items[0].name`; `""` is the whole. Keys with dots, brackets or quotes stand as `["a.b"]`. */
  readonly path: string;
  readonly segments: readonly PathSegment[];
  /** The path with `[*]` for every index. */
  readonly wildcard: string;
  readonly indexes: readonly number[];
  /** What this item adds to a text. */
  readonly delta?: string;
  /** The value: of `done` the whole, of a `delta` the text so far, of `truncated` what there was. */
  readonly value?: unknown;
  /** True when the path has its value. */
  readonly isComplete: boolean;
  readonly attempt: number;
  readonly seq: number;
}

/** The base of all events of fields. */
export abstract class FieldEvent extends RequestEvent implements StreamingData {
  readonly path: string;
  readonly segments: readonly PathSegment[];
  readonly wildcard: string;
  readonly indexes: readonly number[];

  constructor(place: LogPlace, { path, segments, wildcard, indexes }: JsonPlace) {
    super(place);
    this.path = path;
    this.segments = segments;
    this.wildcard = wildcard;
    this.indexes = indexes;
  }

  abstract readonly kind: StreamingData["kind"];

  get isComplete(): boolean {
    return false;
  }
}

const SO_FAR = Symbol("so far");

/** A text has grown. */
export class FieldDelta extends FieldEvent {
  static readonly type = "field.delta";
  static readonly transient = true;
  readonly delta: string;
  // Under a symbol: each piece knows the text up to it, and none carries that over a wire.
  private readonly [SO_FAR]: string;

  constructor(place: LogPlace, at: JsonPlace, delta: string, soFar: string) {
    super(place, at);
    this.delta = delta;
    this[SO_FAR] = soFar;
  }

  get kind(): "delta" {
    return "delta";
  }

  /** The text up to here. To look at it costs as much as it is long, each time. */
  get value(): string {
    return this[SO_FAR];
  }
}

/** A field has its value; what it consists of came before. What takes the place of it is what the data has. */
export class FieldDone extends FieldEvent {
  static readonly type = "field.done";
  readonly value: unknown;
  readonly provenance: Provenance;
  /** A number as it was written. */
  readonly raw: string | undefined;

  constructor(place: LogPlace, at: JsonPlace, value: unknown, provenance: Provenance, raw: string | undefined) {
    super(place, at);
    this.value = value;
    this.provenance = provenance;
    this.raw = raw;
  }

  get kind(): "done" {
    return "done";
  }

  override get isComplete(): boolean {
    return true;
  }
}

/** Why what was said of a path holds no more. */
export type ResetReason = "duplicate-key" | "superseded";

/** What was said of a path, and of all inside of it, holds no more: it begins anew. `""` with a new attempt. */
export class FieldReset extends FieldEvent {
  static readonly type = "field.reset";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    at: JsonPlace,
    readonly reason: ResetReason,
  ) {
    super(place, at);
  }

  get kind(): "reset" {
    return "reset";
  }
}

/** The document that the field was in was not the one that was asked for: another follows. */
export class FieldDiscarded extends FieldEvent {
  static readonly type = "field.discarded";
  static readonly interruptible = false;

  get kind(): "discarded" {
    return "discarded";
  }
}

/** The answer ended inside of the field; `value` is what there was. */
export class FieldTruncated extends FieldEvent {
  static readonly type = "field.truncated";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    at: JsonPlace,
    readonly value: unknown,
  ) {
    super(place, at);
  }

  get kind(): "truncated" {
    return "truncated";
  }
}

/** Something was no strict JSON and was read as what it must mean. */
export class OutputRepaired extends RequestEvent {
  static readonly type = "output.repaired";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    /** What was done, such as `trailing-comma`. */
    readonly repair: string,
    /** Where in the text of the attempt, in UTF-16 units from 0. */
    readonly position: number,
  ) {
    super(place);
  }
}
