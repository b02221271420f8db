// The inside of a zod schema, as far as contracts look into it: what a model would have to write to satisfy it.
import type { z } from "zod";

/** What a schema is made of. Which fields are there depends on `type`. */
export interface SchemaDef {
  readonly type: string;
  readonly coerce?: boolean;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly getter?: () => z.ZodType;
  readonly element?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly options?: readonly z.ZodType[];
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
}

/** The definition of a schema. */
export function defOf(schema: z.core.$ZodType): SchemaDef {
  return schema._zod.def;
}

/**
 * The definition that says what is written: wrappers such as `optional` are taken off, and of a transform it is the side
 * that goes in. A schema behind `z.preprocess` counts as written itself, since the function before it takes anything.
 */
export function writtenSide(schema: z.ZodType): SchemaDef {
  const def = defOf(schema);
  const next = def.innerType ?? def.getter?.() ?? (def.in && defOf(def.in).type === "transform" ? def.out : def.in);
  return next === undefined ? def : writtenSide(next);
}

/** True when `null` may be written. */
export function takesNull(schema: z.ZodType): boolean {
  const def = defOf(schema);
  if (def.type === "nullable" || def.type === "null") return true;
  const inner = def.innerType ?? def.getter?.();
  if (inner) return takesNull(inner);
  return def.options?.some(takesNull) ?? false;
}
