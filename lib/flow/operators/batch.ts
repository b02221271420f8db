// Starts the branches of a batch, all with the same value. Their outputs are gathered by `collect`.
import { type BatchNode } from "../definition/blueprint.js";
import { Permits } from "../run/permits.js";
import { type Operator } from "./operator.js";

export const batch: Operator<BatchNode> = {
  async receive(run, node, { value, scope, context }) {
    if (node.branches.length === 0) return run.trigger(`ended/${node.id}`, { value: {}, scope, context });
    if (node.concurrency !== undefined && !run.batchPermits.has(node.id)) {
      run.batchPermits.set(node.id, new Permits(node.concurrency));
    }
    const join = run.nextJoin(node.id);
    run.joins.set(join, { values: new Map(), scope });
    await run.trigger(`branches/${node.id}`, { value, scope: [...scope, join], context });
    run.joins.delete(join); // a branch that failed in a caught `emit` leaves it behind
    return undefined;
  },
};
