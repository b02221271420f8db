// A contract as JSON Schema: in full for the words of a prompt, and as strict as servers ask for a response format.
import { z } from "zod";
import { MillraceError } from "../../errors/millrace-error.js";
import { pathText } from "./path-text.js";
import { defOf } from "./written-side.js";

/** JSON Schema, draft 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Two readings of one contract. */
export interface OutputJsonSchema {
  /** What a model may write, with every rule that JSON Schema has words for; the rest lets everything pass. */
  readonly full: JsonSchema;
  /** For a response format: closed objects, every key required, `null` for what may be left out; finer rules are left to the check. */
  readonly format: JsonSchema | undefined;
  /** Why there is no `format`. */
  readonly reason?: string;
  /** False when a server that knows only strict schemas may refuse it: open records, tuples, anything goes, a list at the root. */
  readonly strict: boolean;
}

/**
 * What a model may write for this schema. Transforms are described by what goes into them.
 *
 * @throws OUTPUT_SHAPE_INVALID for a schema that zod cannot describe at all.
 */
export function outputJsonSchema(schema: z.ZodType): OutputJsonSchema {
  const gaps = new Set<string>();
  const full = describe(schema, gaps);
  if (gaps.size > 0) {
    const reason = `JSON Schema has no word for ${[...gaps].sort().join(", ")}.`;
    return { full, format: undefined, reason, strict: false };
  }
  const format = close(full);
  return { full, format, strict: full["type"] === "object" && isStrict(format) };
}

const OPEN = ["any", "unknown"];
/** One of these says what a value is. */
const TYPED = ["type", "anyOf", "oneOf", "allOf", "not", "$ref", "enum", "const"];

function describe(schema: z.ZodType, gaps: Set<string>): JsonSchema {
  try {
    const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
      io: "input",
      unrepresentable: "any",
      override({ zodSchema, jsonSchema, path }) {
        const { type, coerce, innerType, getter, in: input } = defOf(zodSchema);
        if (TYPED.some((keyword) => keyword in jsonSchema) || OPEN.includes(type) || (innerType ?? getter ?? input))
          return;
        if (type === "date" && coerce === true) Object.assign(jsonSchema, { type: "string", format: "date-time" });
        else gaps.add(`${type} at ${placeOf(path) || "the root"}`);
      },
    });
    return described;
  } catch (cause) {
    throw new MillraceError("OUTPUT_SHAPE_INVALID", "The shape of an output cannot be described as JSON Schema.", {
      cause,
      hint: "See the cause; often two schemas in it have the same id.",
    });
  }
}

/** `["properties", "items", "items", "properties", "due"]` as `items[*].due`. */
function placeOf(path: readonly (string | number)[]): string {
  let text = "";
  for (let at = 0; at < path.length; at++) {
    const step = path[at];
    if (step === "items") text += "[*]";
    if (step !== "properties") continue;
    const key = pathText([String(path[++at])]);
    text += text === "" || key.startsWith("[") ? key : `.${key}`;
  }
  return text;
}

/** The only formats that servers are known to take. */
const FORMATS = ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];
const LOOK_AROUND = /\(\?(?:[=!]|<[=!])/;
const SUBSCHEMAS = ["properties", "$defs"];

function close(node: JsonSchema): JsonSchema {
  const closed: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (isLeftToTheCheck(keyword, value, node)) continue;
    if (SUBSCHEMAS.includes(keyword)) {
      closed[keyword] = Object.fromEntries(Object.entries(value as JsonSchema).map(([k, v]) => [k, closeAny(v)]));
    } else closed[keyword === "oneOf" ? "anyOf" : keyword] = closeAny(value);
  }
  const properties = node["properties"];
  if (!isSchema(properties)) return closed;
  const required = Array.isArray(node["required"]) ? node["required"] : [];
  const written = closed["properties"] as Record<string, JsonSchema>;
  for (const key of Object.keys(properties)) if (!required.includes(key)) written[key] = orNull(written[key] ?? {});
  return {
    ...closed,
    required: Object.keys(properties),
    additionalProperties: closed["additionalProperties"] ?? false,
  };
}

function isLeftToTheCheck(keyword: string, value: unknown, node: JsonSchema): boolean {
  if (keyword === "default" || keyword === "propertyNames") return true;
  if (keyword === "format") return !FORMATS.includes(String(value));
  if (keyword === "pattern") return "format" in node || LOOK_AROUND.test(String(value));
  return (keyword === "maximum" || keyword === "minimum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
}

function closeAny(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeAny);
  return isSchema(value) ? close(value) : value;
}

/** A schema that takes `null` as well, with its description outside, where a reader finds it. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf } = schema;
  const takes = (one: unknown): boolean => one === "null" || (isSchema(one) && takes(one["type"]));
  if (takes(type) || [type, anyOf].some((list) => Array.isArray(list) && list.some(takes))) return schema;
  if (Object.keys(schema).every((keyword) => keyword === "description")) return schema; // takes anything
  const { description, ...rest } = schema;
  return { ...(description !== undefined && { description }), anyOf: [rest, { type: "null" }] };
}

const LOOSE = ["prefixItems", "allOf", "not"];

function isStrict(node: unknown): boolean {
  if (!isSchema(node)) return false;
  if (!TYPED.some((keyword) => keyword in node) || LOOSE.some((keyword) => keyword in node)) return false;
  if (node["type"] === "object" && node["additionalProperties"] !== false) return false;
  const children = [
    ...SUBSCHEMAS.flatMap((keyword) => Object.values((node[keyword] ?? {}) as JsonSchema)),
    ...((node["anyOf"] as unknown[] | undefined) ?? []),
    ...("items" in node ? [node["items"]] : []),
  ];
  return children.every(isStrict);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
