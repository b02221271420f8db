// Any value → JSON for people: logs, `JSON.stringify(event)`. It never throws and does not come back; the codec does.
import { base64OfBytes } from "./value-tags.js";

const MAX_DEPTH = 20;

const KINDS: readonly (readonly [
  constructor: abstract new (...args: never[]) => object,
  show: (value: never) => unknown,
])[] = [
  [Date, (date: Date) => (Number.isNaN(date.getTime()) ? "Invalid Date" : date.toISOString())],
  [Uint8Array, (bytes: Uint8Array) => base64OfBytes(bytes)],
  [Array, (list: unknown[]) => list.map(readableJson)],
  [Map, (map: Map<unknown, unknown>) => [...map].map(readableJson)],
  [Set, (set: Set<unknown>) => [...set].map(readableJson)],
  [Error, (error: Error) => `${error.name}: ${error.message}`],
];

/**
 * What `JSON.stringify` can write: bigints as digits, dates as ISO text, bytes as base64, maps and sets as lists, errors as
 * a line, circles and what throws as a note. Functions, symbols and `undefined` are left out as JSON leaves them out.
 */
export function readableJson(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (open.has(value)) return "(circular)";
  if (open.size >= MAX_DEPTH) return "(deeper)";
  open.add(value);
  try {
    return showObject(value);
  } catch {
    return "(unreadable)";
  } finally {
    open.delete(value);
  }
}

// What is being shown further up; of the module, since events inside of events come back here through their `toJSON`.
const open = new Set<object>();

function showObject(object: object): unknown {
  const kind = KINDS.find(([constructor]) => object instanceof constructor);
  if (kind) return kind[1](object as never);
  const { toJSON } = object as { toJSON?: unknown };
  if (typeof toJSON === "function") return readableJson(toJSON.call(object));
  return Object.fromEntries(Object.entries(object).map(([key, part]) => [key, readableJson(part)]));
}
