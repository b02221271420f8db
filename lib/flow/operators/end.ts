// Takes what arrives as the result of the execution, unless it has one.
import { type EndNode } from "../definition/blueprint.js";
import { setResult } from "../run/set-result.js";
import { type Operator } from "./operator.js";

export const end: Operator<EndNode> = {
  receive(run, _node, { value, context }) {
    return run.result ? undefined : setResult(run, value, context);
  },
};
