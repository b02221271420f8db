// One branch of a named collection: takes a value in; when all branches have one, the collection goes on with all of them.
import type { CollectNode } from "../definition/blueprint.js";
import { Gathering } from "../run/gathering.js";
import type { Operator } from "./operator.js";

export const collect: Operator<CollectNode> = {
  receive(run, { node }, value, place) {
    const { collection, key, mode } = node;
    const keys = run.plan.blueprint.collections.get(collection) ?? [];
    const gathering = Gathering.in(run, place.scope, { kind: "collect", id: collection }, keys);
    gathering.put(key, value, 0); // whatever it goes back to: the latest counts
    const values = gathering.latest();
    if (values === undefined) return;
    if (mode === "filledThenEmpty") gathering.clear();
    run.trigger(`ended/${collection}`, values, place);
  },
};
