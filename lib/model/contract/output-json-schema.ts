// A contract as JSON Schema: in full for the words of a prompt, and as strict as servers ask for a response format.
import { z } from "zod";
import { MillraceError } from "../../errors/millrace-error.js";
import { formatPath } from "../json/json-path.js";
import { ruleWords } from "./type-words.js";
import { defOf } from "./written-side.js";

/** JSON Schema, draft 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Two readings of one contract. */
export interface OutputJsonSchema {
  /** What a model may write, with every rule that JSON Schema has words for; the rest lets everything pass. */
  readonly full: JsonSchema;
  /**
   * For a response format, as the strict modes of servers take it: closed objects, every key required, `null` for what may be
   * left out, and finer rules in the descriptions, since the check holds them.
   */
  readonly format: JsonSchema | undefined;
  /** Why there is no `format`. */
  readonly reason?: string;
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
    return { full, format: undefined, reason };
  }
  return { full, format: close(full) };
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
    const key = formatPath([String(path[++at])]);
    text += text === "" || key.startsWith("[") ? key : `.${key}`;
  }
  return text;
}

/** What the strict modes of servers know, and what has to stay for a schema to mean the same. */
const KEPT = [
  "type",
  "properties",
  "items",
  "enum",
  "const",
  "anyOf",
  "$ref",
  "$defs",
  "additionalProperties",
  "title",
];
const KEPT_LOOSE = ["prefixItems", "allOf", "not"];
const BY_NAME = ["properties", "$defs"];

function close(node: JsonSchema): JsonSchema {
  const closed: Record<string, unknown> = describedWithRules(node);
  for (const [keyword, value] of Object.entries(node)) {
    const name = keyword === "oneOf" ? "anyOf" : keyword;
    if (!KEPT.includes(name) && !KEPT_LOOSE.includes(name)) continue;
    if (!BY_NAME.includes(name)) closed[name] = closeAny(value);
    else
      closed[name] = Object.fromEntries(Object.entries(value as JsonSchema).map(([key, one]) => [key, closeAny(one)]));
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

/** The description, with the rules behind it that no keyword says any more. */
function describedWithRules(node: JsonSchema): Record<string, unknown> {
  const { description } = node;
  const rules = ruleWords(node).join(", ");
  if (typeof description !== "string") return rules === "" ? {} : { description: rules };
  return { description: rules === "" ? description : `${description} (${rules})` };
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

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
