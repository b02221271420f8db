// The state of one execution: plain data by key, copied on its way in and out; a dot in a key reaches into data.
import { MillraceError } from "../../errors/millrace-error.js";

/** What a write comes to: the new value of a whole key, to be checked before it is committed. */
export interface StateChange {
  readonly key: string;
  /** Undefined when the key is to be removed. */
  readonly next: { readonly value: unknown } | undefined;
}

/** Keys and values of an execution. Knows nothing of signals and contracts. */
export class RunState {
  readonly #values = new Map<string, unknown>();

  /** The value at a key or path, as a copy of plain data; class instances by reference. */
  get(path: string): unknown {
    const [key, ...steps] = stepsOf(path);
    let value = this.#values.get(key);
    for (const step of steps) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string, unknown>)[step];
    }
    return copyData(value);
  }

  /** The value of a whole key as it is, not to be changed. */
  peek(key: string): unknown {
    return this.#values.get(key);
  }

  /** A write of a key, or of a path into objects, which are made where they are missing. Throws FLOW_VALUE_INVALID. */
  set(path: string, value: unknown): StateChange {
    const [key, ...steps] = stepsOf(path);
    return { key, next: { value: written(this.#values.get(key), steps, path, copyData(value)) } };
  }

  /** A write that adds to the list at a path; a single value becomes a list first. Throws FLOW_VALUE_INVALID. */
  append(path: string, item: unknown): StateChange {
    const before = this.get(path);
    const list: unknown[] = before === undefined ? [] : Array.isArray(before) ? before : [before];
    return this.set(path, [...list, item]);
  }

  /** The removal of a key, or of the end of a path; one that leads nowhere changes nothing. */
  delete(path: string): StateChange {
    const [key, ...steps] = stepsOf(path);
    const last = steps.pop();
    if (last === undefined || !this.#values.has(key)) return { key, next: undefined };
    const holderPath = [key, ...steps].join(".");
    const holder = this.get(holderPath);
    if (!isData(holder) || !Object.hasOwn(holder, last)) return this.set(key, this.get(key));
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else Reflect.deleteProperty(holder, last);
    return this.set(holderPath, holder);
  }

  /** Does what a change says. */
  commit({ key, next }: StateChange): void {
    if (next) this.#values.set(key, next.value);
    else this.#values.delete(key);
  }

  /** Takes everything from a snapshot. */
  restore(values: Readonly<Record<string, unknown>>): void {
    this.#values.clear();
    for (const [key, value] of Object.entries(values)) this.#values.set(key, value);
  }

  /** Everything, as a copy. */
  snapshot(): Record<string, unknown> {
    return Object.fromEntries([...this.#values].map(([key, value]) => [key, copyData(value)]));
  }
}

function stepsOf(path: string): [key: string, ...steps: string[]] {
  return path.split(".") as [string, ...string[]];
}

// What stands at `steps` below `before` is replaced; what lies beside the path is kept. Nothing is written through a value
// that is no data: it would be lost, or somebody else's object would change.
function written(before: unknown, steps: readonly string[], path: string, value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (before !== undefined && before !== null && !isData(before)) throw noWayIn(path, step);
  if (Array.isArray(before)) {
    const index = Number(step);
    if (!Number.isInteger(index) || index < 0 || index > before.length) throw noWayIn(path, step);
    const list: unknown[] = [...(before as unknown[])];
    list[index] = written(list[index], rest, path, value);
    return list;
  }
  // Entries, not an assignment: a key such as "__proto__" is a key like any other.
  const entries = new Map(Object.entries(before ?? {}));
  entries.set(step, written(entries.get(step), rest, path, value));
  return Object.fromEntries(entries);
}

function noWayIn(path: string, step: string): MillraceError {
  return new MillraceError("FLOW_VALUE_INVALID", `The state has no object or list for "${step}" of "${path}".`, {
    hint: "A path leads through plain objects, and through lists by index; set the whole value instead.",
    details: { path, step },
  });
}

/** True for lists and plain objects: what is copied, and what paths lead through. */
function isData(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A deep copy of lists and plain objects, circles included; everything else is shared. */
export function copyData(value: unknown): unknown {
  return isData(value) ? copy(value, new Map()) : value;
}

function copy(value: unknown, copies: Map<object, object>): unknown {
  if (!isData(value)) return value;
  const earlier = copies.get(value);
  if (earlier) return earlier;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    copies.set(value, list);
    for (const item of value) list.push(copy(item, copies));
    return list;
  }
  const object: Record<string, unknown> = {};
  copies.set(value, object);
  for (const [key, part] of Object.entries(value)) {
    const own = copy(part, copies);
    if (key !== "__proto__") object[key] = own;
    else Object.defineProperty(object, key, { value: own, writable: true, enumerable: true, configurable: true });
  }
  return object;
}
