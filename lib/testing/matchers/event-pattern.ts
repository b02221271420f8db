// What a spec expects of one event: everything that `where` takes, and fields in which asymmetric matchers may stand.
import { type BaseEvent, isEventClass } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import { MillraceError } from "../../errors/millrace-error.js";
import { explainFilter } from "../../filter/explain-filter.js";
import { Filter, type FilterInput } from "../../filter/filter.js";
import { type FilterNode, isOf } from "../../filter/filter-node.js";
import { type FieldMatch, filterOf } from "../../filter/where.js";
import { differenceOf, isAsymmetric, isPlainObject, joinPath, readField } from "./difference.js";
import { showFields, showValue } from "./show-value.js";

/**
 * What stands for events in the lists of matchers: everything that `where` takes as one argument, or a class with some
 * of its fields, `[ToolCall, { name: "search" }]`.
 */
export type EventPattern = FilterInput | bigint | readonly [EventConstructor<BaseEvent>, object];

/** A list of patterns whose fields are those of their classes; for parameters that infer `P`. */
export type CheckedPatterns<P extends readonly unknown[]> = { readonly [K in keyof P]: CheckedPattern<P[K]> };

type CheckedPattern<P> = P extends readonly [infer C extends EventConstructor<BaseEvent>, infer Second]
  ? Second extends EventConstructor<BaseEvent> | Filter
    ? P
    : readonly [C, FieldMatch<InstanceType<C>>]
  : P;

/** A pattern that was read. */
export interface ReadPattern {
  /** What it asks for, in words. */
  readonly text: string;
  matches(event: BaseEvent): boolean;
  /** Why an event that might have been meant does not match, a line each; undefined for events of other classes. */
  whyNot(event: BaseEvent): readonly string[] | undefined;
}

/**
 * Reads what a matcher was given: a filter in any form, or a class and fields.
 *
 * @throws FILTER_INVALID, as `where` does.
 */
export function readPattern(pattern: unknown, fields?: unknown): ReadPattern {
  if (fields !== undefined) return classPattern(pattern, fields);
  if (Array.isArray(pattern) && pattern.length === 2 && isEventClass(pattern[0]) && !isTerm(pattern[1])) {
    return classPattern(pattern[0], pattern[1]);
  }
  return filterPattern(filterOf([pattern]));
}

function isTerm(value: unknown): boolean {
  return isEventClass(value) || value instanceof Filter;
}

function classPattern(constructor: unknown, fields: unknown): ReadPattern {
  // The forms that are refused are those of `where`, in its words.
  if (!isEventClass(constructor) || !isPlainObject(fields))
    return filterPattern(filterOf([constructor, fields ?? null]));
  const shown = showFields(fields);
  return {
    text: `${nameOf(constructor)}${shown === "" ? "" : ` with ${shown}`}`,
    matches: (event) => event instanceof constructor && fieldIssues(event, fields).next().done === true,
    whyNot: (event) => (event instanceof constructor ? [...fieldIssues(event, fields)] : undefined),
  };
}

function* fieldIssues(event: BaseEvent, fields: Readonly<Record<string, unknown>>): Generator<string> {
  for (const [name, expected] of Object.entries(fields)) {
    const difference = differenceOf(expected, readField(event, name), undefined, joinPath("", name));
    if (difference) yield showDifference(difference);
  }
}

/** `name: expected "search", but it is "fetch"`. */
export function showDifference(difference: {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}): string {
  const { path, expected, actual } = difference;
  const place = path === "" ? "the value" : path;
  if (actual === undefined && !isAsymmetric(expected))
    return `${place}: expected ${showValue(expected)}, but it is missing`;
  if (expected === undefined) return `${place}: expected nothing, but it is ${showValue(actual)}`;
  const kind = (value: unknown): string => (showValue(expected) === showValue(actual) ? ` (${kindOf(value)})` : "");
  return `${place}: expected ${showValue(expected)}${kind(expected)}, but it is ${showValue(actual)}${kind(actual)}`;
}

// Two values that look the same on a line differ in their class, or behind the cut.
function kindOf(value: unknown): string {
  if (typeof value === "string") return `${String(value.length)} characters`;
  return typeof value === "object" && value !== null ? value.constructor.name || "object" : typeof value;
}

function filterPattern(filter: Filter): ReadPattern {
  const predicates = new Set(predicatesOf(filter.node));
  return {
    text: textOf(filter),
    matches: (event) => filter.matches(event),
    whyNot(event) {
      if (!namesClassOf(filter.node, event)) return undefined;
      const { passes, reason } = explainFilter(filter.node, event, predicates);
      return passes === true || reason === undefined ? [] : [reason];
    },
  };
}

function textOf(filter: Filter): string {
  const { node } = filter;
  return node.kind === "event" && node.event.constructor ? nameOf(node.event.constructor) : String(filter);
}

/** A class in messages: `ToolCall [tool.call]`. */
function nameOf(constructor: EventConstructor<BaseEvent>): string {
  const { name, type } = constructor as unknown as { readonly name: string; readonly type?: unknown };
  return `${name || "(anonymous)"}${typeof type === "string" ? ` [${type}]` : ""}`;
}

function predicatesOf(node: FilterNode): readonly string[] {
  if (node.kind === "test") return [node.name];
  if (node.kind === "not") return predicatesOf(node.node);
  return node.kind === "and" || node.kind === "or" ? node.nodes.flatMap(predicatesOf) : [];
}

/** True when a filter that names classes names one of this event; one of predicates alone means every event, and none. */
function namesClassOf(node: FilterNode, event: BaseEvent): boolean {
  if (node.kind === "event" || node.kind === "compare") return isOf(event, node.event);
  return (node.kind === "and" || node.kind === "or") && node.nodes.some((part) => namesClassOf(part, event));
}

/**
 * Reads the list that a matcher was given.
 *
 * @throws OPTION_INVALID for what is no list, or has fewer than `least`; FILTER_INVALID for what is no pattern.
 */
export function readPatterns(matcher: string, patterns: unknown, least: number): readonly ReadPattern[] {
  if (!Array.isArray(patterns) || patterns.length < least) {
    const given = Array.isArray(patterns) ? `a list of ${String(patterns.length)}` : showValue(patterns);
    throw new MillraceError("OPTION_INVALID", `${matcher} was given ${given}; a list of events is expected.`, {
      hint: `Name at least ${String(least)}: expect(record).${matcher}([Asked, [Answered, { text: "yes" }]]).`,
    });
  }
  return patterns.map((pattern) => readPattern(pattern));
}
