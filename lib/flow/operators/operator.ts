// What an operator is to the engine: what a node of its kind does when something arrives. A new one is a file here and a
// line in `operators.ts`.
import type { Json } from "../../event/value-tags.js";
import type { FlowNode, Route } from "../definition/blueprint.js";
import type { FlowRun } from "../run/flow-run.js";
import type { Join } from "../run/join.js";
import type { Place } from "../run/place.js";
import type { Station } from "../run/plan.js";
import type { Scope } from "../run/scope.js";
import type { SnapshotReader } from "../snapshot/snapshot-reader.js";
import type { SavedWork } from "../snapshot/snapshot.js";

/** The behaviour of one kind of node. */
export interface Operator<N extends FlowNode> {
  /**
   * Takes in what arrived on a route. What is not done when it returns is work of the place's subtree, which begins here.
   * What it throws fails that subtree.
   */
  receive(run: FlowRun, station: Station<N>, value: unknown, place: Place, route: Route): void;

  /** Makes the join again that a snapshot holds. For operators that fan out. */
  restoreJoin?(run: FlowRun, station: Station<N>, id: string, scope: Scope, saved: Json, reader: SnapshotReader): Join;

  /** Takes up what waited for answers when it was saved. For operators that have pauses inside. */
  wait?(run: FlowRun, station: Station<N>, saved: SavedWork, place: Place, reader: SnapshotReader): void;

  /** Takes up work that a snapshot holds. For operators that have any. */
  resume?(run: FlowRun, station: Station<N>, saved: SavedWork, place: Place, reader: SnapshotReader): void;
}
