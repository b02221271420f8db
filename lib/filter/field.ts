// A typed reference to a field of an event class, and the comparisons that make filters of it.
import type { BaseEvent } from "../event/base-event.js";
import { MillraceError } from "../errors/millrace-error.js";
import { compareNode } from "./comparisons.js";
import { Filter, type filteredEvent } from "./filter.js";
import type { ComparisonName, EventRef, PathStep } from "./filter-node.js";
import { printPath, printRef } from "./print-filter.js";

/** Names of what can be compared in an event: fields and getters, not methods. */
export type FieldName<E> = {
  [K in keyof E]: K extends string ? (E[K] extends (...args: never[]) => unknown ? never : K) : never;
}[keyof E];

/** The keys that `at` may step into: own data of objects, indices of arrays. */
export type NestedKey<V> = V extends readonly unknown[]
  ? number
  : V extends Date | Uint8Array | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
    ? never
    : V extends object
      ? Extract<keyof V, string>
      : never;

/** What stands behind a key, undefined where it may be absent. */
export type NestedValue<V, K> = V extends readonly (infer I)[]
  ? I | undefined
  : V extends object
    ? K extends keyof V
      ? V[K]
      : undefined
    : undefined;

/**
 * A field of events of class `E` with values `V`. Every comparison gates on the class first: another event never passes,
 * not even `ne`.
 */
export class Field<out E extends BaseEvent, in out V> {
  declare readonly [filteredEvent]: E;
  readonly ref: EventRef;
  readonly path: readonly [string, ...PathStep[]];

  /** For `EventClass.field(name)`. */
  constructor(ref: EventRef, path: readonly [string, ...PathStep[]]) {
    this.ref = ref;
    this.path = path;
  }

  /** Equal: strict by type, deep for plain data. */
  eq(value: V): Filter<E> {
    return compare(this, "eq", value);
  }

  /** Not equal; an absent field differs from every value. */
  ne(value: V): Filter<E> {
    return compare(this, "ne", value);
  }

  /** Less than; false unless both are numbers, bigints, strings or dates. */
  lt(value: NonNullable<V>): Filter<E> {
    return compare(this, "lt", value);
  }

  /** Less than or equal. */
  le(value: NonNullable<V>): Filter<E> {
    return compare(this, "le", value);
  }

  /** Greater than. */
  gt(value: NonNullable<V>): Filter<E> {
    return compare(this, "gt", value);
  }

  /** Greater than or equal. */
  ge(value: NonNullable<V>): Filter<E> {
    return compare(this, "ge", value);
  }

  /** The very same primitive (`Object.is`): for `null`, `undefined`, `NaN` and `-0`. */
  is(value: V | null | undefined): Filter<E> {
    return compare(this, "is", value);
  }

  /** Equal to one of the values. */
  oneOf(values: readonly V[]): Filter<E> {
    return compare(this, "oneOf", values);
  }

  /** A text that the pattern finds something in; the flags `g` and `y` are dropped, so no state is carried. */
  matches(pattern: RegExp): Filter<E> {
    return compare(this, "matches", pattern);
  }

  /** There and not undefined; `null`, `0` and `""` are values. */
  exists(): Filter<E> {
    return new Filter(compareNode({ event: this.ref, path: this.path, comparison: "exists" }));
  }

  /** The part of nested data behind a key or index; absent where the data lacks it. Own keys only. */
  at<const K extends NestedKey<NonNullable<V>>>(key: K): Field<E, NestedValue<NonNullable<V>, K>> {
    if (typeof key === "string" || Number.isSafeInteger(key)) return new Field(this.ref, [...this.path, key]);
    throw new MillraceError(
      "FILTER_INVALID",
      `${this.toString()}.at was given ${String(key)}, which is neither key nor index.`,
    );
  }

  toString(): string {
    return printRef(this.ref) + printPath(this.path);
  }

  /** Text where text is wanted; refuses `field == x` and the like, which would silently be false. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new MillraceError(
      "FILTER_OPERATOR",
      `The field ${this.toString()} was combined with a JavaScript operator.`,
      {
        hint: "Write field.eq(value), or where`${field} == ${value}`.",
      },
    );
  }
}

function compare<E extends BaseEvent, V>(field: Field<E, V>, comparison: ComparisonName, value: unknown): Filter<E> {
  return new Filter(compareNode({ event: field.ref, path: field.path, comparison, value }));
}
