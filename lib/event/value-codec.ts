// Field values ⇄ JSON. What JSON lacks is written as an object with one `$` key; objects that look like one are wrapped.
import { MillraceError } from "../errors/millrace-error.js";

/** Anything that JSON text can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Values deeper than this are refused both ways: no honest event is so deep, and recursion must end. */
export const MAX_VALUE_DEPTH = 200;

type Fail = (path: string, why: string) => MillraceError;
type JsonObject = Readonly<Record<string, Json>>;

/** One kind of value that JSON lacks. Another kind is one more row here. */
interface ValueTag {
  readonly is: (value: object | bigint | number | undefined) => boolean;
  readonly write: (value: never, write: (value: unknown, step: string) => Json) => Json;
  readonly read: (json: Json, read: (json: Json, step: string) => unknown) => unknown;
}

const TAGS: Readonly<Record<string, ValueTag>> = {
  $undefined: { is: (value) => value === undefined, write: () => true, read: () => undefined },
  $number: {
    is: (value) => typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)),
    write: (value: number) => (Object.is(value, -0) ? "-0" : String(value)),
    read: (json) => one(["NaN", "Infinity", "-Infinity", "-0"], json, Number),
  },
  $bigint: {
    is: (value) => typeof value === "bigint",
    write: (value: bigint) => String(value),
    read: (json) => match(/^-?\d{1,10000}$/, json, BigInt),
  },
  $date: {
    is: (value) => value instanceof Date,
    write: (value: Date) => (Number.isNaN(value.getTime()) ? null : value.toISOString()),
    read: (json) => (json === null ? new Date(Number.NaN) : match(/^[-+]?\d{4,6}-\d\d-\d\dT.*Z$/, json, toDate)),
  },
  $bytes: {
    is: (value) => value instanceof Uint8Array,
    write: (value: Uint8Array) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"),
    read: (json) => match(/^[A-Za-z0-9+/]*={0,2}$/, json, (text) => Uint8Array.from(Buffer.from(text, "base64"))),
  },
  $map: {
    is: (value) => value instanceof Map,
    write: (value: Map<unknown, unknown>, write) =>
      [...value].map(([key, item], at) => [write(key, `.key(${String(at)})`), write(item, `.value(${String(at)})`)]),
    read: (json, read) =>
      new Map(list(json).map((pair, at) => readPair(list(pair), (item) => read(item, `.entry(${String(at)})`)))),
  },
  $set: {
    is: (value) => value instanceof Set,
    write: (value: Set<unknown>, write) => [...value].map((item, at) => write(item, `.item(${String(at)})`)),
    read: (json, read) => new Set(list(json).map((item, at) => read(item, `.item(${String(at)})`))),
  },
  $error: {
    is: (value) => value instanceof Error,
    write: (value: Error, write) => write({ ...value, name: value.name, message: value.message, ...stackOf(value) }, ""),
    read: (json, read) => readError(read(json, "")),
  },
};

