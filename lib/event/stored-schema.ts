// The shape of fields that have been through their shape already: decoded events are checked, not transformed again.
import { z } from "zod";

/**
 * The schema of what a schema puts out. Validation stays; transforms, defaults and overwrites are gone, since they must
 * not run twice; what a transform puts out is unknown, so there anything goes.
 */
export function storedSchema(schema: z.ZodObject): z.ZodObject {
  return outputOf(schema, new Map()) as z.ZodObject;
}

type Def = Readonly<Record<string, unknown>> & { readonly type: string; readonly checks?: readonly z.core.$ZodCheck[] };

const REWRITES = ["transform", "pipe", "default", "prefault", "catch", "success"];

// Kinds that stand for what is inside of them once a value is there.
const WRAPPERS = ["default", "prefault", "catch", "nonoptional"];

function outputOf(schema: z.ZodType, done: Map<z.ZodType, z.ZodType>): z.ZodType {
  const earlier = done.get(schema);
  if (earlier) return earlier;
  if (!schemaParts(schema).some(rewrites)) return schema;
  const def = schema.def as unknown as Def;
  // Set before going down, so that a schema that contains itself finds itself.
  done.set(
    schema,
    z.lazy(() => made),
  );
  const made = mapSchema(schema, def, (part) => outputOf(part, done));
  done.set(schema, made);
  return made;
}

function mapSchema(schema: z.ZodType, def: Def, map: (part: z.ZodType) => z.ZodType): z.ZodType {
  if (def.type === "transform") return z.unknown().optional();
  if (def.type === "success") return z.boolean();
  if (def.type === "pipe") return map(def["out"] as z.ZodType);
  if (WRAPPERS.includes(def.type)) return map(def["innerType"] as z.ZodType);
  if (schema instanceof z.ZodLazy) return z.lazy(() => map(schema.unwrap() as z.ZodType));
  const parts = Object.keys(def).flatMap((key) => (key === "checks" ? [] : [[key, mapPart(def[key], map)]]));
  const checks = def.checks?.filter((check) => !isOverwrite(check)) ?? [];
  return (schema.clone as (def: unknown) => z.ZodType)({ ...def, ...Object.fromEntries(parts), checks });
}

/** Maps a schema, a list of them, or a record of them; leaves everything else. */
function mapPart(part: unknown, map: (part: z.ZodType) => z.ZodType): unknown {
  if (part instanceof z.ZodType) return map(part);
  if (Array.isArray(part)) return part.map((item) => mapPart(item, map));
  if (!isRecord(part)) return part;
  return Object.fromEntries(Object.keys(part).map((key) => [key, mapPart(part[key], map)]));
}

function rewrites({ def }: z.ZodType): boolean {
  return REWRITES.includes(def.type) || ((def as unknown as Def).checks ?? []).some(isOverwrite);
}

function isOverwrite(check: z.core.$ZodCheck): boolean {
  return check._zod.def.check === "overwrite";
}

/** A schema and all schemas inside it, each once. A lazy one that cannot be resolved yet stands for itself. */
export function schemaParts(schema: z.ZodType): z.ZodType[] {
  const parts = new Set<z.ZodType>();
  const visit = (value: unknown): void => {
    if (value instanceof z.ZodType) {
      if (parts.has(value)) return;
      parts.add(value);
      if (value instanceof z.ZodLazy) visitLater(() => value.unwrap());
      else visitRecord(value.def as unknown as Record<string, unknown>);
    } else if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (isRecord(value)) {
      visitRecord(value);
    }
  };
  // Defaults are values, may be made by a function, and are no part of the schema.
  const visitRecord = (record: Record<string, unknown>): void => {
    for (const key of Object.keys(record)) if (key !== "defaultValue") visitLater(() => record[key]);
  };
  const visitLater = (resolve: () => unknown): void => {
    let value: unknown;
    try {
      value = resolve();
    } catch {
      return; // A getter that names what is declared further down; it answers when the first event is made.
    }
    visit(value);
  };
  visit(schema);
  return [...parts];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
