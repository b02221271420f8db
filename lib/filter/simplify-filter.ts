// Tree → smaller tree with the same verdict on every event. For indexing; what people wrote is printed as they wrote it.
import { type EventRef, type FilterNode, join } from "./filter-node.js";
import { printFilter } from "./print-filter.js";

/** Flattens, drops double negation and duplicates, and drops a class beside a comparison that implies it. */
export function simplifyFilter(node: FilterNode): FilterNode {
  switch (node.kind) {
    case "and":
    case "or": {
      const joined = join(node.kind, node.nodes.map(simplifyFilter));
      if (joined.kind !== "and" && joined.kind !== "or") return joined;
      const parts = dropImplied(joined.kind, dropDuplicates(joined.nodes));
      return join(joined.kind, parts);
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
  const kept: FilterNode[] = [];
  for (const node of nodes) if (!kept.some((other) => sameNode(node, other))) kept.push(node);
  return kept;
}

/** True when two trees are written alike and name the same classes and predicates. */
export function sameNode(left: FilterNode, right: FilterNode): boolean {
  if (left === right) return true;
  if (left.kind === "test" || right.kind === "test") {
    return left.kind === right.kind && (left as typeof right & { test?: unknown }).test === (right as { test?: unknown }).test;
  }
  const leftRefs = classesOf(left);
  const rightRefs = classesOf(right);
  return (
    leftRefs.length === rightRefs.length &&
    leftRefs.every((ref, index) => ref.constructor === rightRefs[index]?.constructor) &&
    printFilter(left) === printFilter(right)
  );
}

function classesOf(node: FilterNode): (EventRef | { constructor: unknown })[] {
  switch (node.kind) {
    case "event":
    case "compare":
      return [node.event];
    case "not":
      return classesOf(node.node);
    case "test":
      return [{ constructor: node.test }];
    default:
      return node.nodes.flatMap(classesOf);
  }
}

// A & A.f == 1 is A.f == 1; A | A.f == 1 is A. The same for an ancestor of A.
function dropImplied(kind: "and" | "or", nodes: readonly FilterNode[]): FilterNode[] {
  return nodes.filter((node) => {
    const others = nodes.filter((other) => other !== node);
    if (kind === "and") return !(node.kind === "event" && others.some((other) => impliesClass(other, node.event)));
    return !others.some((other) => other.kind === "event" && impliesClass(node, other.event));
  });
}

function impliesClass(node: FilterNode, ref: EventRef): boolean {
  if (node.kind === "event" && node.event.constructor === ref.constructor) return false; // duplicates are gone already
  if (node.kind !== "event" && node.kind !== "compare") return false;
  const { constructor } = node.event;
  if (!constructor || !ref.constructor) return node.kind === "compare" && node.event.type === ref.type && constructor === ref.constructor;
  return constructor === ref.constructor || constructor.prototype instanceof ref.constructor;
}