/** Writes a value as JSON. `fail` makes the error for what cannot be written, with the path to it. */
export function encodeValue(value: unknown, path: string, fail: Fail): Json {
  const open = new Set<object>();
  const write = (item: unknown, at: string, depth: number): Json => {
    if (typeof item === "string" || typeof item === "boolean" || item === null) return item;
    if (depth > MAX_VALUE_DEPTH) throw fail(at, `is nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
    if (typeof item === "function" || typeof item === "symbol") throw fail(at, `is a ${typeof item}`);
    if (typeof item === "object") {
      if (open.has(item)) throw fail(at, "contains itself");
      open.add(item);
    }
    const json = writeOpen(item as object, at, depth);
    if (typeof item === "object") open.delete(item);
    return json;
  };
  const writeOpen = (item: object, at: string, depth: number): Json => {
    for (const [tag, kind] of Object.entries(TAGS)) {
      if (kind.is(item)) {
        return { [tag]: kind.write(item as never, (part, step) => write(part, at + step, depth + 1)) };
      }
    }
    if (typeof item !== "object") return item as number;
    if (Array.isArray(item)) return item.map((part, index) => write(part, `${at}[${String(index)}]`, depth + 1));
    const prototype: unknown = Object.getPrototypeOf(item);
    if (prototype !== Object.prototype && prototype !== null) {
      throw fail(at, `is an instance of ${item.constructor.name}`);
    }
    return writeObject(item as Record<string, unknown>, (part, key) => write(part, `${at}.${key}`, depth + 1));
  };
  return write(value, path, 0);
}

function writeObject(object: Record<string, unknown>, write: (part: unknown, key: string) => Json): Json {
  const json: Record<string, Json> = {};
  for (const key of Object.keys(object)) {
    if (object[key] !== undefined) {
      Object.defineProperty(json, key, { value: write(object[key], key), enumerable: true, configurable: true });
    }
  }
  return looksTagged(json) ? { $object: json } : json;
}

/** Reads what {@link encodeValue} wrote. `fail` makes the error for what nobody should have written. */
export function decodeValue(json: Json, path: string, fail: Fail): unknown {
  const read = (item: Json, at: string, depth: number): unknown => {
    if (typeof item !== "object" || item === null) return item;
    if (depth > MAX_VALUE_DEPTH) throw fail(at, `is nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
    if (Array.isArray(item)) return item.map((part: Json, index) => read(part, `${at}[${String(index)}]`, depth + 1));
    const object = item as JsonObject;
    if (!looksTagged(object)) return readObject(object, at, depth);
    const [tag, content] = Object.entries(object)[0] as [string, Json];
    if (tag === "$object") return readObject(content as JsonObject, at, depth + 1);
    const kind = Object.hasOwn(TAGS, tag) ? TAGS[tag] : undefined;
    if (!kind) throw fail(at, `has the unknown tag "${tag}"`);
    try {
      return kind.read(content, (part, step) => read(part, at + step, depth + 1));
    } catch (error) {
      throw MillraceError.is(error) ? error : fail(at, `is no valid ${tag.slice(1)}`);
    }
  };
  const readObject = (object: JsonObject, at: string, depth: number): Record<string, unknown> => {
    if (typeof object !== "object" || (object as unknown) === null) throw fail(at, "is no object");
    const value: Record<string, unknown> = {};
    for (const key of Object.keys(object)) {
      if (key === "__proto__") throw fail(at, 'has a key "__proto__"');
      value[key] = read(object[key] as Json, `${at}.${key}`, depth + 1);
    }
    return value;
  };
  return read(json, path, 0);
}

function looksTagged(json: object): boolean {
  const keys = Object.keys(json);
  return keys.length === 1 && (keys[0] as string).startsWith("$");
}

const BROKEN = new RangeError("not what the codec writes");

function list(json: Json): readonly Json[] {
  if (Array.isArray(json)) return json as readonly Json[];
  throw BROKEN;
}

function match<T>(pattern: RegExp, json: Json, make: (text: string) => T): T {
  if (typeof json === "string" && pattern.test(json)) return make(json);
  throw BROKEN;
}

function one<T>(texts: readonly string[], json: Json, make: (text: string) => T): T {
  if (typeof json === "string" && texts.includes(json)) return make(json);
  throw BROKEN;
}

function toDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw BROKEN;
  return date;
}

function readPair(pair: readonly Json[], read: (json: Json) => unknown): [unknown, unknown] {
  if (pair.length !== 2) throw BROKEN;
  return [read(pair[0] as Json), read(pair[1] as Json)];
}

function stackOf(error: Error): object {
  return error.cause === undefined ? {} : { cause: error.cause };
}

// An error comes back as a plain Error with its name, message and extra fields; its class is another process's business.
function readError(fields: unknown): Error {
  const { name, message, ...extra } = fields as { name?: unknown; message?: unknown };
  const error = new Error(String(message));
  Object.defineProperty(error, "name", { value: String(name), configurable: true, writable: true });
  return Object.assign(error, extra);
}
