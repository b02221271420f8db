// Events ⇄ JSON, by type. The registry of types is in `event-class.ts`, the form of values in `value-codec.ts`.
import { MillraceError } from "../errors/millrace-error.js";
import { BaseEvent, identify, rebuildEvent } from "./base-event.js";
import { boundClass, classInfo, ROOT_TYPE } from "./event-class.js";
import { type EventConstructor } from "./event-statics.js";
import { UnknownEvent } from "./unknown-event.js";
import { decodeValue, encodeValue, type Json } from "./value-codec.js";

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

/**
 * Writes an event as a JSON-safe object; `JSON.stringify` makes the text. Dates, bytes, bigint, maps, sets, nested events
 * and errors come back from {@link decodeEvent} as what they were.
 *
 * @throws EVENT_EXPECTED, EVENT_LOCAL for a plain subclass without a type, EVENT_NOT_SERIALISABLE with the path.
 */
export function encodeEvent(event: BaseEvent): EventJson {
  if (!(event instanceof BaseEvent)) throw noEvent(event, "encodeEvent");
  const info = classInfo(event.constructor as EventConstructor);
  const unknown = event instanceof UnknownEvent;
  if (!info.named && !unknown) {
    throw new MillraceError("EVENT_LOCAL", `${event.constructor.name} has no type of its own and stays in its process.`);
  }
  const fields = unknown ? event.fields : { ...event };
  return {
    type: event.type,
    version: unknown ? event.version : (info.version ?? VERSION),
    id: event.id,
    timestamp: event.timestamp,
    ...(event.causedBy === undefined ? {} : { causedBy: event.causedBy }),
    ...(event.derivedFrom === undefined ? {} : { derivedFrom: event.derivedFrom }),
    fields: encodeFields(event.type, fields),
  };
}

function encodeFields(type: string, fields: object): Record<string, Json> {
  const json: Record<string, Json> = {};
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (value === undefined) continue;
    json[name] =
      value instanceof BaseEvent
        ? { $event: encodeEvent(value) as unknown as Json }
        : encodeValue(value, name, (path, why) => {
            return new MillraceError("EVENT_NOT_SERIALISABLE", `Event "${type}" cannot be written: ${path} ${why}.`, {
              details: { type, path },
            });
          });
  }
  return json;
}

/**
 * Makes the event again that {@link encodeEvent} wrote, from its object or its text. A type that nobody has bound gives an
 * {@link UnknownEvent}. Fields are checked against the shape; transforms and defaults do not run again, and neither does
 * the constructor.
 *
 * @throws EVENT_MALFORMED for broken or hostile JSON and unknown versions; EVENT_INVALID for fields that do not fit.
 */
export function decodeEvent(json: string | EventJson, options: DecodeEventOptions = {}): BaseEvent {
  for (const constructor of options.events ?? []) classInfo(constructor);
  return decode(json, 0);
}

function decode(json: unknown, depth: number): BaseEvent {
  const envelope = readEnvelope(typeof json === "string" ? parseText(json) : json);
  const { type, version, id, timestamp, causedBy, derivedFrom } = envelope;
  if (depth > 20) throw malformed(`events are nested deeper than 20 levels in "${type}"`);
  const fields = decodeFields(type, envelope.fields, depth);
  const identity = { id, timestamp, causedBy, derivedFrom };
  const info = boundClass(type);
  if (!info) {
    return identify(new UnknownEvent(type, version, fields), identity);
  }
  const known = info.version ?? VERSION;
  if (version !== known) {
    throw malformed(`version ${String(version)} of "${type}" is unknown here, which knows ${String(known)}`);
  }
  const constructor = info.constructor as EventConstructor<BaseEvent>;
  return rebuildEvent(constructor, info.check ? info.check(fields) : fields, identity);
}

function decodeFields(type: string, json: object, depth: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json) as [string, Json][]) {
    if (name === "__proto__") throw malformed(`"${type}" has a field "__proto__"`);
    fields[name] = isNested(value)
      ? decode(value.$event, depth + 1)
      : decodeValue(value, name, (path, why) => malformed(`${path} of "${type}" ${why}`));
  }
  return fields;
}

function isNested(value: Json): value is { readonly $event: Json } {
  return typeof value === "object" && value !== null && Object.keys(value).join() === "$event";
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
  if (typeof type !== "string" || type === "" || type === ROOT_TYPE) throw malformed("type must be the name of a type");
  if (!Number.isSafeInteger(version) || Number(version) < 1) throw malformed(`version of "${type}" must be 1 or more`);
  if (typeof id !== "string" || id === "") throw malformed(`id of "${type}" must be a text`);
  if (typeof timestamp !== "number" || !Number.isFinite(timestamp)) throw malformed(`timestamp of "${type}" must be a number`);
  for (const [name, cause] of [["causedBy", causedBy], ["derivedFrom", derivedFrom]] as const) {
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
  if (typeof value !== "object" || value === null) return `${typeof value} ${String(value)}`;
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name;
  return name && name !== "Object" ? `an instance of ${name}` : "a plain object";
}
