// Kind of node → what it does.
import type { FlowNode } from "../definition/blueprint.js";
import { batch } from "./batch.js";
import { chunk } from "./chunk.js";
import { collect } from "./collect.js";
import { endForEach } from "./end-for-each.js";
import { endMatch } from "./end-match.js";
import { end } from "./end.js";
import { forEach } from "./for-each.js";
import { gather } from "./gather.js";
import { match } from "./match.js";
import type { Operator } from "./operator.js";
import { separator } from "./separator.js";
import { subFlow } from "./sub-flow.js";
import { when } from "./when.js";

/** The table of operators. */
export const OPERATORS: { readonly [K in FlowNode["kind"]]: Operator<Extract<FlowNode, { kind: K }>> } = {
  chunk,
  batch,
  gather,
  forEach,
  endForEach,
  match,
  endMatch,
  when,
  collect,
  subFlow,
  separator,
  end,
};
