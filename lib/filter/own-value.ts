// The value inside a comparison: which values may stand there, and a copy that nobody can change behind the filter's back.
import { className, isPlain } from "../event/value-codec.js";

const MAX_DEPTH = 50;

/** Why a value cannot stand in a filter, or undefined. */
export function refuseValue(value: unknown): string | undefined {
  return refuse(value, 0);
}

function refuse(value: unknown, depth: number): string | undefined {
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value} is no value`;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return undefined;
  if (depth > MAX_DEPTH) return `the value is nested deeper than ${String(MAX_DEPTH)} levels`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "the date is invalid" : undefined;
  if (value instanceof Map) return refuseParts([...value].flat(), depth);
  if (value instanceof Set || Array.isArray(value)) return refuseParts([...(value as Iterable<unknown>)], depth);
  if (!isPlain(value)) return `an instance of ${className(value)} is no plain data`;
  if (Object.hasOwn(value, "__proto__")) return 'the key "__proto__" is no data';
  return refuseParts(Object.values(value), depth);
}

function refuseParts(parts: readonly unknown[], depth: number): string | undefined {
  for (const part of parts) {
    const why = refuse(part, depth + 1);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** A copy of a value that {@link refuseValue} lets through; bytes become plain bytes, patterns lose their state. */
export function ownValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof RegExp) return new RegExp(value.source, value.flags.replace(/[gy]/g, ""));
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof Map) return new Map([...value].map(([key, part]) => [ownValue(key), ownValue(part)]));
  if (value instanceof Set) return new Set([...value].map(ownValue));
  if (Array.isArray(value)) return Array.from(value, ownValue);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, ownValue(part)]));
}
