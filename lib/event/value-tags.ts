// The kinds of values that JSON lacks, each written as an object with one `$` key. Another kind is one more row here.
import type { MillraceError } from "../errors/millrace-error.js";

/** Anything that JSON text can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Makes the error for content of a tag that nobody wrote. */
type Broken = () => MillraceError;

/** How one kind of value is told, written and read. */
export interface ValueTag {
  readonly is: (value: unknown) => boolean;
  /** Value → content of the tag; parts inside are written by `write`, whose `step` names them in errors. */
  readonly write: (value: never, write: (part: unknown, step: string) => Json) => Json;
  /** Content of the tag → value; parts inside are read by `read`. */
  readonly read: (content: Json, read: (part: Json, step: string) => unknown, broken: Broken) => unknown;
}

/** Tag → how its values travel. */
export type ValueTags = Readonly<Record<string, ValueTag>>;

/** The tags of plain data, usable in fields and in filters. */
export const VALUE_TAGS: ValueTags = {
  $undefined: { is: (value) => value === undefined, write: () => true, read: () => undefined },
  $number: {
    is: (value) => typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)),
    write: (value: number) => (Object.is(value, -0) ? "-0" : String(value)),
    read: (json, _, broken) => Number(text(json, /^(?:NaN|-?Infinity|-0)$/, broken)),
  },
  $bigint: {
    is: (value) => typeof value === "bigint",
    write: (value: bigint) => String(value),
    read: (json, _, broken) => BigInt(text(json, /^-?\d+$/, broken)),
  },
  $date: {
    is: (value) => value instanceof Date,
    write: (value: Date) => (Number.isNaN(value.getTime()) ? null : value.toISOString()),
    read: (json, _, broken) => (json === null ? new Date(Number.NaN) : readDate(text(json, ISO_DATE, broken), broken)),
  },
  $bytes: {
    is: (value) => value instanceof Uint8Array,
    write: (value: Uint8Array) => base64OfBytes(value),
    read: (json, _, broken) => expected(bytesOfBase64(json), broken),
  },
  $map: {
    is: (value) => value instanceof Map,
    write: (value: Map<unknown, unknown>, write) =>
      [...value].map(([key, item], at) => [write(key, `.key(${String(at)})`), write(item, `.value(${String(at)})`)]),
    read: (json, read, broken) =>
      new Map(list(json, broken).map((pair, at) => readPair(pairOf(pair, broken), at, read))),
  },
  $set: {
    is: (value) => value instanceof Set,
    write: (value: Set<unknown>, write) => [...value].map((item, at) => write(item, `.item(${String(at)})`)),
    read: (json, read, broken) => new Set(list(json, broken).map((item, at) => read(item, `.item(${String(at)})`))),
  },
  $error: {
    is: (value) => value instanceof Error,
    write: (value: Error, write) => writeError(value, write),
    read: (json, read, broken) => readError(read(json, ""), broken),
  },
};

/** Bytes as base64 text. */
export function base64OfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** The bytes of a base64 text; undefined for anything else, since Node reads whatever it is given. */
export function bytesOfBase64(base64: unknown): Uint8Array | undefined {
  if (typeof base64 !== "string" || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  return Uint8Array.from(Buffer.from(base64, "base64"));
}

const ISO_DATE = /^[-+]?\d{4,6}-\d\d-\d\dT[\d:.]+Z$/;

function expected<T>(value: T | undefined, broken: Broken): T {
  if (value === undefined) throw broken();
  return value;
}

function list(json: Json, broken: Broken): readonly Json[] {
  return expected(Array.isArray(json) ? (json as readonly Json[]) : undefined, broken);
}

function pairOf(json: Json, broken: Broken): readonly Json[] {
  return expected(list(json, broken).length === 2 ? (json as readonly Json[]) : undefined, broken);
}

function text(json: Json, pattern: RegExp, broken: Broken): string {
  return expected(typeof json === "string" && pattern.test(json) ? json : undefined, broken);
}

function readDate(iso: string, broken: Broken): Date {
  const date = new Date(iso);
  return expected(Number.isNaN(date.getTime()) ? undefined : date, broken);
}

function readPair(pair: readonly Json[], at: number, read: (part: Json, step: string) => unknown): [unknown, unknown] {
  return [read(pair[0] as Json, `.key(${String(at)})`), read(pair[1] as Json, `.value(${String(at)})`)];
}

// What somebody has hung on an error is for people: what cannot travel goes as text, and not at the cost of the rest.
function writeError(error: Error, write: (part: unknown, step: string) => Json): Json {
  const fields: Record<string, Json> = {};
  for (const [name, field] of Object.entries(errorFields(error))) {
    try {
      fields[name] = write(field, `.${name}`);
    } catch {
      fields[name] = noteOf(field);
    }
  }
  return fields;
}

function noteOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return `(a ${typeof value})`;
  const { constructor } = value as Record<"constructor", unknown>;
  const name = typeof constructor === "function" ? constructor.name : "Object";
  return `(an instance of ${name} that cannot be stored)`;
}

function errorFields(error: Error): object {
  const { cause, name, message } = error;
  const errors: unknown = error instanceof AggregateError ? error.errors : undefined;
  return {
    ...error,
    name,
    message,
    ...(cause === undefined ? {} : { cause }),
    ...(errors === undefined ? {} : { errors }),
  };
}

// An error comes back as a plain Error with its name, message and extra fields; its class is another process's business.
function readError(fields: unknown, broken: Broken): Error {
  if (typeof fields !== "object" || fields === null) throw broken();
  const { name, message, ...extra } = fields as { name?: unknown; message?: unknown };
  // eslint-disable-next-line no-restricted-syntax -- somebody else's error, as it was
  const error = new Error(String(message));
  for (const [key, value] of Object.entries({ name: String(name), ...extra })) {
    Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: key in extra });
  }
  return error;
}
