// Settings as trees of plain data: how they are copied, merged and looked into. Trees are never changed, only replaced.
import { MillraceError } from "../../errors/millrace-error.js";
import { formatPath } from "../json/json-path.js";

/** A branch: names with settings below them. Frozen, all the way down. */
export interface SettingTree {
  readonly [name: string]: unknown;
}

/** Elements for the end of a list that another layer may have. */
export interface Appended {
  readonly $append: readonly unknown[];
}

const DEEPEST = 50;

/**
 * A frozen copy of plain data; keys whose value is undefined are left out.
 *
 * @throws SETTINGS_INVALID for what is no plain data, with its path.
 */
export function copyPlain(value: unknown, segments: readonly string[]): unknown {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value;
  if (segments.length > DEEPEST) throw notPlain(segments, "holds itself, or is nested too deeply");
  if (Array.isArray(value)) return Object.freeze(value.map((item, at) => copyPlain(item, [...segments, String(at)])));
  if (!isBranch(value)) throw notPlain(segments, "is no plain data");
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (name === "__proto__") throw notPlain(segments, "has a key __proto__");
    if (inner !== undefined) copy[name] = copyPlain(inner, [...segments, name]);
  }
  return Object.freeze(copy);
}

function notPlain(segments: readonly string[], what: string): MillraceError {
  const path = formatPath(segments);
  return new MillraceError("SETTINGS_INVALID", `The setting ${path} ${what}.`, {
    hint: "Settings are texts, numbers, booleans, null, and lists and objects of them.",
    details: { path },
  });
}

/** True for a plain object. */
export function isBranch(value: unknown): value is SettingTree {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** True for `{ $append: […] }`. */
export function isAppended(value: unknown): value is Appended {
  return isBranch(value) && Array.isArray(value["$append"]) && Object.keys(value).length === 1;
}

/**
 * One value over another: branches are merged, everything else, lists and null included, takes the other's place. What is
 * appended joins a list below it; with `open` it stays what it is while there is none, for a layer that is yet to come.
 */
export function mergeSettings(below: unknown, over: unknown, open = false): unknown {
  if (over === undefined) return below;
  if (isAppended(over)) {
    if (Array.isArray(below)) return Object.freeze([...(below as unknown[]), ...over.$append]);
    if (isAppended(below)) return Object.freeze({ $append: Object.freeze([...below.$append, ...over.$append]) });
    return open && below === undefined ? over : over.$append;
  }
  if (!isBranch(over)) return over;
  const base = isBranch(below) && !isAppended(below) ? below : {};
  const merged: Record<string, unknown> = { ...base };
  // Below something that was no branch, nothing is yet to come.
  const stillOpen = open && (below === undefined || base === below);
  for (const [name, value] of Object.entries(over)) {
    merged[name] = mergeSettings(Object.hasOwn(base, name) ? base[name] : undefined, value, stillOpen);
  }
  return Object.freeze(merged);
}

/** What stands at a path; null below null, which takes everything below it away; undefined for nothing. */
export function settingAt(tree: unknown, segments: readonly string[]): unknown {
  let at = tree;
  for (const name of segments) {
    if (at === null) return null;
    if (!isBranch(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
}

/** A tree with one value in it. */
export function treeOf(segments: readonly string[], value: unknown): unknown {
  return segments.reduceRight<unknown>((inner, name) => Object.freeze({ [name]: inner }), value);
}

/** The tree without what stands at a path. */
export function withoutSetting(tree: SettingTree, segments: readonly string[]): SettingTree {
  const [name, ...rest] = segments;
  if (name === undefined) return Object.freeze({});
  if (!Object.hasOwn(tree, name)) return tree;
  const { [name]: inner, ...others } = tree;
  if (rest.length === 0) return Object.freeze(others);
  return isBranch(inner) ? Object.freeze({ ...tree, [name]: withoutSetting(inner, rest) }) : tree;
}

/** The value without null in its branches, which says that nothing is set. */
export function withoutNulls(value: unknown): unknown {
  if (!isBranch(value)) return value;
  const left = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.freeze(Object.fromEntries(left.map(([name, inner]) => [name, withoutNulls(inner)])));
}
