// The one way to the result of an execution: checked against the contract, told on the bus.
import { type StreamContext } from "../../stream/context.js";
import { checkValue } from "../definition/flow-contract.js";
import { ResultSet } from "../flow-events.js";
import { type FlowRun } from "./flow-run.js";

/** Sets the result, over an earlier one. The promise waits for those who hear of it. Throws FLOW_VALUE_INVALID. */
export function setResult(run: FlowRun, value: unknown, context: StreamContext): Promise<void> | undefined {
  const { name } = run.blueprint;
  const result = checkValue(name, "result", run.contract.result, value);
  run.result = { value: result };
  return run.tell(ResultSet, () => new ResultSet(name, run.id, result), context);
}
