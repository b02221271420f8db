// What `request.output(…)` takes: a zod schema, or plain objects and lists of them, made into one schema.
import { z } from "zod";
import { MillraceError } from "../../errors/millrace-error.js";
import type { PathSegment } from "../json/json-item.js";
import { formatPath } from "../json/json-path.js";
import { cutText } from "./cut-text.js";
import { defOf } from "./written-side.js";

/**
 * What an answer looks like: a zod schema; an object of shapes; or a list with the one shape of its elements, as in
 * `{ title: z.string().describe("Title"), items: [{ name: z.string() }] }`.
 */
export type OutputShape = z.ZodType | readonly OutputShape[] | { readonly [key: string]: OutputShape };

/** The schema that a shape comes to. */
export type SchemaOf<S> = S extends z.ZodType
  ? S
  : S extends readonly (infer Element)[]
    ? z.ZodArray<SchemaOf<Element>>
    : S extends object
      ? z.ZodObject<{ -readonly [K in keyof S]: SchemaOf<S[K]> }>
      : never;

/** The data of an answer, once it has been checked. */
export type OutputOf<S> = z.output<SchemaOf<S>>;

/**
 * One zod schema for a shape.
 *
 * @throws OUTPUT_SHAPE_INVALID, with the path to what is no shape or cannot be written as JSON.
 */
export function schemaOfShape<const S extends OutputShape>(shape: S): SchemaOf<S> {
  const schema = build(shape, []);
  refuseUnwritable(schema, [], new Set());
  return schema as SchemaOf<S>;
}

function build(shape: unknown, segments: readonly PathSegment[]): z.ZodType {
  if (shape instanceof z.ZodType) return shape;
  if (Array.isArray(shape)) {
    if (shape.length !== 1) {
      throw invalid(
        segments,
        `is a list of ${String(shape.length)}`,
        "Give a list the one shape of its elements: [z.string()].",
      );
    }
    return z.array(build(shape[0], [...segments, 0]));
  }
  if (isPlainObject(shape)) {
    const keys = Object.keys(shape);
    if (keys.length === 0) {
      throw invalid(
        segments,
        "is an object without keys",
        "Name its keys, or write z.record(z.string(), z.unknown()).",
      );
    }
    return z.object(Object.fromEntries(keys.map((key) => [key, build(shape[key], [...segments, key])])));
  }
  throw invalid(segments, `is ${nameOf(shape)}`, hintFor(shape));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `the text ${JSON.stringify(cutText(value, 40))}`;
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (typeof value === "object")
    return `an instance of ${(value as { constructor: { name: string } }).constructor.name}`;
  return `a ${typeof value}`;
}

function hintFor(value: unknown): string {
  if (typeof value === "string") return `Descriptions belong to a type: z.string().describe(${JSON.stringify(value)}).`;
  const named = [String, Number, Boolean].find((type) => type === value)?.name.toLowerCase();
  if (named !== undefined) return `Write z.${named}() in its place.`;
  return "A shape is a zod schema of this package's zod 4, an object of shapes, or a list with one shape.";
}

/** What JSON has no word for, and what to write instead. */
const UNWRITABLE: Readonly<Record<string, string>> = {
  date: "z.coerce.date() reads a date from text; z.iso.datetime() keeps the text.",
  bigint: "z.coerce.bigint() reads one from text.",
  map: "Write z.record(z.string(), …), and make the map of it in a transform.",
  set: "Write z.array(…), and make the set of it in a transform.",
  symbol: "Write z.string().",
  function: "Write what the function would give.",
  undefined: "Leave the key out, or make its value optional.",
  void: "Leave the key out.",
  never: "Leave the key out.",
  nan: "Write z.number().",
  promise: "Write what the promise would give.",
  file: "Write z.string() for its name.",
};

// In a union another option can be written, so its options may be what they like.
function refuseUnwritable(schema: z.ZodType, segments: readonly PathSegment[], seen: Set<z.ZodType>): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const def = defOf(schema);
  const hint = def.coerce === true ? undefined : UNWRITABLE[def.type];
  if (hint !== undefined) throw invalid(segments, `is a ${def.type}, which no JSON can be`, hint);
  const inward = def.innerType ?? def.getter?.() ?? def.in;
  if (inward) refuseUnwritable(inward, segments, seen);
  if (def.element) refuseUnwritable(def.element, [...segments, 0], seen);
  for (const [index, item] of (def.items ?? []).entries()) refuseUnwritable(item, [...segments, index], seen);
  for (const side of [def.left, def.right, def.valueType]) if (side) refuseUnwritable(side, segments, seen);
  for (const [key, value] of Object.entries(def.shape ?? {})) refuseUnwritable(value, [...segments, key], seen);
}

function invalid(segments: readonly PathSegment[], what: string, hint: string): MillraceError {
  const path = formatPath(segments);
  const place = path === "" ? "The shape of an output" : `The shape of an output, at ${path},`;
  return new MillraceError("OUTPUT_SHAPE_INVALID", `${place} ${what}.`, { hint, details: { path } });
}
