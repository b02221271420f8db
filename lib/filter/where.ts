// Every form of arguments that `where` accepts, with the event type inferred from the form. One argument alone is read in
// `filter.ts`.
import { type BaseEvent, isEventClass } from "../event/base-event.js";
import type { EventConstructor } from "../event/event-statics.js";
import { isPlain } from "../event/value-codec.js";
import { MillraceError } from "../errors/millrace-error.js";
import { compareNode } from "./comparisons.js";
import { Field, type FieldName } from "./field.js";
import { type EventOf, Filter, type FilterInput, nodeOf, notAFilter } from "./filter.js";
import { filterFromJson, type FilterJson } from "./filter-json.js";
import { type FilterNode, join, refOfClass } from "./filter-node.js";
import { type OperandReader, parseFilterTemplate, parseFilterText } from "./parse-filter.js";

/** Field values that must all be equal: the shorthand form. No function: it has fields, too, such as `name`. */
export type FieldMatch<E> = { readonly [K in FieldName<E>]?: E[K] } & {
  readonly [Symbol.hasInstance]?: "for several classes write where([A, B]); for a condition where(A).and(condition)";
};

/**
 * The forms of `where`, each with its inference; `Result` is what they make of an event type, `In` the events that
 * predicates are asked about.
 */
export interface Where<Result extends MadeOf, In extends BaseEvent = BaseEvent> {
  /** A template: `${A} | ${B}`, `${field} == ${value}`, `&`, parentheses. */
  <const C extends readonly unknown[]>(strings: TemplateStringsArray, ...operands: C): Made<Result, EventOf<C[number]>>;
  /** A class with field values: all equal. */
  <T extends EventConstructor<BaseEvent>>(event: T, match: FieldMatch<InstanceType<T>>): Made<Result, InstanceType<T>>;
  /** What `ToolCall | ModelMessage` is in plain JavaScript. */
  (mask: bigint): Made<Result, BaseEvent>;
  /** A type guard; it stays local. */
  <A extends In>(guard: (event: In) => event is A): Made<Result, A>;
  /** A type guard of any event. */
  <A extends BaseEvent>(guard: (event: BaseEvent) => event is A): Made<Result, A>;
  /** A predicate; it stays local. */
  (predicate: (event: In) => boolean): Made<Result, In>;
  /** A class, a filter, a list of them, or a predicate. */
  <const W extends FilterInput>(filter: W): Made<Result, EventOf<W>>;
}

/** A type function: what it makes (`made`) of an event type (`of`). */
export interface MadeOf {
  readonly of: unknown;
  readonly made: unknown;
}

/** Applies a result of {@link Where} to an event type. */
export type Made<Result extends MadeOf, E extends BaseEvent> = (Result & { readonly of: E })["made"];

/** {@link Where} that makes a free-standing filter. */
export interface MakesFilter extends MadeOf {
  readonly made: this["of"] extends BaseEvent ? Filter<this["of"]> : never;
}

/**
 * A free-standing filter from any of the forms that streams accept.
 *
 * ```ts
 * where(ToolCall)                                   // a class and its subclasses
 * where([ToolCall, ModelMessage])                   // any of
 * where`${ToolCall} | ${ModelMessage}`              // a union, written with |
 * where(ToolCall, { name: "search" })               // all fields equal
 * where((event) => event.timestamp > start)         // any predicate; stays local
 * ```
 *
 * @throws FILTER_INVALID for what cannot be a filter; FILTER_SYNTAX and FILTER_VALUE inside templates.
 */
export const where = ((...args: unknown[]) => filterOf(args)) as Where<MakesFilter>;

/** The filter that the arguments of a `where` stand for. */
export function filterOf(args: readonly unknown[]): Filter {
  const [first, match] = args;
  if (first instanceof Filter && args.length === 1) return first as Filter;
  if (isTemplate(first)) return new Filter(parseFilterTemplate(first.raw, args.slice(1), readOperand));
  if (args.length > 1 && match !== undefined) return new Filter(shorthand(first, match));
  return new Filter(nodeOf(first, "where"));
}

function shorthand(constructor: unknown, match: unknown): FilterNode {
  if (!isEventClass(constructor)) throw notAFilter(constructor, "where(class, fields)", "event class");
  if (typeof match === "function") throw notFields(constructor, match);
  if (typeof match !== "object" || match === null || !isPlain(match))
    throw notAFilter(match, "where(class, fields)", "object of fields");
  const event = refOfClass(constructor);
  const nodes = Object.entries(match).map(([name, value]: [string, unknown]) =>
    compareNode({ event, path: [name], comparison: "eq", value }),
  );
  return nodes.length === 0 ? { kind: "event", event } : join("and", nodes);
}

function notFields({ name }: EventConstructor<BaseEvent>, match: { readonly name: string }): MillraceError {
  const [what, hint] = isEventClass(match)
    ? [`the class ${match.name || "(anonymous)"}`, `For several classes write where([${name}, ${match.name}]).`]
    : ["a function", `For a condition beside a class write where(${name}).and(…) or view.where(${name}).where(…).`];
  return new MillraceError("FILTER_INVALID", `where(${name}, fields) was given ${what} in place of fields.`, { hint });
}

const readOperand: OperandReader = (operand) => {
  if (operand instanceof Field) return { ref: operand.ref, path: operand.path };
  return operand instanceof Filter || isEventClass(operand) ? { node: nodeOf(operand, "where`…`") } : undefined;
};

function isTemplate(value: unknown): value is TemplateStringsArray {
  return Array.isArray(value) && "raw" in value;
}

/**
 * Reads a filter from its text form or its JSON form, as an object.
 *
 * @throws FILTER_SYNTAX, with a caret under the place, or the path into the JSON.
 */
export function parseFilter(input: string | FilterJson): Filter {
  return new Filter(typeof input === "string" ? parseFilterText(input) : filterFromJson(input));
}
