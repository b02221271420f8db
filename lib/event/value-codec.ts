// Field values ⇄ JSON. What JSON lacks is written as an object with one `$` key; objects that look like one are wrapped.
import { MillraceError } from "../errors/millrace-error.js";
import { type Json, VALUE_TAGS, type ValueTag, type ValueTags } from "./value-tags.js";

/** Values deeper than this are refused both ways: no honest event is so deep, and recursion must end. */
export const MAX_VALUE_DEPTH = 200;

/** What {@link encodeValue} and {@link decodeValue} are asked with. */
export interface ValueCodecOptions {
  /** Makes the error for what cannot travel, at this path. */
  readonly fail: (path: string, why: string) => MillraceError;
  /** The kinds of values beyond JSON. Default: those of plain data. */
  readonly tags?: ValueTags;
}

type JsonObject = Readonly<Record<string, Json>>;

/**
 * Writes a value as JSON. Nothing is dropped in silence: what cannot be written is refused with the path to it.
 *
 * @throws what `fail` makes, for functions, symbols, class instances, circles, `__proto__` keys and too much depth.
 */
export function encodeValue(value: unknown, path: string, { fail, tags = VALUE_TAGS }: ValueCodecOptions): Json {
  const open = new Set<object>();
  const kinds = Object.entries(tags);
  const write = (item: unknown, at: string, depth: number): Json => {
    if (typeof item === "string" || typeof item === "boolean" || item === null) return item;
    if (typeof item === "number" && Number.isFinite(item) && !Object.is(item, -0)) return item;
    if (typeof item === "function" || typeof item === "symbol") throw fail(at, `is a ${typeof item}`);
    if (depth > MAX_VALUE_DEPTH) throw fail(at, `is nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
    if (typeof item !== "object") return writeTagged(item, at, depth) as Json;
    if (open.has(item)) throw fail(at, "contains itself");
    open.add(item);
    const json = writeObject(item, at, depth);
    open.delete(item);
    return json;
  };
  const writeObject = (item: object, at: string, depth: number): Json => {
    if (Array.isArray(item))
      return Array.from(item, (part, index) => write(part, `${at}[${String(index)}]`, depth + 1));
    if (!isPlain(item)) {
      const tagged = writeTagged(item, at, depth);
      if (tagged === undefined) throw fail(at, `is an instance of ${className(item)}`);
      return tagged;
    }
    const json: Record<string, Json> = {};
    for (const [key, part] of Object.entries(item) as [string, unknown][]) {
      if (key === "__proto__") throw fail(at, 'has a key "__proto__"');
      json[key] = write(part, `${at}.${key}`, depth + 1);
    }
    return looksTagged(json) ? { $object: json } : json;
  };
  const writeTagged = (item: unknown, at: string, depth: number): Json | undefined => {
    const [tag, kind] = kinds.find(([, one]) => one.is(item)) ?? [];
    return kind && { [tag as string]: kind.write(item as never, (part, step) => write(part, at + step, depth + 1)) };
  };
  return write(value, path, 0);
}

/**
 * Reads what {@link encodeValue} wrote.
 *
 * @throws what `fail` makes, for what nobody should have written.
 */
export function decodeValue(json: Json, path: string, { fail, tags = VALUE_TAGS }: ValueCodecOptions): unknown {
  const read = (item: Json, at: string, depth: number): unknown => {
    if (typeof item !== "object" || item === null) return item;
    if (depth > MAX_VALUE_DEPTH) throw fail(at, `is nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
    if (Array.isArray(item)) return item.map((part: Json, index) => read(part, `${at}[${String(index)}]`, depth + 1));
    const object = item as JsonObject;
    if (!looksTagged(object)) return readObject(object, at, depth);
    const [tag, content] = Object.entries(object)[0] as [string, Json];
    if (tag === "$object") return readObject(content as JsonObject, at, depth + 1);
    const kind = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    if (!kind) throw fail(at, `has the unknown tag "${tag}"`);
    return readTagged(kind, tag, content, at, depth);
  };
  const readTagged = (kind: ValueTag, tag: string, content: Json, at: string, depth: number): unknown => {
    const broken = (): MillraceError => fail(at, `is no valid ${tag.slice(1)}`);
    try {
      return kind.read(content, (part, step) => read(part, at + step, depth + 1), broken);
    } catch (error) {
      throw MillraceError.is(error) ? error : broken();
    }
  };
  const readObject = (object: JsonObject, at: string, depth: number): Record<string, unknown> => {
    if (typeof object !== "object" || (object as unknown) === null || Array.isArray(object))
      throw fail(at, "is no object");
    const value: Record<string, unknown> = {};
    for (const key of Object.keys(object)) {
      if (key === "__proto__") throw fail(at, 'has a key "__proto__"');
      value[key] = read(object[key] as Json, `${at}.${key}`, depth + 1);
    }
    return value;
  };
  return read(json, path, 0);
}

/** True for objects that are data and nothing else: made by `{…}`, or without a prototype. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The name of an object's class, for messages. */
export function className(value: object): string {
  const { constructor } = value as { constructor?: unknown };
  return (typeof constructor === "function" && constructor.name) || "an unnamed class";
}

function looksTagged(json: object): boolean {
  const keys = Object.keys(json);
  return keys.length === 1 && (keys[0] as string).startsWith("$");
}
