// The table of comparisons: how each is written, which values it takes, and what it says. A new one is a row here.
import { deepEqual } from "../primitives/deep-equal.js";
import { MillraceError } from "../errors/millrace-error.js";
import { type ComparisonName, type CompareNode, type PathStep } from "./filter-node.js";

/** One comparison. */
export interface Comparison {
  /** How text writes it, between field and value; `exists` stands behind the field. */
  readonly sign: string;
  /** Says whether the field's value passes. Never throws. */
  readonly test: (found: unknown, value: unknown) => boolean;
  /** Why a value cannot stand in this comparison, or undefined. */
  readonly refuse?: (value: unknown) => string | undefined;
}

const ordered =
  (holds: (order: number) => boolean) =>
  (found: unknown, value: unknown): boolean => {
    const order = compare(found, value);
    return order !== undefined && holds(order);
  };

const needsOrder = (value: unknown): string | undefined =>
  isOrdered(value) ? undefined : "only numbers, bigints, strings and dates have an order";

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
    refuse: (value) => (typeof value === "object" && value !== null ? "an object is identical only to itself" : undefined),
  },
  oneOf: {
    sign: "in",
    test: (found, values) => (values as readonly unknown[]).some((value) => deepEqual(found, value)),
    refuse: (value) => (Array.isArray(value) ? undefined : "a list of values is expected"),
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
 * A compare node with its value checked.
 *
 * @throws FILTER_VALUE when the value cannot stand in this comparison.
 */
export function compareNode(node: Omit<CompareNode, "kind">): CompareNode {
  if (node.comparison === "exists") return { kind: "compare", ...node };
  const why = COMPARISONS[node.comparison].refuse?.(node.value) ?? refuseValue(node.value, 0);
  if (why !== undefined) {
    throw new MillraceError("FILTER_VALUE", `[${node.event.type}].${node.path.join(".")} cannot be compared: ${why}.`);
  }
  return { kind: "compare", ...node, value: ownValue(node.value) };
}

// A filter is data: what it holds must not change behind its back, and must be writable.
function ownValue(value: unknown): unknown {
  if (value instanceof RegExp) return new RegExp(value.source, value.flags.replace(/[gy]/g, "")); // stateless
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}

function refuseValue(value: unknown, depth: number): string | undefined {
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value} is no value`;
  if (typeof value !== "object" || value === null || value instanceof RegExp) return undefined;
  if (depth > 50) return "the value is nested deeper than 50 levels";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "the date is invalid" : undefined;
  if (value instanceof Uint8Array) return undefined;
  if (value instanceof Map) return refuseParts([...value.keys(), ...value.values()], depth);
  if (value instanceof Set || Array.isArray(value)) return refuseParts([...(value as Iterable<unknown>)], depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `an instance of ${value.constructor.name} is no plain data`;
  return refuseParts(Object.values(value), depth);
}

function refuseParts(parts: readonly unknown[], depth: number): string | undefined {
  for (const part of parts) {
    const why = part instanceof RegExp ? "a regular expression is no plain data" : refuseValue(part, depth + 1);
    if (why !== undefined) return why;
  }
  return undefined;
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
