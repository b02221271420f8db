// Puts the parsed fields on a new event. `Object.assign` costs more than all the rest of making an event, so the stores
// are generated once per class, as zod generates its parsers, and only where the environment allows that.
import { z } from "zod";

type Parse = (init: unknown) => object;

/** Parses the input of an event and puts the fields on it. */
export type Fill = (event: object, init: unknown) => void;

/**
 * What fills events of one type: their fields in this order; fields that are absent stay absent. The parser is called from
 * the generated code, where the compiler sees one parser and not those of all classes; the type makes the code unlike that
 * of classes with the same fields, with which it would share what the compiler learns.
 */
export function compileFill(type: string, names: readonly string[], parse: Parse): Fill {
  const assign: Fill = (event, init) => Object.assign(event, parse(init));
  if (z.config().jitless) return assign;
  const stores = names.map((name) => {
    const key = JSON.stringify(name);
    return `value = fields[${key}]; if (value !== undefined || ${key} in fields) event[${key}] = value;`;
  });
  const body = `${JSON.stringify(type)}; const fields = parse(init); let value; ${stores.join(" ")}`;
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- names and type are quoted
    const make = new Function("parse", `"use strict"; return (event, init) => { ${body} };`) as (parse: Parse) => Fill;
    return make(parse);
  } catch {
    return assign; // A content security policy forbids generated code.
  }
}
