// Equality of field values: strict by type, deep for plain data.

/**
 * True when two values are equal: the same primitive (`NaN` equals itself, `1` never equals `true` or `"1"`), or data of
 * one kind with equal parts: arrays, plain objects, dates, bytes, maps (by key) and sets (by member). Other objects
 * equal only themselves. Never throws; data that contains itself is compared by identity from there on.
 */
export function deepEqual(left: unknown, right: unknown): boolean {
  return equal(left, right, undefined);
}

type Seen = Map<object, object>;

function equal(left: unknown, right: unknown, seen: Seen | undefined): boolean {
  if (left === right || (left !== left && right !== right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  const prototype: unknown = Object.getPrototypeOf(left);
  if (prototype !== Object.getPrototypeOf(right)) return false;
  if (left instanceof Date) return sameTime(left, right as Date);
  if (left instanceof Uint8Array) return sameBytes(left, right as Uint8Array);
  seen ??= new Map();
  if (seen.get(left) === right) return true;
  seen.set(left, right);
  if (Array.isArray(left)) return sameItems(left, right as unknown[], seen);
  if (left instanceof Map) return sameEntries(left, right as Map<unknown, unknown>, seen);
  if (left instanceof Set) return sameMembers(left, right as Set<unknown>, seen);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return sameKeys(left as Record<string, unknown>, right as Record<string, unknown>, seen);
}

function sameTime(left: Date, right: Date): boolean {
  return Object.is(left.getTime(), right.getTime());
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function sameItems(left: readonly unknown[], right: readonly unknown[], seen: Seen): boolean {
  return left.length === right.length && left.every((item, index) => equal(item, right[index], seen));
}

function sameEntries(left: Map<unknown, unknown>, right: Map<unknown, unknown>, seen: Seen): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) if (!right.has(key) || !equal(value, right.get(key), seen)) return false;
  return true;
}

function sameMembers(left: Set<unknown>, right: Set<unknown>, seen: Seen): boolean {
  if (left.size !== right.size) return false;
  for (const member of left) {
    if (!right.has(member) && ![...right].some((other) => equal(member, other, seen))) return false;
  }
  return true;
}

function sameKeys(left: Record<string, unknown>, right: Record<string, unknown>, seen: Seen): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key], seen));
}
