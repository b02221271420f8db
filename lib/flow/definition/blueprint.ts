// A flow as data: nodes and the routes between them. What nodes do when something arrives is in `operators/`.
import type { Filter } from "../../filter/filter.js";
import type { Chunk } from "./chunk.js";
import type { Condition } from "./condition.js";
import type { Retry } from "./step-options.js";
import type { CaptureSources, SubFlow, WriteBackSources } from "./sub-flow.js";

/**
 * The name of what a node can wait for. `ended`, `skipped` and `failed` come from chunks and sub-flows, `ended` from
 * collecting nodes as well; `branches`, `items`, `case` and `else` from the node that opens a block; the nth `event` is
 * the nth way in from the bus. A `state` route can be asked for what lies below its key (`deep`), and for real changes
 * only (`changed`).
 */
export type Route =
  | "start"
  | `signal/${string}`
  | `${"state" | "state:deep" | "state:changed" | "state:deep:changed"}/${string}`
  | `flowData/${string}`
  | `event/${number}`
  | `ended/${string}`
  | `skipped/${string}`
  | `failed/${string}`
  | `branches/${string}`
  | `items/${string}`
  | `case/${string}/${number}`
  | `else/${string}`;

/** What all nodes have. */
interface NodeBase {
  /** Unique in the flow: the author's name for it, or its position. */
  readonly id: string;
  /** What sets it off; any of these. */
  readonly on: readonly Route[];
  /** The open blocks it stands in, outermost first, by the route on which each lets its inside begin. */
  readonly within: readonly Route[];
}

/** A chunk in its place. */
export interface ChunkNode extends NodeBase {
  readonly kind: "chunk";
  readonly chunk: Chunk;
  /** The longest one attempt may take, in milliseconds. */
  readonly timeoutMs: number | undefined;
  readonly retry: Retry | undefined;
  /** The batch whose concurrency bounds it. */
  readonly batch: string | undefined;
  /** The node whose failure it takes, on `failed/…`. Its value is a {@link ChunkFailure}. */
  readonly recovers: string | undefined;
  /** True when nothing follows it: the chain goes on where it was. */
  readonly side: boolean;
}

/** Starts its branches at once, as many as `concurrency` allows: the nodes on `branches/…`. */
export interface BatchNode extends NodeBase {
  readonly kind: "batch";
  readonly concurrency: number | undefined;
  /** True when failures are part of its output: `{ ok, value }` or `{ ok, error }` for each branch. */
  readonly settled: boolean;
  /** The keys of its branches, in order. */
  readonly keys: readonly string[];
}

/** Takes the output of one branch of a batch in; the last one lets the batch end, on `ended/<batch>`. */
export interface GatherNode extends NodeBase {
  readonly kind: "gather";
  readonly batch: string;
  /** The key of the branch in the batch's output. */
  readonly key: string;
}

/** Sends each item of its value into its body, on `items/…`. */
export interface ForEachNode extends NodeBase {
  readonly kind: "forEach";
  /** How many items are in the body at once. */
  readonly concurrency: number | undefined;
  /** The order of the output: that of the items, or that in which they came through. */
  readonly order: "input" | "completion";
}

/** Takes the output of one item in; the last one goes on, on its own `ended/…`. */
export interface EndForEachNode extends NodeBase {
  readonly kind: "endForEach";
  readonly forEach: string;
}

/** How one case of a match is told: by equality with data, or by a condition. */
export type CaseTest = { readonly equals: unknown } | { readonly condition: Condition };

/**
 * Chooses between its branches, on `case/<id>/<index>` and `else/<id>`. `else` comes whenever no case does; where the
 * author wrote no `caseElse`, what comes behind the match waits on it.
 */
export interface MatchNode extends NodeBase {
  readonly kind: "match";
  /** Whether the first case that fits runs, or all of them, beside each other. */
  readonly mode: "hitFirst" | "hitAll";
  /** The path into the value that the cases look at; undefined for the value itself. */
  readonly by: string | undefined;
  readonly cases: readonly CaseTest[];
  /** True when a value that no case fits is an error. */
  readonly exhaustive: boolean;
  /** True when the author wrote a `caseElse`. */
  readonly closed: boolean;
}

/** For `hitAll`: takes the output of one branch in; the last one goes on with the list, on its own `ended/…`. */
export interface EndMatchNode extends NodeBase {
  readonly kind: "endMatch";
  readonly match: string;
}

/** One trigger of a `when` with several: what arrives on any of `routes` is its value. */
export interface WhenTrigger {
  readonly type: "signal" | "state" | "flowData" | "chunk" | "event";
  /** The signal, key, chunk, or type of event; the text form of a filter. */
  readonly name: string;
  readonly routes: readonly Route[];
}

/** Where the correlation key of a value is: a path into it, or a named function of it. */
export type JoinKey = string | { readonly name: string; readonly run: (value: never) => unknown };

/** Waits for several triggers: for all of them, or for any, named. Goes on, on its own `ended/…`. */
export interface WhenNode extends NodeBase {
  readonly kind: "when";
  readonly mode: "and" | "or";
  readonly triggers: readonly WhenTrigger[];
  readonly joinBy: JoinKey | undefined;
}

/** One branch of a named collection; the collection goes on, on `ended/<name>`, whichever chains its branches end. */
export interface CollectNode extends NodeBase {
  readonly kind: "collect";
  readonly collection: string;
  /** The key of the branch in the collection's output. */
  readonly key: string;
  readonly mode: "filledAndUpdate" | "filledThenEmpty";
}

/** Runs another flow in its place. */
export interface SubFlowNode extends NodeBase {
  readonly kind: "subFlow";
  readonly flow: SubFlow;
  readonly capture: CaptureSources;
  readonly writeBack: WriteBackSources;
  readonly concurrency: number | undefined;
  readonly timeoutMs: number | undefined;
}

/** A note in the chain; nothing waits for it. */
export interface SeparatorNode extends NodeBase {
  readonly kind: "separator";
  readonly note: string;
  /** Whether it writes a line to stderr when something passes, and whether with the value. */
  readonly print: boolean;
  readonly showValue: boolean;
}

/** Takes the result. */
export interface EndNode extends NodeBase {
  readonly kind: "end";
}

/** A node of a flow. */
export type FlowNode =
  | ChunkNode
  | BatchNode
  | GatherNode
  | ForEachNode
  | EndForEachNode
  | MatchNode
  | EndMatchNode
  | WhenNode
  | CollectNode
  | SubFlowNode
  | SeparatorNode
  | EndNode;

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
  /** The keys of each collection, in order of definition. */
  readonly collections: ReadonlyMap<string, readonly string[]>;
}

/** Makes the immutable form. */
export function createBlueprint(
  name: string,
  nodes: readonly FlowNode[],
  triggers: readonly EventTrigger[],
): Blueprint {
  const routes = new Map<Route, FlowNode[]>();
  const collections = new Map<string, string[]>();
  for (const node of nodes) {
    for (const route of node.on) addTo(routes, route, node);
    if (node.kind === "collect") addTo(collections, node.collection, node.key);
  }
  for (const lists of [routes, collections]) for (const list of lists.values()) Object.freeze(list);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return Object.freeze({ name, nodes: byId, routes, triggers: Object.freeze([...triggers]), collections });
}

function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
