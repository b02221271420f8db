// What the bus knows of an event class, looked up once per class: its type, parser and flags; and the registry of types.
import { MillraceError } from "../errors/millrace-error.js";
import type { EventConstructor } from "./event-statics.js";

/** The part of a class that `defineEvent` brings: how fields are parsed, patched and checked when decoded. */
export interface EventDefinition {
  readonly version: number;
  readonly transient: boolean;
  /** The names of the shape. */
  readonly fields: ReadonlySet<string>;
  /** Fields as given → fields as stored; throws EVENT_INVALID. */
  readonly parse: (init: unknown) => object;
  /** Parses the input of a new event and puts the fields on it, in the order of the shape; throws EVENT_INVALID. */
  readonly fill: (event: object, init: unknown) => void;
  /** The same as `parse` for some of the fields. */
  readonly patch: (patch: unknown) => object;
  /** Stored fields → stored fields, for events that come from outside; throws EVENT_INVALID. */
  readonly check: (fields: unknown) => object;
}

/** Everything that is known of one concrete class. */
export interface EventClassInfo extends Partial<EventDefinition> {
  readonly constructor: EventConstructor;
  readonly type: string;
  /** The class that owns the type name: the same one, or the ancestor whose type it shares. */
  readonly owner: EventConstructor;
  /** False for a plain subclass that declares no type: it cannot be written as JSON. */
  readonly named: boolean;
  readonly transient: boolean;
}

/** The key under which a class carries its {@link EventDefinition}. */
export const DEFINITION = Symbol.for("millrace.event.definition");

/** The type of the root of all events. */
export const ROOT_TYPE = "event";

interface AnyEventClass {
  readonly name: string;
  readonly type?: unknown;
  readonly transient?: unknown;
  readonly [DEFINITION]?: EventDefinition;
}

const infos = new Map<EventConstructor, EventClassInfo>();
const bound = new Map<string, EventClassInfo>();
let lastClass: EventConstructor | undefined;
let lastInfo: EventClassInfo | undefined;

/**
 * What is known of a class. The first look binds the class to its type: from then on JSON of that type decodes to it.
 *
 * @throws EVENT_TYPE_TAKEN when another definition owns the type already.
 */
export function classInfo(constructor: EventConstructor): EventClassInfo {
  if (constructor === lastClass) return lastInfo as EventClassInfo;
  const info = infos.get(constructor) ?? meet(constructor);
  lastClass = constructor;
  lastInfo = info;
  return info;
}

/** False for classes that say `static readonly interruptible = false`: what they tell has happened. */
export function isInterruptible(constructor: EventConstructor): boolean {
  return (constructor as { readonly interruptible?: unknown }).interruptible !== false;
}

/** The class that a type name is bound to, if anybody has met one. */
export function boundClass(type: string): EventClassInfo | undefined {
  return bound.get(type);
}

/** All bound classes, for those who look one up by its class name. */
export function boundClasses(): Iterable<EventClassInfo> {
  return bound.values();
}

/** The type names of a class and its ancestors, nearest first, without the root's. */
export function typeChain(constructor: EventConstructor): string[] {
  const types: string[] = [];
  for (const ancestor of classChain(constructor)) {
    if (Object.hasOwn(ancestor, "type")) types.push(String((ancestor as unknown as AnyEventClass).type));
  }
  return types;
}

/** A class and its ancestors up to the root of events, nearest first. */
export function classChain(constructor: EventConstructor): EventConstructor[] {
  const chain: EventConstructor[] = [];
  let ancestor: unknown = constructor;
  while (typeof ancestor === "function" && ancestor !== Function.prototype) {
    chain.push(ancestor as EventConstructor);
    ancestor = Object.getPrototypeOf(ancestor);
  }
  return chain;
}

function meet(constructor: EventConstructor): EventClassInfo {
  const { type, transient, [DEFINITION]: definition } = constructor as unknown as AnyEventClass;
  const owner = classChain(constructor).find((ancestor) => Object.hasOwn(ancestor, "type"));
  if (owner) checkType(type, constructor.name);
  const info: EventClassInfo = {
    ...definition,
    constructor,
    type: owner ? (type as string) : ROOT_TYPE,
    owner: owner ?? constructor,
    named: owner !== undefined,
    transient: transient === true || definition?.transient === true,
  };
  if (owner) bind(info);
  infos.set(constructor, info);
  return info;
}

function bind(info: EventClassInfo): void {
  const earlier = bound.get(info.type);
  if (earlier && earlier.owner !== info.owner) {
    throw new MillraceError(
      "EVENT_TYPE_TAKEN",
      `The event type "${info.type}" belongs to class ${earlier.constructor.name}; another class ${info.constructor.name} claims it, too.`,
      { details: { type: info.type } },
    );
  }
  // Of two classes that share a type, the more general one stands for it: a subclass without a type of its own adds none.
  if (!earlier || earlier.constructor.prototype instanceof info.constructor) bound.set(info.type, info);
}

const TYPE_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,199}$/u;

/** True for what can be a type: it has to stand in a filter's text and in a subject of a broker. */
export function isTypeName(type: unknown): type is string {
  return typeof type === "string" && TYPE_NAME.test(type) && type !== ROOT_TYPE;
}

/** Refuses what can be no type name. Throws EVENT_SHAPE_INVALID. */
export function checkType(type: unknown, className: string): asserts type is string {
  if (isTypeName(type)) return;
  const shown = typeof type === "string" ? JSON.stringify(type.slice(0, 60)) : String(type);
  throw new MillraceError(
    "EVENT_SHAPE_INVALID",
    `${shown} cannot be the type name of event class ${className || "(anonymous)"}.`,
    {
      hint: `Use up to 200 letters, digits and . _ : / - and begin with a letter or digit, such as "order.paid"; "${ROOT_TYPE}" is taken by the root.`,
    },
  );
}
