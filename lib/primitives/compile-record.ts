// Makes objects with given keys from lists of values. A literal costs a tenth of stores by computed keys, so one is
// generated for each set of keys, where the environment allows that.

/** Puts values under keys, in order. */
export type CollectValues = (values: readonly unknown[]) => object;

/** A function that makes an object with these keys from their values. */
export function compileRecord(keys: readonly string[]): CollectValues {
  const entries = keys.map((key, place) => {
    const name = JSON.stringify(key);
    return `${key === "__proto__" ? `[${name}]` : name}: values[${String(place)}]`;
  });
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- keys are quoted
    return new Function("values", `"use strict"; return { ${entries.join(", ")} };`) as CollectValues;
  } catch {
    return (values) => Object.fromEntries(keys.map((key, place) => [key, values[place]])); // a content security policy
  }
}
