// Why a filter says no to an event: the clause that failed, in the words of the text form. Runs no code of users.
import type { BaseEvent } from "../event/base-event.js";
import { COMPARISONS, readPath } from "./comparisons.js";
import { textOf } from "./compile-filter.js";
import { type CompareNode, type EventRef, type FilterNode, isOf } from "./filter-node.js";
import { printFilter, printRef, printValue } from "./print-filter.js";

/** What can be said of a filter and an event without running predicates that were not named. */
export interface FilterVerdict {
  /** `unknown` when the answer hangs on a predicate that was not run. */
  readonly passes: boolean | "unknown";
  /** The clause that failed, or the predicate that was not asked. */
  readonly reason?: string;
}

const PASSES: FilterVerdict = { passes: true };

/** Explains the verdict. Predicates run only when their name is in `mayRun`. */
export function explainFilter(
  node: FilterNode,
  event: BaseEvent,
  mayRun: ReadonlySet<string> = new Set(),
): FilterVerdict {
  switch (node.kind) {
    case "event":
      return isOf(event, node.event) ? PASSES : { passes: false, reason: wrongClass(event, node.event) };
    case "compare":
      return explainComparison(node, event);
    case "test":
      return explainTest(node, event, mayRun);
    case "not":
      return explainNot(node.node, event, mayRun);
    case "and": {
      const verdicts = node.nodes.map((part) => explainFilter(part, event, mayRun));
      return (
        verdicts.find(({ passes }) => passes === false) ?? verdicts.find(({ passes }) => passes === "unknown") ?? PASSES
      );
    }
    case "or": {
      const verdicts = node.nodes.map((part) => explainFilter(part, event, mayRun));
      const best =
        verdicts.find(({ passes }) => passes === true) ?? verdicts.find(({ passes }) => passes === "unknown");
      return best ?? { passes: false, reason: [...new Set(verdicts.map(({ reason }) => reason))].join("; ") };
    }
  }
}

function wrongClass(event: BaseEvent, ref: EventRef): string {
  return `the event is ${event.constructor.name} [${event.type}], not ${printRef(ref)}`;
}

function explainComparison(node: CompareNode, event: BaseEvent): FilterVerdict {
  if (!isOf(event, node.event)) return { passes: false, reason: wrongClass(event, node.event) };
  try {
    const found = readPath(event, node.path);
    if (COMPARISONS[node.comparison].test(found, node.value)) return PASSES;
    return { passes: false, reason: `${printFilter(node)} fails: the field is ${shorten(found)}` };
  } catch (error) {
    return {
      passes: node.comparison === "ne",
      reason: `${printFilter(node)}: reading the field threw ${textOf(error)}`,
    };
  }
}

function explainTest(
  node: FilterNode & { kind: "test" },
  event: BaseEvent,
  mayRun: ReadonlySet<string>,
): FilterVerdict {
  if (!mayRun.has(node.name)) return { passes: "unknown", reason: `the predicate ${node.name} was not asked` };
  try {
    return (node.test(event) as unknown) === true
      ? PASSES
      : { passes: false, reason: `the predicate ${node.name} says no` };
  } catch (error) {
    return { passes: false, reason: `the predicate ${node.name} threw ${textOf(error)}, which counts as no` };
  }
}

function explainNot(node: FilterNode, event: BaseEvent, mayRun: ReadonlySet<string>): FilterVerdict {
  const inner = explainFilter(node, event, mayRun);
  if (inner.passes === "unknown") return inner;
  return inner.passes ? { passes: false, reason: `${printFilter({ kind: "not", node })} fails` } : PASSES;
}

function shorten(value: unknown): string {
  const text = typeof value === "function" || typeof value === "symbol" ? `a ${typeof value}` : printSafely(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function printSafely(value: unknown): string {
  try {
    return printValue(value);
  } catch {
    return "a value that cannot be shown";
  }
}
