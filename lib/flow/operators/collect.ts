// Takes the output of one branch of a batch in; the last one lets the batch end, keys in the order of definition.
import { type CollectNode, type Route } from "../blueprint.js";
import { type Operator } from "./operator.js";

/** What a batch holds for a branch whose start an interrupter suppressed. */
export const SKIPPED = Object.freeze({ skipped: true });

export const collect: Operator<CollectNode> = {
  receive(run, node, { value, scope, context }, route) {
    const join = scope.at(-1);
    const state = join === undefined ? undefined : run.joins.get(join);
    const batch = run.blueprint.nodes.get(node.batch);
    if (join === undefined || !state || batch?.kind !== "batch") return undefined;
    state.values.set(node.key, route.startsWith("skipped/") ? SKIPPED : value);
    if (state.values.size < batch.branches.length) return undefined;
    run.joins.delete(join);
    const output = Object.fromEntries(batch.branches.map((key) => [key, state.values.get(key)]));
    const ended: Route = `ended/${batch.id}`;
    return run.trigger(ended, { value: output, scope: state.scope, context });
  },
};
