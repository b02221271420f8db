// A flow as data: nodes and the routes between them. What nodes do when something arrives is in `operators/`.
import { type Filter } from "../../filter/filter.js";
import { type Chunk } from "./chunk.js";

/** The name of what a node can wait for; the nth `event` is the nth way in from the bus. */
export type Route =
  | "start"
  | `signal/${string}`
  | `state/${string}`
  | `event/${number}`
  | `branches/${string}`
  | `ended/${string}`
  | `skipped/${string}`;

/** What all nodes have. */
interface NodeBase {
  /** Unique in the flow: the author's name for it, or its position. */
  readonly id: string;
  /** What sets it off; any of these. */
  readonly on: readonly Route[];
}

/** A chunk in its place. */
export interface ChunkNode extends NodeBase {
  readonly kind: "chunk";
  readonly chunk: Chunk;
  /** The batch whose concurrency bounds it. */
  readonly batch?: string;
}

/** Starts its branches at once, as many as `concurrency` allows. */
export interface BatchNode extends NodeBase {
  readonly kind: "batch";
  readonly branches: readonly string[];
  readonly concurrency: number | undefined;
}

/** Takes the output of one branch in; the last one lets the batch end. */
export interface CollectNode extends NodeBase {
  readonly kind: "collect";
  readonly batch: string;
  /** The key of the branch in the batch's output. */
  readonly key: string;
  /** The keys of all branches, in order. */
  readonly branches: readonly string[];
}

/** Takes the result. */
export interface EndNode extends NodeBase {
  readonly kind: "end";
}

/** A node of a flow. */
export type FlowNode = ChunkNode | BatchNode | CollectNode | EndNode;

/** A way in from the bus: events that the filter lets through arrive at the route. */
export interface EventTrigger {
  readonly route: Route;
  readonly filter: Filter;
}

/** A flow, complete and immutable; executions that have started keep theirs when the flow goes on growing. */
export interface Blueprint {
  readonly name: string;
  readonly nodes: ReadonlyMap<string, FlowNode>;
  readonly routes: ReadonlyMap<Route, readonly FlowNode[]>;
  readonly triggers: readonly EventTrigger[];
}

/** Makes the immutable form. */
export function createBlueprint(
  name: string,
  nodes: readonly FlowNode[],
  triggers: readonly EventTrigger[],
): Blueprint {
  const routes = new Map<Route, FlowNode[]>();
  for (const node of nodes) {
    for (const route of node.on) {
      const waiting = routes.get(route);
      if (waiting) waiting.push(node);
      else routes.set(route, [node]);
    }
  }
  return { name, nodes: new Map(nodes.map((node) => [node.id, node])), routes, triggers: [...triggers] };
}
