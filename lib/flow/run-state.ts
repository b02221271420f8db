// The state of one execution: plain data by key, read as copies; a dot in a key reaches into objects.

/** Keys and values of an execution. Knows nothing of signals. */
export class RunState {
  readonly #values = new Map<string, unknown>();

  /** The value at a key or path, as a copy of plain data; class instances by reference. */
  get(key: string): unknown {
    if (this.#values.has(key)) return copyData(this.#values.get(key));
    const [root, ...steps] = key.split(".");
    let value: unknown = this.#values.get(root as string);
    for (const step of steps) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string, unknown>)[step];
    }
    return copyData(value);
  }

  /** Writes a key, or a path into plain objects, which are made where they are missing. */
  set(key: string, value: unknown): void {
    const [root, ...steps] = key.split(".") as [string, ...string[]];
    const last = steps.pop();
    if (last === undefined) {
      this.#values.set(key, value);
      return;
    }
    let holder = ownObject(this.#values.get(root));
    this.#values.set(root, holder);
    for (const step of steps) holder = holder[step] = ownObject(holder[step]);
    holder[last] = value;
  }

  /** Adds to the list at a key and returns the list; a single value becomes a list first. */
  append(key: string, value: unknown): unknown[] {
    const before = this.get(key);
    const list = Array.isArray(before)
      ? [...(before as unknown[]), value]
      : before === undefined
        ? [value]
        : [before, value];
    this.set(key, list);
    return list;
  }

  /** Removes a key, or the end of a path. */
  delete(key: string): void {
    if (this.#values.delete(key)) return;
    const [last, ...steps] = key.split(".").reverse() as [string, ...string[]];
    const holder: unknown = steps.length > 0 ? this.get(steps.reverse().join(".")) : undefined;
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, last)) return;
    this.set(steps.join("."), Object.fromEntries(Object.entries(holder).filter(([name]) => name !== last)));
  }

  /** Everything, as a copy. */
  snapshot(): Record<string, unknown> {
    return Object.fromEntries([...this.#values].map(([key, value]) => [key, copyData(value)]));
  }
}

// An object of the state's own, without a prototype that a key such as "__proto__" could reach.
function ownObject(value: unknown): Record<string, unknown> {
  const object = Object.create(null) as Record<string, unknown>;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.assign(object, value) : object;
}

/** A deep copy of arrays and plain objects; everything else is shared. */
export function copyData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyData);
  if (typeof value !== "object" || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyData(part)]));
}
