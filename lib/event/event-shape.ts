// The shape of an event class: which zod schemas may stand in it, and how its fields are parsed, patched and checked.
import { z } from "zod";
import { MillraceError } from "../errors/millrace-error.js";
import type { EventDefinition } from "./event-class.js";
import { schemaParts, storedSchema } from "./stored-schema.js";

/** Field name → zod schema. */
export type EventShape = Readonly<Record<string, z.ZodType>>;

// Kinds of zod whose values no JSON can carry. Bytes, dates, bigint, maps and sets are carried by the value codec.
const UNCARRIED: Readonly<Record<string, string>> = {
  function: "a function",
  symbol: "a symbol",
  promise: "a promise",
  file: "a file",
};

/**
 * Refuses, by field name, what cannot be a shape: `prototype` is what events of the class have already.
 *
 * @throws EVENT_SHAPE_INVALID
 */
export function checkShape(type: string, shape: EventShape, prototype: object): void {
  if (typeof shape !== "object" || (shape as unknown) === null) refuse(type, "its shape is no object of zod schemas");
  refuseSchema(type, shape);
  for (const name of Reflect.ownKeys(shape)) {
    if (typeof name === "symbol") refuse(type, `field ${String(name)} is named by a symbol`);
    if (name in prototype)
      refuse(type, `"${name}" is a member of every event of this class`, "Give the field another name.");
    const schema: unknown = shape[name];
    if (!(schema instanceof z.ZodType)) refuse(type, `field "${name}" is no zod schema`);
    for (const part of schemaParts(schema)) {
      const uncarried = UNCARRIED[part.def.type];
      if (uncarried) refuse(type, `field "${name}" holds ${uncarried}, which neither storage nor a wire can carry`);
    }
  }
}

/** Refuses a schema where the object of schemas belongs. Throws EVENT_SHAPE_INVALID. */
export function refuseSchema(type: string, shape: unknown): void {
  if (!(shape instanceof z.ZodType)) return;
  const hint = shape instanceof z.ZodObject ? "Pass schema.shape." : "Pass { name: schema }.";
  refuse(type, "its shape is one zod schema, not an object of them", hint);
}

function refuse(type: string, why: string, hint?: string): never {
  throw new MillraceError("EVENT_SHAPE_INVALID", `Event "${type}" cannot be defined: ${why}.`, hint ? { hint } : {});
}

type Parse = (fields: unknown) => object;

/** The three ways into an event's fields, each compiled when first taken. */
export function shapeParsers(type: string, schema: z.ZodObject): Pick<EventDefinition, "parse" | "patch" | "check"> {
  return {
    parse: parser(type, () => schema, "made"),
    patch: patcher(type, schema),
    check: parser(type, () => storedSchema(schema), "decoded"),
  };
}

// Compiled when first needed: what a lazy schema names may be declared further down than the class. safeParse costs an
// object per event; parse throws zod's own error, which is turned into ours only when it happens.
function parser(type: string, schemaOf: () => z.ZodObject, done: string): Parse {
  let schema: z.ZodObject | undefined;
  let compiled: { parse(fields: unknown): object } | undefined;
  return (fields) => {
    try {
      compiled ??= z.compile((schema ??= schemaOf()));
      return compiled.parse(fields);
    } catch (error) {
      if (error instanceof z.ZodError) throw invalid(type, done, error);
      if (!schema || MillraceError.is(error)) throw error;
      return parseUncompiled(type, done, schema, fields);
    }
  };
}

// The compiled parser met something beyond zod's verdicts. The plain one tells a schema that has to wait from code of a
// schema that threw, which is its author's business.
function parseUncompiled(type: string, done: string, schema: z.ZodObject, fields: unknown): object {
  try {
    const plain: { parse(fields: unknown, context: { jitless: true }): object } = schema;
    return plain.parse(fields, { jitless: true });
  } catch (error) {
    if (error instanceof z.ZodError) throw invalid(type, done, error);
    if (!(error instanceof z.core.$ZodAsyncError)) throw error;
    throw new MillraceError("EVENT_SHAPE_INVALID", `Event "${type}" cannot be ${done}: its shape is asynchronous.`, {
      hint: "Events are made synchronously: await what has to be awaited before making the event.",
      cause: error,
    });
  }
}

function invalid(type: string, done: string, error: z.ZodError): MillraceError {
  return new MillraceError("EVENT_INVALID", `Event "${type}" cannot be ${done}:\n${listIssues(error)}`, {
    cause: error,
    details: { type, issues: error.issues },
  });
}

const MAX_ISSUES = 20;
const MAX_ISSUE_LENGTH = 300;

/** One line per issue of a zod error, `  path: what is wrong`; the first twenty of many. */
export function listIssues(error: z.ZodError): string {
  const lines = error.issues.slice(0, MAX_ISSUES).map((issue) => {
    const line = `${issuePath(issue.path)}${issue.message}`;
    return line.length > MAX_ISSUE_LENGTH ? `  ${line.slice(0, MAX_ISSUE_LENGTH)}…` : `  ${line}`;
  });
  const more = error.issues.length - lines.length;
  return [...lines, ...(more > 0 ? [`  … and ${String(more)} more`] : [])].join("\n");
}

function issuePath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) text += typeof step === "number" ? `[${String(step)}]` : `${text && "."}${String(step)}`;
  return text && `${text}: `;
}

// A patch names some fields; a default must not fill in the others. Each field is compiled alone, when first patched.
function patcher(type: string, schema: z.ZodObject): Parse {
  const parsers = new Map<string, Parse>();
  return (patch) => {
    const names = typeof patch === "object" && patch !== null && !Array.isArray(patch) ? Object.keys(patch) : undefined;
    if (!names?.every((name) => Object.hasOwn(schema.shape, name)))
      return parseUncompiled(type, "changed", only([]), patch);
    try {
      return Object.assign({}, ...names.map((name) => patchField(name, patch as Record<string, unknown>))) as object;
    } catch (error) {
      // One field failed: ask about all, so that the error lists all.
      throw MillraceError.is(error, "EVENT_INVALID") && names.length > 1 ? allIssues(names, patch, error) : error;
    }
  };

  function patchField(name: string, patch: Record<string, unknown>): object {
    let parse = parsers.get(name);
    if (!parse) parsers.set(name, (parse = parser(type, () => only([name]), "changed")));
    return parse({ [name]: patch[name] });
  }

  function only(names: readonly string[]): z.ZodObject {
    return z.strictObject(Object.fromEntries(names.map((name) => [name, schema.shape[name] as z.ZodType])));
  }

  function allIssues(names: readonly string[], patch: unknown, first: MillraceError): MillraceError {
    const { error } = only(names).safeParse(patch);
    return error ? invalid(type, "changed", error) : first;
  }
}
