// The one way to the result of an execution: checked against the contract, told on the bus.
import { checkValue } from "../definition/flow-contract.js";
import { ResultSet } from "../flow-events.js";
import type { FlowRun } from "./flow-run.js";
import type { Place } from "./place.js";
import { tell, tellLater } from "./tell.js";

/** Sets the result, over an earlier one. The promise waits for those who hear of it. Throws FLOW_VALUE_INVALID. */
export function setResult(run: FlowRun, value: unknown, place: Place, node: string): Promise<void> | undefined {
  const result = take(run, value);
  return tell(run, ResultSet, () => new ResultSet(run.flow, run.id, result, node), place);
}

/** The same, told behind the current step. */
export function setResultLater(run: FlowRun, value: unknown, place: Place, node: string): void {
  const result = take(run, value);
  tellLater(run, ResultSet, () => new ResultSet(run.flow, run.id, result, node), place);
}

function take(run: FlowRun, value: unknown): unknown {
  const result = checkValue(run.flow, "result", run.contract.result, value);
  run.result = { value: result };
  return result;
}
