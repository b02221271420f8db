// What every event has: identity, time, cause, and a changed copy. Shapes come with `define-event.ts`.
import { deepEqual } from "../primitives/deep-equal.js";
import { MillraceError } from "../errors/millrace-error.js";
import { type EventId, EventStamp } from "./event-id.js";
import { classInfo } from "./event-class.js";
import type { EventConstructor } from "./event-statics.js";
import { readableJson } from "./readable-json.js";

/** The fields of an event that its author wrote: everything but identity, time, cause and methods. */
export type EventFields<E> = { [K in keyof E as K extends keyof BaseEvent | symbol ? never : K]: E[K] };

/** Where the type of an event keeps what its shape takes as input; exists in types only. */
export declare const shapeInput: unique symbol;

/** What `with` takes: the inputs of the shape where there is one, else any of the event's own fields. */
export type EventPatch<E> = E extends { readonly [shapeInput]: infer I } ? Partial<I> : Partial<EventFields<E>>;

/** Identity of an event that is made again: by `with`, or by the codec. */
export interface EventIdentity {
  readonly id?: string;
  readonly timestamp?: number;
  readonly causedBy?: string | undefined;
  readonly derivedFrom?: string | undefined;
}

// Filled by the class itself: the only doors to its private fields.
let setCause: (event: BaseEvent, cause: BaseEvent) => void;
let setIdentity: (event: BaseEvent, identity: EventIdentity) => void;

/**
 * The base of all events. Extend what {@link defineEvent} returns for validated, serialisable events, or this class for
 * plain local ones:
 *
 * ```ts
 * class Tick extends BaseEvent { constructor(readonly n: number) { super(); } }
 * ```
 *
 * Its static members `field` and `or` come from the filter floor, see `event-statics.ts`. A plain subclass stays in its
 * process until it declares `static readonly type`. After AG2's `BaseEvent`.
 */
export abstract class BaseEvent {
  // One private field, not three: each costs ten times a plain one where classes are mixed.
  readonly #stamp = new EventStamp();

  constructor() {
    classInfo(new.target);
  }

  /** Unique across processes; sorts by time, within a process by construction. Formatted when first read. */
  get id(): string {
    return String(this.#stamp.id);
  }

  /** The type name of the class, as its author wrote it: `"payment.processed"`. */
  get type(): string {
    return classInfo(this.constructor as EventConstructor).type;
  }

  /** When the event was made, in milliseconds since the Unix epoch. */
  get timestamp(): number {
    return this.#stamp.time;
  }

  /** The id of the event whose handler sent this one through its context; `undefined` for the first of a chain. */
  get causedBy(): string | undefined {
    return idOf(this.#stamp.cause);
  }

  /** The id of the event that this one is a changed copy of. */
  get derivedFrom(): string | undefined {
    return idOf(this.#stamp.origin);
  }

  /**
   * A changed copy: all own fields, those of `patch` replaced, a new id and time, `derivedFrom` set to this event's id and
   * `causedBy` kept. Fields of a zod shape are validated as at construction; the constructor does not run.
   *
   * @throws EVENT_INVALID when the patch has a field that the event lacks, or a value that does not fit.
   */
  with(patch: EventPatch<this>): this {
    const constructor = this.constructor as EventConstructor<this>;
    const info = classInfo(constructor);
    const fields = info.patch ? info.patch(patch) : patchOwnFields(this, patch);
    const copy = rebuildEvent(constructor, { ...this, ...fields }, undefined);
    copy.#stamp.cause = this.#stamp.cause;
    copy.#stamp.origin = this.#stamp.id;
    return copy;
  }

  /**
   * The event for people and logs, what `JSON.stringify` asks for: type, id, time, causes and fields. Never throws; what
   * JSON lacks is shown as text or lists. `encodeEvent` makes the form that comes back.
   */
  toJSON(): Record<string, unknown> {
    const json: Record<string, unknown> = { type: this.type, id: this.id, timestamp: this.timestamp };
    if (this.#stamp.cause !== undefined) json["causedBy"] = this.causedBy;
    if (this.#stamp.origin !== undefined) json["derivedFrom"] = this.derivedFrom;
    return Object.assign(json, readableJson({ ...this }));
  }

  static {
    setCause = (event, cause) => {
      const stamp = event.#stamp;
      if (stamp.cause === undefined && cause !== event) stamp.cause = cause.#stamp.id;
    };
    setIdentity = (event, identity) => {
      const stamp = event.#stamp;
      if (identity.id !== undefined) stamp.adopt(identity.id, identity.timestamp ?? stamp.time);
      stamp.cause = identity.causedBy;
      stamp.origin = identity.derivedFrom;
    };
  }
}

function idOf(source: EventId | string | undefined): string | undefined {
  return source === undefined ? undefined : String(source);
}

function patchOwnFields(event: BaseEvent, patch: unknown): object {
  if (typeof patch !== "object" || patch === null) {
    throw new MillraceError("EVENT_INVALID", `${event.constructor.name} cannot be changed by ${String(patch)}.`);
  }
  for (const key of Object.keys(patch)) {
    if (Object.hasOwn(event, key)) continue;
    throw new MillraceError("EVENT_INVALID", `${event.constructor.name} has no field "${key}" to change.`, {
      details: { type: event.type, fields: Object.keys(event) },
    });
  }
  return patch;
}

/** Records that `event` was sent by a handler of `cause`; the first cause stays, and no event causes itself. */
export function markCause(event: BaseEvent, cause: BaseEvent): void {
  setCause(event, cause);
}

/** Gives an event the identity that it had elsewhere. */
export function identify<E extends BaseEvent>(event: E, identity: EventIdentity): E {
  setIdentity(event, identity);
  return event;
}

/** Makes an event of a class from its fields without running the class's own constructor. */
export function rebuildEvent<E extends BaseEvent>(
  constructor: EventConstructor<E>,
  fields: object,
  identity: EventIdentity | undefined,
): E {
  const event = Reflect.construct<[], E>(BaseEvent as unknown as new () => E, [], constructor as never);
  Object.assign(event, fields);
  if (identity) setIdentity(event, identity);
  return event;
}

/** True for BaseEvent and classes that extend it. */
export function isEventClass(value: unknown): value is EventConstructor<BaseEvent> {
  return value === BaseEvent || (typeof value === "function" && value.prototype instanceof BaseEvent);
}

/** True when two events are of one class and have equal fields; ids, times and causes are not compared. */
export function sameFields(left: BaseEvent, right: BaseEvent): boolean {
  return left.constructor === right.constructor && left.type === right.type && deepEqual({ ...left }, { ...right });
}
