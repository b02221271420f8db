// A filter that people hold: its tree, its verdict, and the algebra; and what stands for a filter in one argument.
import { type BaseEvent, isEventClass } from "../event/base-event.js";
import { isTypeName } from "../event/event-class.js";
import type { EventConstructor } from "../event/event-statics.js";
import { MillraceError } from "../errors/millrace-error.js";
import { classesOfMask } from "./class-mask.js";
import { compileFilter } from "./compile-filter.js";
import type { Field } from "./field.js";
import { filterToJson, type FilterJson } from "./filter-json.js";
import { depthOf, type EventPredicate, type FilterNode, join, MAX_FILTER_DEPTH, refOfClass } from "./filter-node.js";
import { planRoutes, type RoutePlan } from "./plan-routes.js";
import { printFilter } from "./print-filter.js";

/** Where the type of a filter keeps its event type; exists in types only. */
export declare const filteredEvent: unique symbol;

/** A class or a filter: what names one set of events. */
export type FilterTerm = EventConstructor<BaseEvent> | Filter;

/** Everything that stands for a filter in one argument: a term, a list of them (any of), or a predicate. */
export type FilterInput = FilterTerm | readonly FilterTerm[] | ((event: BaseEvent) => boolean);

type Guard<E extends BaseEvent> = (event: BaseEvent) => event is E;

/** The events that a form lets through. */
export type EventOf<W> = W extends readonly (infer T)[]
  ? EventOf<T>
  : W extends EventConstructor<infer E extends BaseEvent>
    ? E
    : W extends { readonly [filteredEvent]: infer E extends BaseEvent }
      ? E
      : W extends Guard<infer E>
        ? E
        : W extends (event: BaseEvent) => boolean
          ? BaseEvent
          : never;

/**
 * A condition on events, as data: it can be asked, combined, printed, stored and sent.
 *
 * Make one with {@link where}, a field comparison or `A.or(B)`. Equality is strict by type and deep for plain data; order
 * holds between two numbers, bigints, strings or dates and is false otherwise; matching never throws.
 */
export class Filter<out E extends BaseEvent = BaseEvent> {
  declare readonly [filteredEvent]: E;
  /** The filter as a tree of plain data. */
  readonly node: FilterNode;
  #predicate: EventPredicate | undefined;
  #plan: RoutePlan | undefined;

  /** For {@link where} and its kin; a tree made by hand is trusted. */
  constructor(node: FilterNode) {
    if (depthOf(node) > MAX_FILTER_DEPTH) {
      throw new MillraceError(
        "FILTER_INVALID",
        `A filter cannot be nested deeper than ${String(MAX_FILTER_DEPTH)} levels.`,
      );
    }
    this.node = node;
  }

  /** True when the event passes. Never throws. */
  matches(event: BaseEvent): event is E {
    return this.predicate(event);
  }

  /** Passes what passes both. Throws FILTER_INVALID for what is no filter. */
  and<const W extends FilterInput>(other: W): Filter<E & EventOf<W>> {
    return new Filter(join("and", [this.node, nodeOf(other, "filter.and")]));
  }

  /** Passes what passes either. Throws FILTER_INVALID for what is no filter. */
  or<const W extends FilterInput>(other: W): Filter<E | EventOf<W>> {
    return new Filter(join("or", [this.node, nodeOf(other, "filter.or")]));
  }

  /** Passes what does not pass this one: of any class, since a filter on a class rejects all others. */
  not(): Filter {
    return new Filter({ kind: "not", node: this.node });
  }

  /** The text form, `[tool.call].name == "x" | [model.message]`; {@link parseFilter} reads it. */
  toString(): string {
    return printFilter(this.node);
  }

  /** The JSON form, with types by name. Throws FILTER_LOCAL for predicates and classes without a type. */
  toJSON(): FilterJson {
    return filterToJson(this.node);
  }

  /** Text where text is wanted; refuses `filter | X` and the like, which would silently become a number. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new MillraceError(
      "FILTER_OPERATOR",
      `The filter ${this.toString()} was combined with a JavaScript operator.`,
    );
  }

  /** @internal The verdict as a bare function, compiled when first wanted. */
  get predicate(): EventPredicate {
    return (this.#predicate ??= compileFilter(this.node));
  }

  /** @internal Which events can pass at all, for the routing index. */
  get plan(): RoutePlan {
    return (this.#plan ??= planRoutes(this.node));
  }
}

/** The tree that one argument stands for. Throws FILTER_INVALID and names `place`. */
export function nodeOf(input: unknown, place: string): FilterNode {
  if (input instanceof Filter) return input.node;
  if (isEventClass(input)) return { kind: "event", event: refOfClass(input) };
  if (Array.isArray(input)) return listNode(input, place);
  if (typeof input === "bigint")
    return join(
      "or",
      classesOfMask(input).map((one) => nodeOf(one, place)),
    );
  if (isPredicate(input)) return { kind: "test", test: input, name: input.name || "(anonymous)" };
  throw notAFilter(input, place);
}

function listNode(list: readonly unknown[], place: string): FilterNode {
  if (list.length > 0)
    return join(
      "or",
      list.map((part) => nodeOf(part, place)),
    );
  throw new MillraceError("FILTER_INVALID", `${place} was given an empty list, which lets nothing through.`);
}

// A class that is no event would be called like a predicate and throw at the first event; a function that promises its
// verdict would never give one in time.
const CLASS = /^class\b|^function [A-Z]\w*\(\) \{ \[native code\] \}$/;
const WAITS = ["[object AsyncFunction]", "[object GeneratorFunction]", "[object AsyncGeneratorFunction]"];

function isPredicate(value: unknown): value is EventPredicate {
  return (
    typeof value === "function" && !isForeignClass(value) && !WAITS.includes(Object.prototype.toString.call(value))
  );
}

function isForeignClass(value: unknown): value is { readonly name: string } {
  return typeof value === "function" && CLASS.test(Function.prototype.toString.call(value));
}

/** The error for something that is no filter, or nothing else that is `wanted`. */
export function notAFilter(input: unknown, place: string, wanted = "filter"): MillraceError {
  const [what, hint] = describe(input);
  const why = isForeignClass(input) ? "does not extend BaseEvent" : `is no ${wanted}`;
  return new MillraceError("FILTER_INVALID", `${place} was given ${what}, which ${why}.`, hint ? { hint } : {});
}

function describe(input: unknown): readonly [what: string, hint?: string] {
  if (typeof input === "string") {
    const type = isTypeName(input) ? ` A type stands in brackets: parseFilter("[${input.slice(0, 60)}]").` : "";
    return [`the text ${JSON.stringify(input.slice(0, 60))}`, `Read a text with parseFilter(text).${type}`];
  }
  if (typeof input === "function") {
    const name = input.name || "(anonymous)";
    if (isForeignClass(input)) return [`the class ${name}`];
    return [`the asynchronous function or generator ${name}`, "A predicate answers at once, with true or false."];
  }
  if (typeof input !== "object" || input === null) return [String(input)];
  return isField(input)
    ? [`the field ${input.toString()} without a comparison`, "Compare it: field.eq(value)."]
    : ["an object"];
}

// Fields are built on filters, so this file can know one only by its looks.
function isField(value: object): value is Field<BaseEvent, unknown> {
  return "ref" in value && "path" in value;
}
