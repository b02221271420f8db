// Takes what arrives as the result of the execution, unless it has one.
import type { EndNode } from "../definition/blueprint.js";
import { setResultLater } from "../run/set-result.js";
import type { Operator } from "./operator.js";

export const end: Operator<EndNode> = {
  receive(run, { node }, value, place) {
    if (!run.result) setResultLater(run, value, place, node.id);
  },
};
