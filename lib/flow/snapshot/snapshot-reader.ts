// Turns the JSON of a snapshot back into what an execution holds: values, places, and the fan-outs that they are in.
import type { MillraceError } from "../../errors/millrace-error.js";
import type { Json } from "../../event/value-tags.js";
import type { Resume } from "../definition/chunk-data.js";
import type { FlowRun } from "../run/flow-run.js";
import { ForEachJoin } from "../run/for-each-join.js";
import { Item } from "../run/item.js";
import { type Join, PastJoin } from "../run/join.js";
import type { Place } from "../run/place.js";
import { Scope } from "../run/scope.js";
import type { Subtree } from "../run/subtree.js";
import { readValue } from "./snapshot-writer.js";
import { type SavedPlace, type SavedResume, invalidSnapshot } from "./snapshot.js";

/** Reads one snapshot into one execution. */
export class SnapshotReader {
  private readonly scopes = new Map<string, Scope>();
  private readonly gone = new Map<string, Join>();

  constructor(private readonly run: FlowRun) {}

  /** Throws SNAPSHOT_INVALID. */
  value(json: Json): unknown {
    return readValue(json, (why) => this.invalid(why));
  }

  resume({ id, value, count, requestId }: SavedResume): Resume {
    return { id, value: this.value(value), count, requestId };
  }

  /** The fan-out of a place: the same object for all that is in it. Throws SNAPSHOT_INVALID. */
  scope({ scope, origin }: SavedPlace): Scope {
    let at = this.known(`top ${String(origin)}`, () => new Scope(undefined, undefined, undefined, origin));
    for (const [id, index] of scope) {
      const outer = at;
      const join = this.run.joins.get(id) ?? this.over(id, outer);
      at = this.known(`${id} ${String(index)}`, () => this.inside(outer, join, index));
    }
    return at;
  }

  /** The fan-out of a place that it has read. */
  earlier({ scope, origin }: SavedPlace): Scope | undefined {
    const last = scope.at(-1);
    return this.scopes.get(last === undefined ? `top ${String(origin)}` : `${last[0]} ${String(last[1])}`);
  }

  place(saved: SavedPlace, subtree: Subtree): Place {
    const scope = this.scope(saved);
    return this.run.start.under(subtree).within(scope, saved.posted ? undefined : this.itemOf(scope));
  }

  /** The nearest item around a fan-out whose window is bounded. */
  itemOf(scope: Scope): Item | undefined {
    for (let at: Scope | undefined = scope; at; at = at.parent) if (at instanceof Item) return at;
    return undefined;
  }

  private inside(outer: Scope, join: Join, index: number | null): Scope {
    const item = join instanceof ForEachJoin && index !== null ? join.itemAt(index, this.itemOf(outer)) : undefined;
    return item ?? outer.inside(join, index ?? undefined);
  }

  invalid(why: string): MillraceError {
    return invalidSnapshot(why);
  }

  // What was posted in a fan-out may outlive it, and what belongs together in there still does.
  private over(id: string, scope: Scope): Join {
    const earlier = this.gone.get(id);
    if (earlier) return earlier;
    const [, node, count] = /^(.*)#(\d+)$/.exec(id) ?? [];
    if (node === undefined || this.run.plan.station(node) === undefined || Number(count) > this.run.parts.joinCount)
      throw this.invalid(`something is in the fan-out ${id}, which there has never been`);
    const join = new PastJoin(id, node, scope);
    this.gone.set(id, join);
    return join;
  }

  private known(key: string, make: () => Scope): Scope {
    const earlier = this.scopes.get(key);
    if (earlier) return earlier;
    const made = make();
    this.scopes.set(key, made);
    return made;
  }
}
