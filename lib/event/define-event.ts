// Typed, validated event classes from a type name and a zod shape.
import { z } from "zod";
import { MillraceError } from "../errors/millrace-error.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import { compileFill } from "./assign-fields.js";
import { BaseEvent, type shapeInput } from "./base-event.js";
import { checkType, classInfo, DEFINITION, type EventDefinition } from "./event-class.js";
import type { EventConstructor, EventStatics } from "./event-statics.js";
import { type EventShape, checkShape, refuseSchema, shapeParsers } from "./event-shape.js";

declare const kind: unique symbol;

/** Names that every event has, as an event or as an object, and no shape may use. */
export type ReservedField = keyof BaseEvent | keyof typeof Object.prototype | "__proto__";

/** Refuses a shape with a reserved field, or a `Taken` one, with a sentence where the field stands. */
export type WithoutReserved<S, Taken = never> = {
  [K in keyof S]: K extends ReservedField
    ? `"${K}" belongs to every event; give the field another name`
    : K extends Taken & string
      ? `"${K}" is a method or getter of the parent class; give the field another name`
      : S[K];
};

/** The fields that a shape gives; none for an empty one, where zod would forbid any member of the class. */
export type FieldsOf<S extends EventShape> = [keyof S] extends [never] ? unknown : Readonly<z.infer<z.ZodObject<S>>>;

/** What an event of a type and shape has beside what its base has. The brand keeps equal shapes apart. */
export type EventOfShape<N extends string, S extends EventShape> = FieldsOf<S> & {
  readonly [kind]: { readonly [K in N]: true };
  readonly [shapeInput]: z.input<z.ZodObject<S>>;
  /** The `with` of every event, said once more so that methods of the class can call it on `this`. */
  with<T>(this: T, patch: Partial<z.input<z.ZodObject<S>>>): T;
};

/** Settings of an event class. */
export interface DefineEventOptions {
  /** Delivered but not recorded in history: for deltas and progress. Default false. */
  readonly transient?: boolean;
}

/** An event class as {@link defineEvent} and `extend` make it: extend it and give it methods. */
export interface EventClass<N extends string, S extends EventShape, B extends object = BaseEvent> extends EventStatics {
  new (init: z.input<z.ZodObject<S>>): B & EventOfShape<N, S>;
  readonly prototype: B & EventOfShape<N, S>;
  /** The type name, as written. */
  readonly type: N;
  /** The zod schema of the fields; unknown fields are refused. */
  readonly schema: z.ZodObject<S>;
  /**
   * A class of its own type that inherits from this one, methods included, with more fields.
   *
   * @throws EVENT_SHAPE_INVALID when a field is reserved, or not a zod schema; OPTION_INVALID.
   */
  extend<T extends EventConstructor, const M extends string, X extends EventShape>(
    this: T,
    type: M,
    shape: X & WithoutReserved<X, Exclude<keyof InstanceType<T>, keyof S>>,
    options?: DefineEventOptions,
  ): EventClass<M, Omit<S, keyof X> & X, InstanceType<T>>;
}

/**
 * Defines a class of events by a type name, written by its author, and a zod shape.
 *
 * ```ts
 * class PaymentProcessed extends defineEvent("payment.processed", { amount: z.number() }) {
 *   get euros() { return `${this.amount.toFixed(2)} EUR`; }
 * }
 * new PaymentProcessed({ amount: 100.5 });
 * ```
 *
 * Construction validates (defaults and transforms of zod are honoured), so an event that exists is right. Fields are
 * own, enumerable and read-only in the types; they are not frozen.
 *
 * A subclass without a type of its own shares its parent's and is decoded as its parent; `extend` makes one with a type
 * of its own: `class Refunded extends PaymentProcessed.extend("payment.refunded", { … }) {}`. JSON of a class that nobody
 * has met decodes to an `UnknownEvent`: name the class, `decodeEvent(json, { events: [PaymentProcessed] })`.
 *
 * @throws EVENT_SHAPE_INVALID for a type name or shape that cannot work; OPTION_INVALID for an option that nobody knows;
 * EVENT_INVALID at construction.
 */
export function defineEvent<const N extends string, S extends EventShape>(
  type: N,
  shape: S & WithoutReserved<S>,
  options: DefineEventOptions = {},
): EventClass<N, S> {
  class Defined extends BaseEvent {
    constructor(init: unknown) {
      super();
      (classInfo(new.target) as EventDefinition).fill(this, init);
    }
  }
  return dress(Defined, type, shape, options) as unknown as EventClass<N, S>;
}

function dress(base: EventConstructor, type: string, shape: EventShape, options: DefineEventOptions): EventConstructor {
  checkType(type, "");
  refuseUnknown(`Event "${type}"`, options, ["transient"]);
  checkShape(type, shape, base.prototype as object);
  const schema = z.strictObject(shape);
  const parsers = shapeParsers(type, schema);
  const definition: EventDefinition = {
    version: 1,
    transient: options.transient ?? false,
    fields: new Set(Object.keys(schema.shape)),
    ...parsers,
    fill: compileFill(type, Object.keys(schema.shape), parsers.parse),
  };
  Object.defineProperties(base, {
    name: { value: className(type), configurable: true },
    type: { value: type, enumerable: true, configurable: true, writable: true },
    schema: { value: schema, configurable: true },
    [DEFINITION]: { value: definition, configurable: true },
    extend: { value: extend, configurable: true },
  });
  return base;
}

function extend(
  this: EventConstructor & { schema: z.ZodObject },
  type: string,
  shape: EventShape,
  options: DefineEventOptions = {},
): EventConstructor {
  const Parent = this as unknown as new (init: unknown) => BaseEvent;
  if (typeof this !== "function" || !(this.prototype instanceof BaseEvent)) {
    throw new MillraceError("EVENT_SHAPE_INVALID", `extend("${type}") was called apart from its event class.`, {
      hint: "Call it on the class: PaymentProcessed.extend(type, shape).",
    });
  }
  refuseSchema(type, shape);
  class Extended extends Parent {}
  return dress(Extended, type, { ...this.schema.shape, ...Object(shape) } as EventShape, options);
}

// The class name that logs show until the author's own class names itself: "payment.processed" → "PaymentProcessed".
function className(type: string): string {
  return type.replace(/(?:^|[^\p{L}\p{N}]+)([\p{L}\p{N}])/gu, (_, letter: string) => letter.toUpperCase());
}
