// JSON Schema in words: what a value is, and which rules hold for it. The same schema always gives the same words.
import type { JsonSchema } from "./output-json-schema.js";

const LONGEST_REFERENCE = 20;

/** The schema itself, or the one that a reference leads to. */
export function definitionOf(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let at = schema;
  for (let steps = 0; typeof at["$ref"] === "string" && steps < LONGEST_REFERENCE; steps++) {
    const name = at["$ref"].replace(/^#(\/\$defs\/)?/, "");
    at = name === "" ? root : ((root["$defs"] as Readonly<Record<string, JsonSchema>> | undefined)?.[name] ?? {});
  }
  return at;
}

/** What is meant by a schema: the definition, with what stands beside the reference to it. */
export function resolveRef(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { $ref, ...beside } = schema;
  return typeof $ref === "string" ? { ...definitionOf(schema, root), ...beside } : schema;
}

/** The options of a value that may be several things; none for one that is one. */
export function optionsOf(schema: JsonSchema): readonly JsonSchema[] {
  const options = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(options) ? (options as JsonSchema[]) : [];
}

/** Its types, `null` among them. */
export function typesOf(schema: JsonSchema): readonly string[] {
  const { type } = schema;
  if (Array.isArray(type)) return type as string[];
  return typeof type === "string" ? [type] : [];
}

/** True where `null` may be written. */
export function mayBeNull(schema: JsonSchema, root: JsonSchema): boolean {
  const meant = resolveRef(schema, root);
  return typesOf(meant).includes("null") || optionsOf(meant).some((option) => mayBeNull(option, root));
}

/** A scalar in a few words: `string`, `"low" | "high"`, `integer | null`. */
export function scalarWords(schema: JsonSchema): string {
  const values = "const" in schema ? [schema["const"]] : schema["enum"];
  const types = typesOf(schema);
  if (!Array.isArray(values)) return types.length === 0 ? "any JSON" : types.join(" | ");
  const words = values.map((value) => JSON.stringify(value));
  return [...words, ...(types.includes("null") && !values.includes(null) ? ["null"] : [])].join(" | ");
}

type Rule = readonly [keyword: string, words: (bound: unknown, schema: JsonSchema) => string];

const plural = (bound: unknown, one: string): string => `${String(bound)} ${one}${bound === 1 ? "" : "s"}`;

const RULES: readonly Rule[] = [
  ["minLength", (n) => `at least ${plural(n, "character")}`],
  ["maxLength", (n) => `at most ${plural(n, "character")}`],
  ["format", (format) => FORMAT_WORDS[String(format)] ?? `a valid ${String(format)}`],
  ["pattern", (pattern, { format }) => (format === undefined ? `matches /${String(pattern)}/` : "")],
  ["minimum", (n) => (n === -Number.MAX_SAFE_INTEGER ? "" : `at least ${String(n)}`)],
  ["maximum", (n) => (n === Number.MAX_SAFE_INTEGER ? "" : `at most ${String(n)}`)],
  ["exclusiveMinimum", (n) => `more than ${String(n)}`],
  ["exclusiveMaximum", (n) => `less than ${String(n)}`],
  ["multipleOf", (n) => `a multiple of ${String(n)}`],
  ["minItems", (n, { maxItems }) => `${n === maxItems ? "exactly" : "at least"} ${plural(n, "element")}`],
  ["maxItems", (n, { minItems }) => (n === minItems ? "" : `at most ${plural(n, "element")}`)],
  ["default", (value) => `default ${JSON.stringify(value)}`],
];

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  "date-time": "a date with time as in 2030-01-31T12:00:00Z",
  date: "a date as in 2030-01-31",
  time: "a time as in 12:00:00",
  email: "a valid e-mail address",
  uri: "a valid URL",
  uuid: "a valid UUID",
};

/** The rules that hold for a value, one phrase each, in a fixed order. */
export function ruleWords(schema: JsonSchema): string[] {
  return RULES.flatMap(([keyword, words]) => {
    const phrase = keyword in schema ? words(schema[keyword], schema) : "";
    return phrase === "" ? [] : [phrase];
  });
}
