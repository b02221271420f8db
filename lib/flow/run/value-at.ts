// Reads what stands at a dotted path of a value.

/** The value at a path such as `user.name` or `items.0`; undefined where it leads nowhere. Only own fields are seen. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const step of path.split(".")) {
    if (typeof at !== "object" || at === null || !hasField(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** True when a dotted path leads to something, `undefined` included. */
export function leadsSomewhere(value: unknown, path: string): boolean {
  const steps = path.split(".");
  const last = steps.pop() as string;
  const holder = steps.length === 0 ? value : valueAt(value, steps.join("."));
  return typeof holder === "object" && holder !== null && hasField(holder, last);
}

// Getters of event classes count as fields: `event.euros` is one to whoever reads it.
function hasField(holder: object, step: string): boolean {
  if (Object.hasOwn(holder, step)) return true;
  const prototype: unknown = Object.getPrototypeOf(holder);
  return prototype !== Object.prototype && prototype !== null && step in holder && step !== "constructor";
}
