// The tree of a filter: plain data that the other files of this folder write, read, simplify, compile and index.
import { BaseEvent } from "../event/base-event.js";
import { boundClass, classInfo, ROOT_TYPE, typeChain } from "../event/event-class.js";
import type { EventConstructor } from "../event/event-statics.js";

/** A class of events in a filter: by type, and by class where this process has met it. */
export interface EventRef {
  readonly type: string;
  readonly constructor: EventConstructor<BaseEvent> | undefined;
}

/** One step into nested data: a key of an object or an index of an array. */
export type PathStep = string | number;

/** The comparisons of fields; each is a row of the table in `comparisons.ts`. */
export type ComparisonName = "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "is" | "oneOf" | "matches" | "exists";

/** A local predicate; it cannot be written as text or JSON. */
export type EventPredicate = (event: BaseEvent) => boolean;

export interface EventNode {
  readonly kind: "event";
  readonly event: EventRef;
}

export interface CompareNode {
  readonly kind: "compare";
  readonly event: EventRef;
  readonly path: readonly [string, ...PathStep[]];
  readonly comparison: ComparisonName;
  /** What the field is compared with; absent for `exists`. */
  readonly value?: unknown;
}

export interface AllNode {
  readonly kind: "and" | "or";
  readonly nodes: readonly FilterNode[];
}

export interface NotNode {
  readonly kind: "not";
  readonly node: FilterNode;
}

export interface TestNode {
  readonly kind: "test";
  readonly test: EventPredicate;
  readonly name: string;
}

/** A filter as data. */
export type FilterNode = EventNode | CompareNode | AllNode | NotNode | TestNode;

/** The reference to a class that somebody holds. */
export function refOfClass(constructor: EventConstructor<BaseEvent>): EventRef {
  return { type: classInfo(constructor).type, constructor };
}

/**
 * The reference to a type that a text or JSON names; the class is known when somebody has met it. `[event]`, the type of
 * the root, names all events.
 */
export function refOfType(type: string): EventRef {
  if (type === ROOT_TYPE) return { type, constructor: BaseEvent };
  return { type, constructor: boundClass(type)?.constructor as EventConstructor<BaseEvent> | undefined };
}

/** True when the type alone finds the class again, so that the reference can be written down. */
export function isNamedRef(ref: EventRef): boolean {
  if (!ref.constructor || ref.constructor === BaseEvent) return true;
  const info = classInfo(ref.constructor);
  return info.named && (boundClass(ref.type)?.constructor === ref.constructor || info.owner === ref.constructor);
}

/** True when the event is of the referenced class or a subclass; by type names where the class is unknown. */
export function isOf(event: BaseEvent, ref: EventRef): boolean {
  if (ref.constructor) return event instanceof ref.constructor;
  return event.type === ref.type || typeChain(event.constructor as EventConstructor).includes(ref.type);
}

/** All of the nodes, or any of them: same kinds are flattened; one node alone stands for itself. */
export function join(kind: "and" | "or", nodes: readonly FilterNode[]): FilterNode {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  return flat.length === 1 ? (flat[0] as FilterNode) : { kind, nodes: flat };
}

/** Trees deeper than this are refused, so that reading, printing and matching one always ends. */
export const MAX_FILTER_DEPTH = 200;

const depths = new WeakMap<FilterNode, number>();

/** How many levels a tree has: 1 for a class or a comparison. Counted once per node. */
export function depthOf(node: FilterNode): number {
  const known = depths.get(node);
  if (known !== undefined) return known;
  const parts = node.kind === "not" ? [node.node] : node.kind === "and" || node.kind === "or" ? node.nodes : [];
  const depth = 1 + parts.reduce((deepest, part) => Math.max(deepest, depthOf(part)), 0);
  depths.set(node, depth);
  return depth;
}
