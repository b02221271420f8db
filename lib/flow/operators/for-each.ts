// Sends each item of its value into its body, as many at once as its window takes. Items are read when there is room.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ForEachNode } from "../definition/blueprint.js";
import type { FlowRun } from "../run/flow-run.js";
import { ForEachJoin, type ItemSource, windowFor } from "../run/for-each-join.js";
import type { SavedNode } from "../snapshot/snapshot.js";
import { beginTogether } from "./chunk.js";
import type { Operator } from "./operator.js";

export const forEach: Operator<ForEachNode> = {
  receive(run, station, value, place) {
    const { node } = station;
    const source = sourceOf(value);
    if (source === undefined) throw notIterable(run, node.id, value);
    const join = new ForEachJoin(run.nextJoin(node.id), station, place, source, windowFor(run, node, place));
    run.addJoin(join, place);
    join.begin();
    if (!join.beginsCallsOnly) join.pump();
    else
      beginTogether(() => {
        join.pump();
      });
  },

  restoreJoin(run, station, id, scope, saved, reader) {
    const place = run.start.within(scope, reader.itemOf(scope));
    return new ForEachJoin(id, station, place, [], windowFor(run, station.node, place)).restore(saved, reader);
  },

  // What was in the body is put back first: it holds its places.
  resume(run, _station, saved, place) {
    const join = run.joins.get((saved as SavedNode).value as string);
    if (!(join instanceof ForEachJoin)) return;
    join.begin(place);
    queueMicrotask(() => {
      join.pump();
    });
  },
};

// A text is one item, not its letters.
function sourceOf(value: unknown): ItemSource | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return undefined;
  if (Symbol.iterator in value) return (value as Iterable<unknown>)[Symbol.iterator]();
  if (Symbol.asyncIterator in value) return (value as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  return undefined;
}

function notIterable(run: FlowRun, id: string, value: unknown): MillraceError {
  const what = value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
  return new MillraceError("FLOW_VALUE_INVALID", `${id} of flow ${run.flow} was given ${what}, which has no items.`, {
    hint: "Give a list, an iterable or an async iterable; a single item is [item].",
    details: { flow: run.flow, node: id },
  });
}
