// Starts the branches of a batch, all with the same value. Their outputs are taken in by `gather`.
import type { Json } from "../../event/value-tags.js";
import type { BatchNode } from "../definition/blueprint.js";
import type { FlowRun } from "../run/flow-run.js";
import { Join } from "../run/join.js";
import type { Scope } from "../run/scope.js";
import type { SnapshotReader } from "../snapshot/snapshot-reader.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { Operator } from "./operator.js";

/** What a join holds for a branch or an item whose start an interrupter suppressed. */
export const SKIPPED = Object.freeze({ skipped: true });

/** The outputs of one pass through a batch, so far. */
export class BatchJoin extends Join {
  readonly outputs = new Map<string, unknown>();

  constructor(
    id: string,
    node: string,
    scope: Scope,
    readonly keys: readonly string[],
  ) {
    super(id, node, scope);
  }

  override get has(): readonly string[] {
    return [...this.outputs.keys()];
  }

  get lacking(): readonly string[] {
    return this.keys.filter((key) => !this.outputs.has(key));
  }

  /** The outputs by key, in the order of definition. */
  get output(): Record<string, unknown> {
    return Object.fromEntries(this.keys.map((key) => [key, this.outputs.get(key)]));
  }

  save(writer: SnapshotWriter): Json {
    return writer.value(this.outputs, `the outputs of ${this.node}`);
  }

  restore(saved: Json, reader: SnapshotReader): this {
    for (const [key, value] of reader.value(saved) as Map<string, unknown>) this.outputs.set(key, value);
    return this;
  }
}

export const batch: Operator<BatchNode> = {
  receive(run: FlowRun, { node, ended }, value, place) {
    const { id, keys, concurrency } = node;
    if (keys.length === 0) {
      run.pass(ended, {}, place, `ended/${id}`);
      return;
    }
    run.permitsOf(id, concurrency);
    const join = new BatchJoin(run.nextJoin(id), id, place.scope, keys);
    run.addJoin(join, place);
    run.trigger(`branches/${id}`, value, place.within(place.scope.inside(join), place.item));
  },

  restoreJoin(run, { node }, id, scope, saved, reader) {
    run.permitsOf(node.id, node.concurrency);
    return new BatchJoin(id, node.id, scope, node.keys).restore(saved, reader);
  },
};
