// What a blueprint looks like as JSON: one schema for each kind of node. What is absent has its default.
import { MillraceError, type MillraceErrorOptions } from "../../errors/millrace-error.js";
import type { Json } from "../../event/value-tags.js";
import { z } from "../../event/zod.js";
import type { FilterJson } from "../../filter/filter-json.js";
import type { Route } from "../definition/blueprint.js";
import { readRoute } from "./route-parts.js";

const text = z.string();
const id = text.min(1);
const route = z.custom<Route>((value) => typeof value === "string" && readRoute(value) !== undefined, "is no route");
const milliseconds = z.number().positive();
const wait = z.number().min(0);
const atOnce = z.int().min(1).optional();
const yes = z.boolean().optional();
const data = z.custom<Json>((value) => value !== undefined, "is missing");

const handler = z.strictObject({ handler: id });
const base = { id, on: z.array(route), within: z.array(route).optional() };

const retry = z.strictObject({
  attempts: z.int().min(1),
  delayMs: wait.optional(),
  factor: wait.optional(),
  maxDelayMs: wait.optional(),
});

const pathFrom = <R extends string>(...roots: readonly R[]) => {
  const shape = new RegExp(`^(?:${roots.join("|")})(?:\\..+)?$`, "su");
  const why = `is no path; one begins with ${roots.join(", ")}`;
  return z.custom<R | `${R}.${string}`>((value) => typeof value === "string" && shape.test(value), why);
};

// zod leaves `__proto__` out of records without a word.
const hasProto = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "__proto__");
const byKey = <S extends z.ZodType>(path: S) =>
  z
    .unknown()
    .refine((value) => !hasProto(value), 'has a key "__proto__"')
    .pipe(z.record(text, path))
    .optional();

const captured = pathFrom("value", "state", "flowData", "resources");
const capture = z.strictObject({
  input: captured.optional(),
  state: byKey(captured),
  flowData: byKey(captured),
  resources: byKey(captured),
});
const written = pathFrom("result", "state", "snapshot");
const writeBack = z.strictObject({ value: written.optional(), state: byKey(written), flowData: byKey(written) });

const whenTrigger = z.strictObject({
  type: z.enum(["signal", "state", "flowData", "chunk", "event"]),
  name: text,
  routes: z.array(route),
});

const NODES = [
  z.strictObject({
    kind: z.literal("chunk"),
    ...base,
    chunk: handler.extend({ emits: z.array(text).optional() }),
    timeoutMs: milliseconds.optional(),
    retry: retry.optional(),
    batch: id.optional(),
    recovers: id.optional(),
    side: yes,
  }),
  z.strictObject({ kind: z.literal("batch"), ...base, keys: z.array(text), concurrency: atOnce, settled: yes }),
  z.strictObject({ kind: z.literal("gather"), ...base, batch: id, key: text }),
  z.strictObject({
    kind: z.literal("forEach"),
    ...base,
    concurrency: atOnce,
    order: z.enum(["input", "completion"]),
  }),
  z.strictObject({ kind: z.literal("endForEach"), ...base, forEach: id }),
  z.strictObject({
    kind: z.literal("match"),
    ...base,
    mode: z.enum(["hitFirst", "hitAll"]),
    by: text.optional(),
    cases: z.array(z.union([z.strictObject({ equals: data }), z.strictObject({ condition: handler })])),
    exhaustive: yes,
    closed: yes,
  }),
  z.strictObject({ kind: z.literal("endMatch"), ...base, match: id }),
  z.strictObject({
    kind: z.literal("when"),
    ...base,
    mode: z.enum(["and", "or"]),
    triggers: z.array(whenTrigger),
    joinBy: z.union([text, handler]).optional(),
  }),
  z.strictObject({
    kind: z.literal("collect"),
    ...base,
    collection: id,
    key: text,
    mode: z.enum(["filledAndUpdate", "filledThenEmpty"]),
  }),
  z.strictObject({
    kind: z.literal("subFlow"),
    ...base,
    flow: z.strictObject({ flow: id }),
    capture: capture.optional(),
    writeBack: writeBack.optional(),
    concurrency: atOnce,
    timeoutMs: milliseconds.optional(),
  }),
  z.strictObject({ kind: z.literal("separator"), ...base, note: text, print: yes, showValue: yes }),
  z.strictObject({ kind: z.literal("end"), ...base }),
] as const;

/** A schema of the whole, to be asked when kind and version are known. */
export const blueprintSchema = z.strictObject({
  kind: z.literal("millrace.blueprint"),
  version: z.literal(1),
  name: text,
  nodes: z.array(z.discriminatedUnion("kind", NODES)),
  triggers: z.array(
    z.strictObject({ route, filter: z.custom<FilterJson>((value) => value !== undefined, "is missing") }),
  ),
  contract: z.custom<ContractJson>((value) => typeof value === "object" && value !== null, "is no object").optional(),
});

/** One node of a blueprint as JSON, told by its `kind`; handlers stand by name. */
export type NodeJson = z.infer<(typeof NODES)[number]>;

/** A way in from the bus, as JSON. */
export interface TriggerJson {
  readonly route: Route;
  readonly filter: FilterJson;
}

/** A JSON Schema, of draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A contract as JSON Schemas: what is given to `input` and `signals`, and what is got from the others. */
export interface ContractJson {
  readonly input?: JsonSchema;
  readonly state?: JsonSchema;
  readonly stream?: JsonSchema;
  readonly signals?: Readonly<Record<string, JsonSchema>>;
  readonly result?: JsonSchema;
  /** The values and outputs of those chunks that name schemas, by chunk. */
  readonly chunks?: Readonly<Record<string, { readonly value?: JsonSchema; readonly output?: JsonSchema }>>;
}

/** A flow as JSON: plain data that comes back as the same flow where its handlers are bound by name. */
export interface BlueprintJson {
  readonly kind: "millrace.blueprint";
  /** The version of this form. Another one is refused. */
  readonly version: 1;
  /** The name of the flow that was saved. */
  readonly name: string;
  readonly nodes: readonly NodeJson[];
  readonly triggers: readonly TriggerJson[];
  /** For readers; the flow that loads the blueprint keeps the contract that it has as code. */
  readonly contract?: ContractJson;
}

/** The error for a blueprint that cannot be written or read, and the path to the place. */
export function badBlueprint(at: string, why: string, options: MillraceErrorOptions = {}): MillraceError {
  const place = at === "" ? "" : `${at} `;
  return new MillraceError("BLUEPRINT_INVALID", `This is no blueprint that can be carried: ${place}${why}.`, {
    ...options,
    details: { path: at, ...options.details },
  });
}
