// Takes the output of one branch of a batch in; the last one lets the batch end, keys in the order of definition.
import { type CollectNode } from "../definition/blueprint.js";
import { type Operator } from "./operator.js";

/** What a batch holds for a branch whose start an interrupter suppressed. */
export const SKIPPED = Object.freeze({ skipped: true });

export const collect: Operator<CollectNode> = {
  receive(run, { batch, key, branches }, { value, scope, context }, route) {
    const join = scope.at(-1);
    const gathered = join === undefined ? undefined : run.joins.get(join);
    if (join === undefined || gathered === undefined) return undefined;
    gathered.values.set(key, route.startsWith("skipped/") ? SKIPPED : value);
    if (gathered.values.size < branches.length) return undefined;
    run.joins.delete(join);
    const output = Object.fromEntries(branches.map((branch) => [branch, gathered.values.get(branch)]));
    return run.trigger(`ended/${batch}`, { value: output, scope: gathered.scope, context });
  },
};
