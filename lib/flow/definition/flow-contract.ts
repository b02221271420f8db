// The contract of a flow: zod schemas at its borders. What is not named is open (`any` without any contract).
import type { z } from "zod";
import { MillraceError } from "../../errors/millrace-error.js";
import { listIssues } from "../../event/event-shape.js";
import { z as zod } from "../../event/zod.js";
import type { StateChange } from "../run/run-state.js";

/** Schemas of a flow; all optional. Values are parsed where they enter, so defaults and transforms hold. */
export interface FlowContract {
  /** What `start` takes. */
  readonly input?: z.ZodType;
  /**
   * The keys of the state. Each is checked when it is written; the default of a key that was never set is not filled in:
   * `state.get(key)` is undefined then, and the outcome's state lacks it.
   */
  readonly state?: z.ZodObject;
  /** Items of the runtime stream. */
  readonly stream?: z.ZodType;
  /** Signals by name; with this, others cannot be emitted. */
  readonly signals?: Readonly<Record<string, z.ZodType>>;
  /** What reaches `end` or `setResult`. */
  readonly result?: z.ZodType;
}

/** No contract: everything is open. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- no slot is named, which is what the types ask for
export type OpenContract = {};

// A contract that is `any` is one that nobody has named, as in `ChunkData<V>`: all its slots are unknown.
type Named<C extends FlowContract> = 0 extends 1 & C ? FlowContract : C;

// The one documented place of `any`: a flow without a contract is as open as the reference's. With a contract, a slot
// that it leaves out is unknown.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Open<C extends FlowContract> = keyof Named<C> extends never ? any : unknown;

/** The type of a slot of a contract. */
export type Slot<C extends FlowContract, K extends keyof FlowContract> = Named<C>[K] extends infer S extends z.ZodType
  ? z.infer<S>
  : Open<C>;

/** What `start` of a flow takes. */
export type FlowInput<C extends FlowContract> = Named<C>["input"] extends infer S extends z.ZodType
  ? z.input<S>
  : Open<C>;

/** What may reach `end`: what the schema of the result takes. */
export type ResultInput<C extends FlowContract> = Named<C>["result"] extends infer S extends z.ZodType
  ? z.input<S>
  : unknown;

/** The state of a flow by its keys. */
export type FlowState<C extends FlowContract> = Named<C>["state"] extends infer S extends z.ZodObject
  ? z.infer<S>
  : Record<string, Open<C>>;

/** The names of the signals of a flow. */
export type SignalName<C extends FlowContract> = Named<C>["signals"] extends infer S extends Readonly<
  Record<string, z.ZodType>
>
  ? keyof S & string
  : string;

/** The value of a signal. */
export type SignalValue<C extends FlowContract, N> = Named<C>["signals"] extends infer S extends Readonly<
  Record<string, z.ZodType>
>
  ? N extends keyof S
    ? z.infer<S[N]>
    : never
  : Open<C>;

/** What is given to emit a signal: what its schema takes. */
export type SignalInput<C extends FlowContract, N> = Named<C>["signals"] extends infer S extends Readonly<
  Record<string, z.ZodType>
>
  ? N extends keyof S
    ? z.input<S[N]>
    : never
  : Open<C>;

/** What stands behind the name in an emit: the value, which may be left out only where the contract allows that; options. */
export type SignalArguments<C extends FlowContract, N, Options> =
  undefined extends SignalInput<C, N>
    ? [value?: SignalInput<C, N>, options?: Options]
    : [value: SignalInput<C, N>, options?: Options];

/** Checks a value against a schema of the contract. Throws FLOW_VALUE_INVALID and names the slot. */
export function checkValue(flow: string, slot: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return value;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MillraceError(
    "FLOW_VALUE_INVALID",
    `The ${slot} of flow ${flow} does not fit:\n${listIssues(parsed.error)}`,
    {
      cause: parsed.error,
      details: { flow, slot, issues: parsed.error.issues },
    },
  );
}

/** The value of a signal as the contract stores it. Throws FLOW_VALUE_INVALID, or FLOW_INVALID for an undeclared name. */
export function checkSignal(flow: string, { signals }: FlowContract, name: string, value: unknown): unknown {
  if (signals === undefined) return value;
  return checkValue(flow, `signal "${name}"`, schemaOf(flow, "signal", signals, name), value);
}

/**
 * A change of the state as the contract stores it: checked is the whole of the key, so that no path leads around it.
 * Throws FLOW_VALUE_INVALID, or FLOW_INVALID for an undeclared key.
 */
export function checkState(flow: string, { state }: FlowContract, change: StateChange): StateChange {
  if (state === undefined) return change;
  const { key, next } = change;
  const schema = schemaOf(flow, "state", state.shape, key);
  return { key, next: next && { value: checkValue(flow, `state "${key}"`, schema, next.value) } };
}

/** Refuses a name that the contract does not have. Throws FLOW_INVALID. */
export function schemaOf(
  flow: string,
  slot: "signal" | "state",
  schemas: Readonly<Record<string, z.ZodType>>,
  name: string,
): z.ZodType {
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (schema) return schema;
  throw invalid(
    flow,
    `its contract has no ${slot} "${name}"`,
    `There are ${Object.keys(schemas).join(", ") || "none"}.`,
  );
}

const SLOTS = ["input", "state", "stream", "signals", "result"];

/** Refuses what is no contract. Throws FLOW_INVALID. */
export function checkContract(flow: string, contract: FlowContract): void {
  for (const slot of Object.keys(contract)) {
    if (!SLOTS.includes(slot)) throw invalid(flow, `its contract has no slot "${slot}"; there are ${SLOTS.join(", ")}`);
  }
  const { signals, state, ...rest } = contract;
  for (const [slot, schema] of Object.entries({ ...rest, ...signals })) {
    if (!(schema instanceof zod.ZodType)) throw invalid(flow, `"${slot}" of its contract is no zod schema`);
  }
  if (state !== undefined && !(state instanceof zod.ZodObject))
    throw invalid(flow, "the state of its contract is no z.object");
}

/** The error for a definition that cannot run. */
export function invalid(flow: string, why: string, hint?: string): MillraceError {
  return new MillraceError("FLOW_INVALID", `Flow ${flow} cannot run: ${why}.`, {
    details: { flow },
    ...(hint ? { hint } : {}),
  });
}
