// Puts the parsed fields on a new event. `Object.assign` costs more than all the rest of making an event, so the stores
// are generated once per class, as zod generates its parsers, and only where the environment allows that.
import { z } from "zod";

type Assign = (event: object, fields: object) => void;

/** An assigner for these fields, in this order; fields that are absent stay absent. */
export function compileAssign(names: readonly string[]): Assign {
  if (z.config().jitless) return Object.assign as Assign;
  const stores = names.map((name) => {
    const key = JSON.stringify(name);
    return `value = fields[${key}]; if (value !== undefined || ${key} in fields) event[${key}] = value;`;
  });
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- names are quoted
    return new Function("event", "fields", `"use strict"; let value; ${stores.join(" ")}`) as Assign;
  } catch {
    return Object.assign as Assign; // A content security policy forbids generated code.
  }
}
