// Reads the JSON of a snapshot, and refuses with a place what is none.
import type { MillraceError } from "../../errors/millrace-error.js";
import { z } from "../../event/zod.js";
import { type ExecutionSnapshot, invalidSnapshot, SNAPSHOT_KIND, SNAPSHOT_VERSION } from "./snapshot.js";

const place = z.object({
  scope: z.array(z.tuple([z.string(), z.number().nullable()])),
  origin: z.number(),
  posted: z.boolean().optional(),
});
const json = z.json();
const resume = z.object({ id: z.string(), value: json, count: z.number(), requestId: z.string().optional() });
const subFlow = z.object({
  kind: z.literal("subFlow"),
  node: z.string(),
  name: z.string(),
  value: json,
  place,
  child: z.unknown().optional(),
});
const work = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("arrival"), route: z.string(), value: json, place }),
  z.object({
    kind: z.literal("signal"),
    signal: z.enum(["start", "signal", "state", "flowData"]),
    name: z.string(),
    value: json,
    previous: json.optional(),
    changed: z.boolean().optional(),
    place,
  }),
  z.object({ kind: z.literal("event"), event: json, place }),
  z.object({ kind: z.literal("node"), node: z.string(), value: json, place }),
  z.object({
    kind: z.literal("call"),
    node: z.string(),
    value: json,
    place,
    attempt: z.number().optional(),
    resume: resume.optional(),
    ops: z.number().optional(),
    open: z.array(z.tuple([z.number(), z.array(z.unknown())])).optional(),
    redo: z.array(z.number()).optional(),
    before: z.array(z.tuple([z.string(), json])).optional(),
  }),
  subFlow,
]);
const snapshot = z.object({
  kind: z.literal(SNAPSHOT_KIND),
  version: z.literal(SNAPSHOT_VERSION),
  flow: z.string(),
  shape: z.record(z.string(), z.string()),
  id: z.string().min(1),
  status: z.enum(["created", "running", "waiting", "completed", "failed", "cancelled"]),
  started: z.boolean(),
  input: json,
  state: json,
  result: json.optional(),
  work: z.array(z.unknown()),
  joins: z.array(z.object({ id: z.string(), node: z.string(), scope: place, state: json })),
  pauses: z.array(z.object({ interrupt: json, value: json, place, answer: json.optional() })),
  gatherings: z.array(z.object({ name: z.string(), place, state: json })),
  children: z.array(z.unknown()),
  requests: json,
  keys: z.array(z.string()),
  counts: z.object({ joins: z.number(), origins: z.number() }),
  streamStopped: z.boolean(),
});

/** Reads a snapshot from JSON or its text. Throws SNAPSHOT_INVALID with the place that is wrong. */
export function parseSnapshot(source: unknown): ExecutionSnapshot {
  const value = typeof source === "string" ? parseText(source) : source;
  const { kind, version } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (kind !== SNAPSHOT_KIND)
    throw invalidSnapshot(
      `its kind is ${kind === undefined ? "missing" : JSON.stringify(kind)}, not "${SNAPSHOT_KIND}"`,
    );
  if (version !== SNAPSHOT_VERSION) {
    const age = typeof version === "number" && version > SNAPSHOT_VERSION ? "newer" : "another";
    throw invalidSnapshot(
      `it has ${age} version (${version === undefined ? "none" : JSON.stringify(version)}); this Millrace reads version ${String(SNAPSHOT_VERSION)}`,
      age === "newer" ? "Load it with the version of Millrace that wrote it, or a later one." : undefined,
    );
  }
  check(value);
  return (value === source ? structuredClone(value) : value) as ExecutionSnapshot; // whatever becomes of theirs
}

// Level by level from a list, no recursion: what an execution waits for nests deep.
function check(whole: unknown): void {
  const ahead: Part[] = [{ schema: snapshot, value: whole, path: "" }];
  for (let part = ahead.pop(); part; part = ahead.pop()) {
    const { schema, value, path } = part;
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw broken(parsed.error, path);
    for (const one of inside(parsed.data, path)) ahead.push(one); // more than a call takes as arguments
  }
}

// Something of a snapshot that is still to be checked.
interface Part {
  readonly schema: typeof snapshot | typeof work | typeof subFlow;
  readonly value: unknown;
  readonly path: string;
}

function inside(checked: z.infer<Part["schema"]>, path: string): Part[] {
  const each = (schema: Part["schema"], values: readonly unknown[], at: string): Part[] =>
    values.map((value, index) => ({ schema, value, path: `${path}${at}.${String(index)}.` }));
  if (checked.kind === SNAPSHOT_KIND)
    return [...each(work, checked.work, "work"), ...each(subFlow, checked.children, "children")];
  if (checked.kind === "call")
    return (checked.open ?? []).flatMap(([, works], at) => each(work, works, `open.${String(at)}.1`));
  if (checked.kind !== "subFlow" || checked.child === undefined) return [];
  return [{ schema: snapshot, value: checked.child, path: `${path}child.` }];
}

function broken(error: z.ZodError, path: string): MillraceError {
  const [issue] = error.issues;
  return invalidSnapshot(
    `${path}${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it is broken"}`,
    undefined,
    error,
  );
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidSnapshot(
      "its text is no JSON, or not all of it",
      "Check who wrote the text; it may be cut off.",
      error,
    );
  }
}
