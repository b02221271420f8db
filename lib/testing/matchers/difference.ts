// The first place where a value differs from what was expected, so that a failure can name it.
import { BaseEvent } from "../../event/base-event.js";
import { deepEqual } from "../../primitives/deep-equal.js";

/** A place where two values differ. */
export interface Difference {
  /** Such as `arguments.q` or `items[0].name`; empty for the whole. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Decides on a pair of values; undefined leaves it to the usual comparison, which looks inside. */
export type PairRule = (expected: unknown, actual: unknown, path: string) => boolean | undefined;

/** What `expect.any`, `expect.stringContaining` and their kin make: in vitest, jest and elsewhere. */
export interface AsymmetricMatcher {
  asymmetricMatch(actual: unknown): boolean;
}

/** Deeper data is compared as a whole: it may contain itself. */
const MAX_DEPTH = 100;

/**
 * The first difference, in the order of the expected keys; undefined where there is none. Fields that are undefined count as
 * absent; asymmetric matchers may stand anywhere; a plain object that is expected of an event names some of its fields; errors
 * are compared by name, message and code; everything else as `where` does.
 */
export function differenceOf(
  expected: unknown,
  actual: unknown,
  rule: PairRule = () => undefined,
  path = "",
  depth = 0,
): Difference | undefined {
  const verdict = isAsymmetric(expected) ? expected.asymmetricMatch(actual) : rule(expected, actual, path);
  if (verdict !== undefined) return verdict ? undefined : { path, expected, actual };
  const parts = depth < MAX_DEPTH ? partsOf(expected, actual) : undefined;
  if (parts === undefined) return deepEqual(expected, actual) ? undefined : { path, expected, actual };
  for (const { step, expected: wanted, actual: found } of parts) {
    const difference = differenceOf(wanted, found, rule, joinPath(path, step), depth + 1);
    if (difference) return difference;
  }
  return undefined;
}

/** A path and one more step: `items`, `items[0]`, `items[0].name`. */
export function joinPath(path: string, step: string | number): string {
  if (typeof step === "number") return `${path}[${String(step)}]`;
  return path === "" ? step : `${path}.${step}`;
}

/** True for what a test runner made to stand for many values. */
export function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  return (
    typeof value === "object" &&
    value !== null &&
    "asymmetricMatch" in value &&
    typeof value.asymmetricMatch === "function"
  );
}

interface Part {
  readonly step: string | number;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** The parts of two values that can be compared part by part; undefined for all others. */
function partsOf(expected: unknown, actual: unknown): readonly Part[] | undefined {
  if (!isObject(expected) || !isObject(actual) || expected === actual) return undefined;
  if (Array.isArray(expected) && Array.isArray(actual)) return itemParts(expected, actual);
  if (expected instanceof Error && actual instanceof Error) return fieldParts(ofError(expected), ofError(actual));
  if (isPlainObject(expected) && actual instanceof BaseEvent) {
    return Object.keys(expected).map((step) => ({ step, expected: expected[step], actual: readField(actual, step) }));
  }
  return haveFields(expected, actual) ? fieldParts(expected, actual) : undefined;
}

function itemParts(expected: readonly unknown[], actual: readonly unknown[]): readonly Part[] {
  const length = Math.max(expected.length, actual.length);
  return Array.from({ length }, (_, step) => ({ step, expected: expected[step], actual: actual[step] }));
}

function fieldParts(expected: object, actual: object): readonly Part[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(actual)])].map((step) => ({
    step,
    expected: readField(expected, step),
    actual: readField(actual, step),
  }));
}

const WHOLE = [Date, Map, Set, Uint8Array, Array, Promise];

/** Two plain objects, or two instances of one class whose fields are all that they are. */
function haveFields(expected: object, actual: object): boolean {
  if (isPlainObject(expected) && isPlainObject(actual)) return true;
  if (WHOLE.some((kind) => expected instanceof kind)) return false;
  return Object.getPrototypeOf(expected) === Object.getPrototypeOf(actual);
}

function ofError(error: Error): object {
  return { name: error.name, message: error.message, code: readField(error, "code") };
}

/** The value of a field or getter; a getter that throws has none. */
export function readField(object: object, name: string): unknown {
  try {
    return (object as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** True for objects that are nothing but their fields. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
