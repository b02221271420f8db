// What an operator is to the engine: what a node of its kind does when something arrives. A new one is a file here and a
// line in `operators.ts`.
import { type FlowNode, type Route } from "../definition/blueprint.js";
import { type Arrival, type FlowRun } from "../run/flow-run.js";

/** The behaviour of one kind of node. */
export interface Operator<N extends FlowNode> {
  /**
   * Takes in what arrived on a route. Resolves when the node and everything behind it is done; undefined: done already.
   * What it throws fails the subtree.
   */
  receive(run: FlowRun, node: N, arrival: Arrival, route: Route): Promise<unknown> | undefined;
}
