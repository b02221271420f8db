// Settings at the door: names that nobody knows are refused with the nearest one, values by the schema, and variables of
// the environment are put in.
import type { z } from "zod";
import { MillraceError } from "../../errors/millrace-error.js";
import { outputIssues } from "../contract/output-issue.js";
import { defOf } from "../contract/written-side.js";
import { formatPath } from "../json/json-path.js";
import { namesEnv, resolveEnv } from "./env-text.js";
import { nearestName } from "./nearest-name.js";
import { isAppended, isBranch } from "./setting-tree.js";
import { isSecret, SETTING_ALIASES, SETTINGS_SCHEMA } from "./settings-schema.js";

/**
 * What is set at a path, with the values of variables in it; of a branch, any part. Null passes everywhere.
 *
 * @throws SETTINGS_INVALID for names that nobody knows and values that cannot be. SETTINGS_ENV_MISSING.
 */
export function resolveSetting(segments: readonly string[], value: unknown): unknown {
  return resolve(schemaAt(segments), value, segments);
}

/**
 * Refuses a path that leads to no setting.
 *
 * @throws SETTINGS_INVALID, with the nearest name.
 */
export function schemaAt(segments: readonly string[]): z.ZodType {
  let schema: z.ZodType = SETTINGS_SCHEMA;
  for (const [at, name] of segments.entries()) schema = inside(schema, name, segments.slice(0, at));
  return schema;
}

function inside(schema: z.ZodType, name: string, above: readonly string[]): z.ZodType {
  const { shape, valueType, type } = defOf(schema);
  if (type === "unknown") return schema;
  if (valueType) return valueType;
  if (!shape) {
    throw refusal([...above, name], `does not exist: ${formatPath(above)} is a single value`, "Set it as a whole.");
  }
  const known = shape[name];
  if (known && Object.hasOwn(shape, name)) return known;
  const names = Object.keys(shape);
  const nearest = nearestName(name, above.length === 0 ? [...names, ...Object.keys(SETTING_ALIASES)] : names);
  const list = `There are ${names.join(", ")}.`;
  throw refusal([...above, name], "does not exist", nearest === undefined ? list : `Did you mean ${nearest}? ${list}`);
}

function resolve(schema: z.ZodType, value: unknown, segments: readonly string[]): unknown {
  if (value === null) return null;
  const { type, shape, element, valueType } = defOf(schema);
  if (element && isAppended(value)) return { $append: resolveList(element, value.$append, segments) };
  if (element && Array.isArray(value)) return resolveList(element, value, segments);
  if (type === "unknown") return resolveOpen(schema, value, segments);
  if (!shape && !valueType) return resolveLeaf(schema, value, segments);
  if (!isBranch(value) || isAppended(value))
    throw refusal(segments, "is a branch and takes an object", hintAt(segments));
  return resolveBranch(schema, value, segments);
}

function resolveBranch(schema: z.ZodType, value: object, segments: readonly string[]): unknown {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
      const below = inside(schema, name, segments);
      return inner === undefined ? [] : [[name, resolve(below, inner, [...segments, name])]];
    }),
  );
}

function resolveList(element: z.ZodType, items: readonly unknown[], segments: readonly string[]): unknown[] {
  return items.map((item, at) => resolve(element, item, [...segments, String(at)]));
}

// Where anything may stand, variables are put into texts, and that is all.
function resolveOpen(schema: z.ZodType, value: unknown, segments: readonly string[]): unknown {
  if (Array.isArray(value)) return resolveList(schema, value, segments);
  if (isBranch(value)) return resolveBranch(schema, value, segments);
  return typeof value === "string" && namesEnv(value) ? resolveEnv(value, formatPath(segments)) : value;
}

const SCALAR = /^(?:true|false|-?\d+(?:\.\d+)?)$/;

function resolveLeaf(schema: z.ZodType, value: unknown, segments: readonly string[]): unknown {
  const fromEnv = typeof value === "string" && namesEnv(value);
  const read: unknown = fromEnv ? resolveEnv(value, formatPath(segments)) : value;
  const result = schema.safeParse(read);
  if (result.success) return result.data;
  // The environment has texts only.
  if (fromEnv && SCALAR.test(String(read))) {
    const scalar = schema.safeParse(JSON.parse(String(read)));
    if (scalar.success) return scalar.data;
  }
  const [issue] = outputIssues(result.error.issues, read);
  const what = isSecret(segments)
    ? "has a value that it cannot have"
    : `cannot be so: ${issue?.message ?? "it is refused"}`;
  throw refusal(segments, what, hintAt(segments));
}

function hintAt(segments: readonly string[]): string {
  const { shape } = defOf(schemaAt(segments));
  return shape ? `Set some of ${Object.keys(shape).join(", ")}.` : "Set a value of that kind, or null for none.";
}

function refusal(segments: readonly string[], what: string, hint: string): MillraceError {
  const path = formatPath(segments);
  const place = path === "" ? "The root of all settings" : `The setting ${path}`;
  return new MillraceError("SETTINGS_INVALID", `${place} ${what}.`, { hint, details: { path } });
}
