// The table of comparisons: how each is written, which values it takes, and what it says. A new one is a row here.
import { deepEqual } from "../primitives/deep-equal.js";
import { MillraceError } from "../errors/millrace-error.js";
import type { ComparisonName, CompareNode, PathStep } from "./filter-node.js";
import { ownValue, refuseValue } from "./own-value.js";

/** One comparison. */
export interface Comparison {
  /** How text writes it, between field and value; `exists` stands behind the field. */
  readonly sign: string;
  /** Says whether the field's value passes. Never throws. */
  readonly test: (found: unknown, value: unknown) => boolean;
  /** Why a value cannot stand in this comparison, or undefined. Default: whatever is no plain data. */
  readonly refuse?: (value: unknown) => string | undefined;
}

const ordered =
  (holds: (order: number) => boolean) =>
  (found: unknown, value: unknown): boolean => {
    const order = compare(found, value);
    return order !== undefined && holds(order);
  };

const needsOrder = (value: unknown): string | undefined =>
  isOrdered(value) ? refuseValue(value) : "only numbers, bigints, strings and dates have an order";

const SIGNS: Readonly<Record<ComparisonName, Comparison>> = {
  eq: { sign: "==", test: deepEqual },
  ne: { sign: "!=", test: (found, value) => !deepEqual(found, value) },
  lt: { sign: "<", test: ordered((order) => order < 0), refuse: needsOrder },
  le: { sign: "<=", test: ordered((order) => order <= 0), refuse: needsOrder },
  gt: { sign: ">", test: ordered((order) => order > 0), refuse: needsOrder },
  ge: { sign: ">=", test: ordered((order) => order >= 0), refuse: needsOrder },
  is: {
    sign: "is",
    test: Object.is,
    refuse: (value) =>
      typeof value === "object" && value !== null ? "an object is identical only to itself" : refuseValue(value),
  },
  oneOf: {
    sign: "in",
    test: (found, values) => (values as readonly unknown[]).some((value) => deepEqual(found, value)),
    refuse: (value) => (Array.isArray(value) ? refuseValue(value) : "a list of values is expected"),
  },
  matches: {
    sign: "~",
    test: (found, pattern) => typeof found === "string" && (pattern as RegExp).test(found),
    refuse: (value) => (value instanceof RegExp ? undefined : "a regular expression is expected"),
  },
  exists: { sign: "exists", test: (found) => found !== undefined },
};

/** Every comparison by its name. */
export const COMPARISONS = SIGNS;

/** The comparison that text writes with this sign. */
export function comparisonOfSign(sign: string): ComparisonName | undefined {
  return (Object.keys(SIGNS) as ComparisonName[]).find((name) => SIGNS[name].sign === sign);
}

/**
 * A compare node with its value checked and copied.
 *
 * @throws FILTER_VALUE when the value cannot stand in this comparison.
 */
export function compareNode({ event, path, comparison, value }: Omit<CompareNode, "kind">): CompareNode {
  if (comparison === "exists") return { kind: "compare", event, path, comparison };
  const { refuse = refuseValue } = COMPARISONS[comparison];
  const why = refuse(value);
  if (why !== undefined) {
    const field = `[${event.type}].${path.join(".").slice(0, 200)}`;
    throw new MillraceError("FILTER_VALUE", `${field} cannot be compared: ${why}.`);
  }
  return { kind: "compare", event, path, comparison, value: ownValue(value) };
}

function isOrdered(value: unknown): boolean {
  return ["number", "bigint", "string"].includes(typeof value) || value instanceof Date;
}

/** Negative, zero or positive between two numbers, two bigints, two strings or two dates; undefined otherwise. */
function compare(left: unknown, right: unknown): number | undefined {
  if (left instanceof Date && right instanceof Date) return compare(left.getTime(), right.getTime());
  if (typeof left !== typeof right || !isOrdered(left) || typeof left === "object") return undefined;
  if ((left as number) < (right as number)) return -1;
  if ((left as number) > (right as number)) return 1;
  return left === right ? 0 : undefined; // NaN has no order
}

/** The value at a path: fields of the event with its getters, then own keys only. Throws what a getter throws. */
export function readPath(event: object, path: readonly PathStep[]): unknown {
  let value: unknown = (event as Record<PathStep, unknown>)[path[0] as PathStep];
  for (let place = 1; place < path.length; place++) {
    const step = path[place] as PathStep;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PathStep, unknown>)[step];
  }
  return value;
}
