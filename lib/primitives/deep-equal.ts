// Equality of field values: strict by type, deep for plain data.

/**
 * True when two values are equal: the same primitive (`NaN` equals itself, `1` never equals `true` or `"1"`), or data of
 * one kind with equal parts: arrays, plain objects, dates, bytes, maps (by key) and sets (by member). Other objects
 * equal only themselves. Never throws; data that contains itself, or is deeper than 1,000 levels, is compared by identity
 * from there on.
 */
export function deepEqual(left: unknown, right: unknown): boolean {
  return equal(left, right, undefined);
}

/** The pairs that are being compared further up, outermost last: meeting one again closes a circle. */
interface OpenPair {
  readonly left: object;
  readonly right: object;
  readonly outer: OpenPair | undefined;
  readonly depth: number;
}

const MAX_DEPTH = 1000;

function equal(left: unknown, right: unknown, outer: OpenPair | undefined): boolean {
  if (left === right || (left !== left && right !== right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (left instanceof Uint8Array) return right instanceof Uint8Array && sameBytes(left, right);
  const kind = kindOf(left);
  if (kind === undefined || kind !== kindOf(right)) return false;
  if (kind === Date.prototype) return Object.is((left as Date).getTime(), (right as Date).getTime());
  if (outer && (outer.depth >= MAX_DEPTH || isOpen(left, right, outer))) return outer.depth < MAX_DEPTH;
  const open: OpenPair = { left, right, outer, depth: (outer?.depth ?? 0) + 1 };
  if (kind === Array.prototype) return sameItems(left as unknown[], right as unknown[], open);
  if (kind === Map.prototype) return sameEntries(left as Map<unknown, unknown>, right as Map<unknown, unknown>, open);
  if (kind === Set.prototype) return sameMembers(left as Set<unknown>, right as Set<unknown>, open);
  return sameKeys(left as Record<string, unknown>, right as Record<string, unknown>, open);
}

const KINDS: readonly unknown[] = [Object.prototype, Array.prototype, Date.prototype, Map.prototype, Set.prototype];

/** The prototype that says how to compare; objects without one are plain, too. Undefined for what has an identity. */
function kindOf(value: object): unknown {
  const prototype: unknown = Object.getPrototypeOf(value) ?? Object.prototype;
  return KINDS.includes(prototype) ? prototype : undefined;
}

function isOpen(left: object, right: object, outer: OpenPair): boolean {
  for (let pair: OpenPair | undefined = outer; pair; pair = pair.outer) {
    if (pair.left === left && pair.right === right) return true;
  }
  return false;
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function sameItems(left: readonly unknown[], right: readonly unknown[], open: OpenPair): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (!equal(left[index], right[index], open)) return false;
  return true;
}

function sameEntries(left: Map<unknown, unknown>, right: Map<unknown, unknown>, open: OpenPair): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) if (!right.has(key) || !equal(value, right.get(key), open)) return false;
  return true;
}

// Each member needs a partner of its own: two equal members on one side do not share one on the other.
function sameMembers(left: Set<unknown>, right: Set<unknown>, open: OpenPair): boolean {
  if (left.size !== right.size) return false;
  const partners = [...right].filter((member) => !left.has(member));
  for (const member of left) {
    if (right.has(member)) continue;
    const place = partners.findIndex((partner) => equal(member, partner, open));
    if (place === -1) return false;
    partners.splice(place, 1);
  }
  return true;
}

function sameKeys(left: Record<string, unknown>, right: Record<string, unknown>, open: OpenPair): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key], open));
}
