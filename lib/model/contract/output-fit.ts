// A first look at a value: could it be the answer that was asked for? It chooses between several in one text.
import type { z } from "zod";
import { takesNull, type SchemaDef, writtenSide } from "./written-side.js";

/** What an answer is at its root: one object, one list, or anything else. */
export type RootKind = "object" | "array" | "any";

const KINDS: Readonly<Record<string, RootKind>> = {
  object: "object",
  record: "object",
  array: "array",
  tuple: "array",
};

/** What a model has to write at the root. */
export function rootKindOf(schema: z.ZodType): RootKind {
  const def = writtenSide(schema);
  const [first, ...others] = (def.options ?? (def.left ? [def.left] : [])).map(rootKindOf);
  if (first === undefined) return KINDS[def.type] ?? "any";
  return others.every((other) => other === first) ? first : "any";
}

/** True for an answer that is a text and needs no JSON around it: one string, or one of several. */
export function isTextual(schema: z.ZodType): boolean {
  const def = writtenSide(schema);
  if (def.type === "string" || def.type === "template_literal") return true;
  if (def.type === "enum") return Object.values(def.entries ?? {}).every((value) => typeof value === "string");
  if (def.type === "literal") return def.values?.every((value) => typeof value === "string") ?? false;
  return def.type === "union" && (def.options ?? []).every(isTextual);
}

/**
 * True when a value has the right kind and, for an object, at least one of the keys that are declared. Of a list only the
 * first element is looked at. No rule is checked, so that a wrong answer is still taken for the answer.
 */
export function fits(schema: z.ZodType, value: unknown): boolean {
  return (value === null && takesNull(schema)) || fitsDef(writtenSide(schema), value);
}

function fitsDef(def: SchemaDef, value: unknown): boolean {
  const { shape, options, left, right, element, items } = def;
  if (options) return options.some((option) => fits(option, value));
  if (left && right) return fits(left, value) && fits(right, value);
  const kind = KINDS[def.type];
  if (kind === "array") {
    if (!Array.isArray(value)) return false;
    const first = element ?? items?.[0];
    return first === undefined || value.length === 0 || fits(first, value[0]);
  }
  if (kind === "object") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const keys = Object.keys(shape ?? {});
    return keys.length === 0 || keys.some((key) => Object.hasOwn(value, key));
  }
  return fitsScalar(def, value);
}

function fitsScalar({ type, coerce, values, entries }: SchemaDef, value: unknown): boolean {
  if (coerce === true) return typeof value !== "object";
  if (type === "number" || type === "string" || type === "boolean") return typeof value === type;
  if (type === "null") return value === null;
  const listed = values ?? (entries && Object.values(entries));
  return listed === undefined || listed.includes(value);
}
