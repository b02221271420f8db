// Takes the output of one branch of a match of all cases in; the last one goes on with the list, in the order of the cases.
import type { EndMatchNode } from "../definition/blueprint.js";
import { SKIPPED } from "./batch.js";
import { MatchJoin } from "./match.js";
import type { Operator } from "./operator.js";

export const endMatch: Operator<EndMatchNode> = {
  receive(run, { node, ended }, value, place, route) {
    const { join } = place.scope;
    if (!(join instanceof MatchJoin) || !run.joins.has(join.id)) return;
    join.outputs.set(place.scope.index as number, route.startsWith("skipped/") ? SKIPPED : value);
    if (join.lacking.length > 0) return;
    run.joins.delete(join.id);
    run.pass(ended, join.output, place.within(join.scope, place.item), `ended/${node.id}`);
  },
};
