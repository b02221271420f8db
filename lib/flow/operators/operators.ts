// Kind of node → what it does.
import { type FlowNode } from "../definition/blueprint.js";
import { batch } from "./batch.js";
import { chunk } from "./chunk.js";
import { collect } from "./collect.js";
import { end } from "./end.js";
import { type Operator } from "./operator.js";

/** The table of operators. */
export const OPERATORS: { readonly [K in FlowNode["kind"]]: Operator<Extract<FlowNode, { kind: K }>> } = {
  chunk,
  batch,
  collect,
  end,
};
