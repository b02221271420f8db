// Takes the output of one item in; the last one goes on with the list.
import type { EndForEachNode } from "../definition/blueprint.js";
import { ForEachJoin } from "../run/for-each-join.js";
import { SKIPPED } from "./batch.js";
import type { Operator } from "./operator.js";

export const endForEach: Operator<EndForEachNode> = {
  receive(run, _station, value, place, route) {
    const { join } = place.scope;
    if (!(join instanceof ForEachJoin) || !run.joins.has(join.id)) return;
    join.put(place, route.startsWith("skipped/") ? SKIPPED : value);
  },
};
