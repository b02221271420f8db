// The contract of an answer: what was asked for, in every form that the road of a request needs.
import type { z } from "zod";
import { formatPath } from "../json/json-path.js";
import { fits, isTextual, type RootKind, rootKindOf } from "./output-fit.js";
import { type OutputIssue, outputIssues } from "./output-issue.js";
import { type JsonSchema, outputJsonSchema } from "./output-json-schema.js";
import { type OutputOf, type OutputShape, schemaOfShape } from "./output-shape.js";

/** What came of a check: the data, or what is wrong. */
export type OutputCheck<Out = unknown> =
  { readonly ok: true; readonly value: Out } | { readonly ok: false; readonly issues: readonly OutputIssue[] };

/** What an answer has to be. */
export interface OutputContract<Out = unknown> {
  readonly schema: z.ZodType<Out>;
  /** For a response format; undefined where JSON Schema has no words for it, and for text. */
  readonly jsonSchema: JsonSchema | undefined;
  /** Why there is no `jsonSchema`. */
  readonly jsonSchemaReason: string | undefined;
  /** Every rule that JSON Schema has words for: what {@link describeContract} tells of. */
  readonly fullSchema: JsonSchema;
  /** What a model has to write at the root. */
  readonly rootKind: RootKind;
  /** True when the answer is plain text, and not looked into for JSON. */
  readonly isText: boolean;
  /**
   * Checks what a model has written, transforms and asynchronous rules included. `null` counts as left out where a key is
   * optional. Rejects with what a rule of the schema throws.
   */
  check(value: unknown): Promise<OutputCheck<Out>>;
  /** A first look: the right kind, and for an object one of the keys that are declared. */
  expects(value: unknown): boolean;
}

/**
 * Compiles what `output(…)` takes.
 *
 * @throws OUTPUT_SHAPE_INVALID, with the path to what is no shape or cannot be written as JSON.
 */
export function compileOutput<const S extends OutputShape>(shape: S): OutputContract<OutputOf<S>> {
  const schema = schemaOfShape(shape) as z.ZodType as z.ZodType<OutputOf<S>>;
  const { full, format, reason } = outputJsonSchema(schema);
  const isText = isTextual(schema);
  return Object.freeze({
    schema,
    jsonSchema: isText ? undefined : format,
    jsonSchemaReason: isText ? "A text needs no format." : reason,
    fullSchema: full,
    rootKind: rootKindOf(schema),
    isText,
    check: (value: unknown) => (isText ? checkText(schema, value) : checkValue(schema, value)),
    expects: (value: unknown) => fits(schema, value),
  });
}

// A word that was chosen from a list often comes in quotes or with a line end; a text that fits is left as it is.
async function checkText<Out>(schema: z.ZodType<Out>, value: unknown): Promise<OutputCheck<Out>> {
  const asWritten = await checkValue(schema, value);
  if (asWritten.ok || typeof value !== "string") return asWritten;
  const bare = value.trim().replace(/^(["'`])(.*)\1$/s, "$2");
  const asMeant = bare === value ? asWritten : await checkValue(schema, bare);
  return asMeant.ok ? asMeant : asWritten;
}

async function checkValue<Out>(schema: z.ZodType<Out>, value: unknown): Promise<OutputCheck<Out>> {
  const first = await schema.safeParseAsync(value);
  if (first.success) return { ok: true, value: first.data };
  const issues = outputIssues(first.error.issues, value);
  // A response format asks for every key, with null where one is optional. Which are is known to zod alone: it takes the
  // answer without them.
  const nulls = nullsBehind(first.error.issues, value, []);
  if (nulls.length === 0) return { ok: false, issues };
  const pruned = without(value, nulls);
  const second = await schema.safeParseAsync(pruned);
  if (second.success) return { ok: true, value: second.data };
  const required = new Set(nulls.map(formatPath));
  const rest = outputIssues(second.error.issues, pruned);
  const kept = rest.map((issue) => (required.has(issue.path) ? issues.find(({ path }) => path === issue.path) : issue));
  return { ok: false, issues: kept.filter((issue) => issue !== undefined) };
}

type Path = readonly (string | number)[];

/** Where an issue, or one inside of a union, stands at a key whose value is null. */
function nullsBehind(issues: readonly z.core.$ZodIssue[], value: unknown, above: Path): Path[] {
  return issues.flatMap((issue): Path[] => {
    const path = [...above, ...(issue.path as Path)];
    const inside = issue.code === "invalid_union" ? issue.errors.flatMap((one) => nullsBehind(one, value, path)) : [];
    const key = path.at(-1);
    const holder = path
      .slice(0, -1)
      .reduce<unknown>((at, step) => (at as Record<string, unknown> | null)?.[step], value);
    const isNull = typeof key === "string" && (holder as Record<string, unknown> | null | undefined)?.[key] === null;
    return isNull ? [path, ...inside] : inside;
  });
}

function without(value: unknown, paths: readonly Path[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const path of paths) {
    const holder = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], copy);
    Reflect.deleteProperty(holder as object, path.at(-1) as string);
  }
  return copy;
}
