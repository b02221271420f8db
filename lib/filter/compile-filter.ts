// Tree → predicate. The only place where a filter is turned into code; it never throws while matching.
import type { BaseEvent } from "../event/base-event.js";
import { warn } from "../primitives/warn.js";
import { COMPARISONS, readPath } from "./comparisons.js";
import { type CompareNode, type EventPredicate, type FilterNode, isOf, type TestNode } from "./filter-node.js";

/** A predicate that gives the verdict of the tree. What throws inside (a getter, a predicate) counts as no. */
export function compileFilter(node: FilterNode): EventPredicate {
  switch (node.kind) {
    case "event": {
      const { event: ref } = node;
      const constructor = ref.constructor;
      return constructor ? (event) => event instanceof constructor : (event) => isOf(event, ref);
    }
    case "compare":
      return compileComparison(node);
    case "and": {
      const parts = node.nodes.map(compileFilter);
      return (event) => parts.every((part) => part(event));
    }
    case "or": {
      const parts = node.nodes.map(compileFilter);
      return (event) => parts.some((part) => part(event));
    }
    case "not": {
      const part = compileFilter(node.node);
      return (event) => !part(event);
    }
    case "test":
      return compileTest(node);
  }
}

function compileComparison({ event: ref, path, comparison, value }: CompareNode): EventPredicate {
  const { test } = COMPARISONS[comparison];
  return (event) => {
    if (!isOf(event, ref)) return false;
    try {
      return test(readPath(event, path), value);
    } catch {
      return comparison === "ne"; // a getter that throws has no value, and no value differs from every value
    }
  };
}

const warned = new WeakSet<EventPredicate>();

function compileTest({ test, name }: TestNode): EventPredicate {
  return (event: BaseEvent) => {
    try {
      return (test(event) as unknown) === true; // a truthy value is no verdict
    } catch (error) {
      if (!warned.has(test)) {
        warned.add(test);
        warn(
          "MILLRACE_PREDICATE_THREW",
          `The predicate ${name} threw while matching, which counts as no: ${textOf(error)}`,
        );
      }
      return false;
    }
  };
}

/** What was thrown, as text, whatever it is. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return `a thrown ${typeof thrown}`;
  }
}
