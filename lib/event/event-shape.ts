// The shape of an event class: which zod schemas may stand in it, and how its fields are parsed, patched and checked.
import { z } from "zod";
import { MillraceError } from "../errors/millrace-error.js";
import { type EventDefinition } from "./event-class.js";

/** Field name → zod schema. */
export type EventShape = Readonly<Record<string, z.ZodType>>;

// Known at run time as well, since JavaScript authors have no compiler to refuse them.
const RESERVED = ["id", "type", "timestamp", "causedBy", "derivedFrom", "with", "toJSON", "constructor", "__proto__"];

// Kinds of zod whose values no JSON can carry. Bytes, dates, bigint, maps and sets are carried by the value codec.
const UNCARRIED: Readonly<Record<string, string>> = {
  function: "a function",
  symbol: "a symbol",
  promise: "a promise",
  file: "a file",
};

/** Refuses, by field name, what cannot be a shape. Throws EVENT_SHAPE_INVALID. */
export function checkShape(type: string, shape: EventShape): void {
  if (typeof shape !== "object" || (shape as unknown) === null) refuse(type, "its shape is no object of zod schemas");
  for (const name of Reflect.ownKeys(shape)) {
    if (typeof name === "symbol") refuse(type, `field ${String(name)} is named by a symbol`);
    if (RESERVED.includes(name)) refuse(type, `field "${name}" belongs to every event`, "Give the field another name.");
    const schema: unknown = shape[name];
    if (!(schema instanceof z.ZodType)) refuse(type, `field "${name}" is no zod schema`);
    for (const part of schemaParts(schema)) {
      const uncarried = UNCARRIED[part.def.type];
      if (uncarried) refuse(type, `field "${name}" holds ${uncarried}, which neither storage nor a wire can carry`);
    }
  }
}

function refuse(type: string, why: string, hint?: string): never {
  throw new MillraceError("EVENT_SHAPE_INVALID", `Event "${type}" cannot be defined: ${why}.`, hint ? { hint } : {});
}

/** The three ways into an event's fields, compiled once per class. */
export function shapeParsers(type: string, schema: z.ZodObject): Pick<EventDefinition, "parse" | "patch" | "check"> {
  let check: ((fields: unknown) => object) | undefined;
  return {
    parse: parser(type, schema, "cannot be made"),
    patch: patcher(type, schema),
    check: (fields) => (check ??= parser(type, storedSchema(schema), "cannot be decoded"))(fields),
  };
}

// safeParse costs an object per event; parse throws zod's own error, which is turned into ours only when it happens.
function parser(type: string, schema: z.ZodObject, problem: string): (fields: unknown) => object {
  const compiled = z.compile(schema);
  return (fields) => {
    try {
      return compiled.parse(fields);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      throw new MillraceError("EVENT_INVALID", `Event "${type}" ${problem}:\n${listIssues(error)}`, {
        cause: error,
        details: { type, issues: error.issues },
      });
    }
  };
}

/** One line per issue of a zod error, `  path: what is wrong`. */
export function listIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `  ${issuePath(issue.path)}${issue.message}`).join("\n");
}

function issuePath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) text += typeof step === "number" ? `[${String(step)}]` : `${text && "."}${String(step)}`;
  return text && `${text}: `;
}

// A patch names some fields; a default must not fill in the others. Programs patch in few ways, so each is compiled once.
function patcher(type: string, schema: z.ZodObject): (fields: unknown) => object {
  const parsers = new Map<string, (fields: unknown) => object>();
  return (fields) => {
    const names = Object.keys(Object(fields) as object).sort();
    const key = names.join("\n");
    let parse = parsers.get(key);
    if (!parse) {
      const known = names.filter((name) => Object.hasOwn(schema.shape, name));
      const shape = Object.fromEntries(known.map((name) => [name, schema.shape[name] as z.ZodType]));
      parse = parser(type, z.strictObject(shape), "cannot be changed");
      if (known.length === names.length) parsers.set(key, parse);
    }
    return parse(fields);
  };
}

// Stored fields have been through the shape's transforms, which must not run twice: each field is checked against what
// its schema puts out; where a transform leaves that unknown, anything goes.
function storedSchema(schema: z.ZodObject): z.ZodObject {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, field] of Object.entries(schema.shape)) shape[name] = outputOf(field as z.ZodType);
  return z.strictObject(shape);
}

function outputOf(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPipe) return outputOf(schema.def.out as z.ZodType);
  if (schema instanceof z.ZodOptional) return outputOf(schema.def.innerType as z.ZodType).optional();
  if (schema instanceof z.ZodNullable) return outputOf(schema.def.innerType as z.ZodType).nullable();
  if (schema instanceof z.ZodDefault) return outputOf(schema.def.innerType as z.ZodType);
  const transforms = schemaParts(schema).some((part) => part.def.type === "transform" || part.def.type === "pipe");
  return transforms ? z.unknown() : schema;
}

/** A schema and all schemas inside it, each once. */
function schemaParts(schema: z.ZodType): z.ZodType[] {
  const parts = new Set<z.ZodType>();
  const visit = (value: unknown): void => {
    if (value instanceof z.ZodType) {
      if (parts.has(value)) return;
      parts.add(value);
      if (value instanceof z.ZodLazy) visit(value.unwrap());
      else Object.values(value.def).forEach(visit);
    } else if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      Object.values(value).forEach(visit);
    }
  };
  visit(schema);
  return [...parts];
}
