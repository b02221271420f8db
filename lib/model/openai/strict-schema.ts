// Whether a schema fits the strict mode of structured answers, in which a provider holds the model to it.
import { listOf, objectOf } from "./wire-value.js";

/** What every provider with a strict mode takes. */
const KNOWN: ReadonlySet<string> = new Set([
  "$schema",
  "$ref",
  "$defs",
  "definitions",
  "type",
  "title",
  "description",
  "enum",
  "const",
  "anyOf",
  "items",
  "properties",
  "required",
  "additionalProperties",
]);

/** True when every object in it is closed and requires all of its fields, and nothing in it goes beyond that mode. */
export function fitsStrictMode(schema: unknown): boolean {
  return objectOf(schema)?.["type"] === "object" && fits(schema);
}

function fits(value: unknown): boolean {
  const schema = objectOf(value);
  if (schema === undefined || Object.keys(schema).some((key) => !KNOWN.has(key))) return false;
  const { properties, required, additionalProperties, items, anyOf, $defs, definitions } = schema;
  const fields = objectOf(properties);
  const isObject = schema["type"] === "object" || fields !== undefined;
  if (isObject && (additionalProperties !== false || fields === undefined)) return false;
  if (fields && Object.keys(fields).some((name) => !listOf(required).includes(name))) return false;
  const inner = [fields, objectOf($defs), objectOf(definitions)].flatMap((group) => Object.values(group ?? {}));
  return [...inner, ...(items === undefined ? [] : [items]), ...listOf(anyOf)].every(fits);
}
