// Events ⇄ JSON, by type. The registry of types is in `event-class.ts`, the form of values in `value-codec.ts`.
import { MillraceError } from "../errors/millrace-error.js";
import { BaseEvent, type EventIdentity, identify, isEventClass, rebuildEvent } from "./base-event.js";
import { boundClass, classInfo, type EventClassInfo, isTypeName } from "./event-class.js";
import type { EventConstructor } from "./event-statics.js";
import { UnknownEvent } from "./unknown-event.js";
import { className, decodeValue, encodeValue, isPlain } from "./value-codec.js";
import { type Json, VALUE_TAGS, type ValueTags } from "./value-tags.js";

/** An event as JSON carries it. */
export interface EventJson {
  readonly type: string;
  /** Version of the type's shape, 1 from the start. */
  readonly version: number;
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly causedBy?: string;
  readonly derivedFrom?: string;
  /** The fields, values that JSON lacks written as `{ "$date": … }` and the like. */
  readonly fields: { readonly [field: string]: Json };
}

/** Settings of {@link decodeEvent}. */
export interface DecodeEventOptions {
  /** Classes to bind before decoding, for processes that have not met them yet. */
  readonly events?: readonly EventConstructor<BaseEvent>[];
}

const VERSION = 1;

// Events inside of fields travel as one more kind of value.
const TAGS: ValueTags = {
  ...VALUE_TAGS,
  $event: {
    is: (value) => value instanceof BaseEvent,
    write: (event: BaseEvent, write) => writeEnvelope(event, (fields) => write(fields, "")) as unknown as Json,
    read: (json, read) => readEvent(json, (fields) => read(fields, "")),
  },
};

/**
 * Writes an event as a JSON-safe object; `JSON.stringify` makes the text. Dates, bytes, bigint, maps, sets, nested events
 * and errors come back from {@link decodeEvent} as what they were.
 *
 * @throws EVENT_EXPECTED; EVENT_LOCAL for a plain subclass without a type; EVENT_NOT_SERIALISABLE with the path to what
 * JSON cannot carry, or for a field that the event has beside its shape.
 */
export function encodeEvent(event: BaseEvent): EventJson {
  if (!(event instanceof BaseEvent)) throw noEvent(event, "encodeEvent");
  const fail = (path: string, why: string): MillraceError => unwritable(event.type, path.slice(1), why);
  return writeEnvelope(event, (fields) => encodeValue(fields, "", { fail, tags: TAGS }));
}

function writeEnvelope(event: BaseEvent, write: (fields: object) => Json): EventJson {
  const info = classInfo(event.constructor as EventConstructor);
  const unknown = event instanceof UnknownEvent;
  if (!info.named && !unknown) {
    throw new MillraceError("EVENT_LOCAL", `${className(event)} has no type of its own and stays in its process.`);
  }
  return {
    type: event.type,
    version: unknown ? event.version : (info.version ?? VERSION),
    id: event.id,
    timestamp: event.timestamp,
    ...(event.causedBy === undefined ? {} : { causedBy: event.causedBy }),
    ...(event.derivedFrom === undefined ? {} : { derivedFrom: event.derivedFrom }),
    fields: write(unknown ? event.fields : presentFields(event, info)) as EventJson["fields"],
  };
}

// What could not be read again must not be written: a shape refuses fields that it does not know.
function presentFields(event: BaseEvent, { fields }: EventClassInfo): object {
  const present = Object.entries(event).filter(([, value]) => value !== undefined);
  for (const [name] of present) {
    if (fields && !fields.has(name)) {
      throw unwritable(
        event.type,
        name,
        "stands beside the shape",
        "Declare the field in the shape, or make it private.",
      );
    }
  }
  return Object.fromEntries(present);
}

