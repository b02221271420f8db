// Signals and state keys at the door: what the contract of a flow names can be used, with values that fit.
import { type z } from "zod";
import { checkValue, invalid } from "./flow-contract.js";
import { type FlowRun } from "./flow-run.js";

/** The value of a signal as the contract stores it. Throws FLOW_VALUE_INVALID, or FLOW_INVALID for an undeclared name. */
export function checkSignal({ blueprint: { name }, contract }: FlowRun, signal: string, value: unknown): unknown {
  if (contract.signals === undefined) return value;
  const schema = Object.hasOwn(contract.signals, signal) ? contract.signals[signal] : undefined;
  if (schema) return checkValue(name, `signal "${signal}"`, schema, value);
  throw invalid(
    name,
    `its contract has no signal "${signal}"`,
    `The signals are ${Object.keys(contract.signals).join(", ")}.`,
  );
}

/** The value of a state key as the contract stores it; paths into objects are not checked. */
export function checkState({ blueprint: { name }, contract }: FlowRun, key: string, value: unknown): unknown {
  if (contract.state === undefined) return value;
  const shape: Readonly<Record<string, z.ZodType>> = contract.state.shape;
  const schema = Object.hasOwn(shape, key) ? shape[key] : undefined;
  if (schema) return checkValue(name, `state "${key}"`, schema, value);
  if (Object.hasOwn(shape, key.split(".")[0] as string)) return value;
  throw invalid(name, `its contract has no state "${key}"`, `The keys are ${Object.keys(shape).join(", ")}.`);
}
