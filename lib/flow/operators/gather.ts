// Takes the output of one branch of a batch in; the last one lets the batch end, keys in the order of definition.
import type { BatchNode, GatherNode, Route } from "../definition/blueprint.js";
import type { ChunkFailure, Settled } from "../definition/step-options.js";
import type { Station } from "../run/plan.js";
import { BatchJoin, SKIPPED } from "./batch.js";
import type { Operator } from "./operator.js";

export const gather: Operator<GatherNode> = {
  receive(run, { node }, value, place, route) {
    const { join } = place.scope;
    const station = run.plan.station(node.batch) as Station<BatchNode> | undefined;
    if (!(join instanceof BatchJoin) || !run.joins.has(join.id) || station === undefined) return;
    join.outputs.set(node.key, outputOf(route, value, station.node.settled));
    if (join.lacking.length > 0) return;
    run.joins.delete(join.id);
    run.pass(station.ended, join.output, place.within(join.scope, place.item), `ended/${node.batch}`);
  },
};

function outputOf(route: Route, value: unknown, settled: boolean): unknown {
  if (route.startsWith("skipped/")) return SKIPPED;
  if (!settled) return value;
  if (route.startsWith("failed/")) return { ok: false, error: (value as ChunkFailure).error } satisfies Settled<never>;
  return { ok: true, value } satisfies Settled<unknown>;
}