function unwritable(type: string, path: string, why: string, hint?: string): MillraceError {
  return new MillraceError("EVENT_NOT_SERIALISABLE", `Event "${type}" cannot be written: ${path} ${why}.`, {
    details: { type, path },
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * Makes the event again that {@link encodeEvent} wrote, from its object or its text. A type that nobody has bound gives an
 * {@link UnknownEvent}, and so does one of a class that nobody has met in this process by `new`, `where` or `subscribe`:
 * `decodeEvent(json, { events: [OrderPaid] })`. A subclass without a type of its own decodes as the parent whose type it
 * shares; `Parent.extend(type, {})` gives it one. Fields are checked against the shape; transforms and defaults do not run again, and neither does
 * the constructor.
 *
 * @throws EVENT_MALFORMED for broken or hostile JSON and unknown versions; EVENT_INVALID for fields that do not fit.
 */
export function decodeEvent(json: string | EventJson, options: DecodeEventOptions = {}): BaseEvent {
  for (const constructor of options.events ?? []) {
    if (!isEventClass(constructor)) throw new MillraceError("OPTION_INVALID", "events takes a list of event classes.");
    classInfo(constructor);
  }
  const envelope = typeof json === "string" ? parseText(json) : json;
  const { type } = readEnvelope(envelope);
  const fail = (path: string, why: string): MillraceError =>
    malformed(`${path.slice(1) || "fields"} of "${type}" ${why}`);
  return readEvent(envelope, (fields) => decodeValue(fields, "", { fail, tags: TAGS }));
}

function readEvent(json: unknown, read: (fields: Json) => unknown): BaseEvent {
  const { type, version, id, timestamp, causedBy, derivedFrom, fields: written } = readEnvelope(json);
  const fields = read(written) as Readonly<Record<string, unknown>>;
  if (!isPlain(fields)) throw malformed(`fields of "${type}" must be an object`);
  const identity: EventIdentity = { id, timestamp, causedBy, derivedFrom };
  const info = boundClass(type);
  if (!info) return identify(new UnknownEvent(type, version, fields), identity);
  const known = info.version ?? VERSION;
  if (version !== known) {
    throw malformed(`version ${String(version)} of "${type}" is unknown here, which knows ${String(known)}`);
  }
  const constructor = info.constructor as EventConstructor<BaseEvent>;
  return rebuildEvent(constructor, info.check ? info.check(fields) : unshadowing(constructor, fields), identity);
}

// A class without a shape takes any fields but those that would stand before its methods and getters.
function unshadowing(constructor: EventConstructor, fields: object): object {
  const shadow = Object.keys(fields).find((name) => name in (constructor.prototype as object));
  if (shadow !== undefined) throw malformed(`a field cannot be named "${shadow}", as a member of the class is`);
  return fields;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed("the text is no JSON", error);
  }
}

function readEnvelope(json: unknown): EventJson {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw malformed("an object is expected");
  const { type, version, id, timestamp, causedBy, derivedFrom, fields } = json as Partial<EventJson>;
  if (!isTypeName(type)) throw malformed("type must be the name of a type");
  if (version === undefined && fields === undefined && typeof id === "string" && Number.isFinite(timestamp)) {
    throw malformed("this is JSON.stringify(event), the form for people and logs; write it with encodeEvent(event)");
  }
  if (!Number.isSafeInteger(version) || Number(version) < 1) throw malformed(`version of "${type}" must be 1 or more`);
  if (typeof id !== "string" || id === "") throw malformed(`id of "${type}" must be a text`);
  if (!Number.isFinite(timestamp)) throw malformed(`timestamp of "${type}" must be a number`);
  for (const [name, cause] of Object.entries({ causedBy, derivedFrom })) {
    if (cause !== undefined && typeof cause !== "string") throw malformed(`${name} of "${type}" must be an id`);
  }
  if (typeof fields !== "object" || (fields as unknown) === null || Array.isArray(fields)) {
    throw malformed(`fields of "${type}" must be an object`);
  }
  return json as EventJson;
}

function malformed(why: string, cause?: unknown): MillraceError {
  return new MillraceError("EVENT_MALFORMED", `This JSON is no event: ${why}.`, cause === undefined ? {} : { cause });
}

/** The error for something that is no event where one belongs. */
export function noEvent(value: unknown, place: string): MillraceError {
  const what = typeof value === "function" ? `the class or function ${value.name || "(anonymous)"}` : describe(value);
  return new MillraceError("EVENT_EXPECTED", `${place} was given ${what}, which is no event.`);
}

function describe(value: unknown): string {
  if (typeof value === "string") return `the text ${JSON.stringify(value.slice(0, 60))}`;
  if (typeof value === "number" || typeof value === "bigint") return `the ${typeof value} ${String(value)}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return "a list";
  return isPlain(value) ? "a plain object" : `an instance of ${className(value)}`;
}
