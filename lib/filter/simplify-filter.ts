// Tree → smaller tree with the same verdict on every event. For indexing; what people wrote is printed as they wrote it.
import type { BaseEvent } from "../event/base-event.js";
import { classChain } from "../event/event-class.js";
import type { EventConstructor } from "../event/event-statics.js";
import { type EventRef, type FilterNode, join } from "./filter-node.js";
import { printFilter } from "./print-filter.js";

/** Flattens, drops double negation and duplicates, and drops a class beside a comparison that implies it. */
export function simplifyFilter(node: FilterNode): FilterNode {
  switch (node.kind) {
    case "and":
    case "or": {
      const joined = join(node.kind, node.nodes.map(simplifyFilter));
      if (joined.kind !== "and" && joined.kind !== "or") return joined;
      return join(joined.kind, dropImplied(joined.kind, dropDuplicates(joined.nodes)));
    }
    case "not": {
      const inner = simplifyFilter(node.node);
      return inner.kind === "not" ? inner.node : { kind: "not", node: inner };
    }
    default:
      return node;
  }
}

function dropDuplicates(nodes: readonly FilterNode[]): FilterNode[] {
  const kept = new Map<string, FilterNode[]>();
  return nodes.filter((node) => {
    const text = printFilter(node);
    const alike = kept.get(text);
    if (alike?.some((other) => sameMeaning(node, other))) return false;
    kept.set(text, [...(alike ?? []), node]);
    return true;
  });
}

// Texts name classes and predicates; two of one name are not the same.
function sameMeaning(left: FilterNode, right: FilterNode): boolean {
  const [leftNames, rightNames] = [namedIn(left), namedIn(right)];
  return leftNames.length === rightNames.length && leftNames.every((name, index) => name === rightNames[index]);
}

function namedIn(node: FilterNode): unknown[] {
  switch (node.kind) {
    case "event":
    case "compare":
      return [node.event.constructor];
    case "test":
      return [node.test];
    case "not":
      return namedIn(node.node);
    default:
      return node.nodes.flatMap(namedIn);
  }
}

// A & A.f == 1 is A.f == 1; A | A.f == 1 is A. The same for an ancestor of A.
function dropImplied(kind: "and" | "or", nodes: readonly FilterNode[]): readonly FilterNode[] {
  if (!nodes.some((node) => node.kind === "event")) return nodes;
  const wide = kind === "or" ? classesIn(nodes, ({ kind: one }) => one === "event") : undefined;
  const implied = kind === "and" ? ancestorsIn(nodes) : undefined;
  return nodes.filter((node) => {
    if (implied) return node.kind !== "event" || !node.event.constructor || !implied.has(node.event.constructor);
    const [own, ...ancestors] = node.kind === "event" || node.kind === "compare" ? chainOf(node.event) : [];
    return ![...ancestors, ...(node.kind === "compare" ? [own] : [])].some((one) => one && wide?.has(one));
  });
}

type ClassSet = ReadonlySet<EventConstructor<BaseEvent>>;

function classesIn(nodes: readonly FilterNode[], wanted: (node: FilterNode) => boolean): ClassSet {
  const found = nodes.flatMap((node) => (wanted(node) && "event" in node ? [node.event.constructor] : []));
  return new Set(found.filter((constructor) => constructor !== undefined));
}

/** The classes that one of the nodes implies without being that very class's own test. */
function ancestorsIn(nodes: readonly FilterNode[]): ClassSet {
  return new Set(
    nodes.flatMap((node) => {
      if (node.kind === "compare") return chainOf(node.event);
      return node.kind === "event" ? chainOf(node.event).slice(1) : [];
    }),
  );
}

function chainOf({ constructor }: EventRef): EventConstructor<BaseEvent>[] {
  return constructor ? (classChain(constructor) as EventConstructor<BaseEvent>[]) : [];
}
