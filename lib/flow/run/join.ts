// Where a fan-out comes together again: what it has gathered so far. Each operator that fans out has its own kind.
import type { Json } from "../../event/value-tags.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { Scope } from "./scope.js";
import type { Subtree } from "./subtree.js";

/** What is open between the start of a fan-out and its last result. */
export abstract class Join {
  /** The subtree that it began in: when that fails, nobody waits for it any more. */
  subtree: Subtree | undefined = undefined;

  constructor(
    /** Unique in the execution: the node and a number. */
    readonly id: string,
    /** The node that fans out. */
    readonly node: string,
    /** The level around it, in which things go on behind it. */
    readonly scope: Scope,
  ) {}

  /** What it has gathered, as data. The operator of its node reads that again. */
  abstract save(writer: SnapshotWriter): Json;

  /** Nobody waits for it any more. */
  drop(): void {
    return undefined;
  }

  /** What it has, for stall reports. */
  get has(): readonly string[] {
    return [];
  }

  /** The branches or items that it still lacks, for stall reports. */
  abstract get lacking(): readonly string[];
}

/** A fan-out of which only the name is left: what was posted in it may outlive it. */
export class PastJoin extends Join {
  readonly lacking = [];

  save(): Json {
    return null;
  }
}
