// A note in the chain: tells those who want to see that something passed.
import { inspect } from "node:util";
import type { SeparatorNode } from "../definition/blueprint.js";
import { FlowNote } from "../flow-events.js";
import { tellLater } from "../run/tell.js";
import type { Operator } from "./operator.js";

export const separator: Operator<SeparatorNode> = {
  receive(run, { node }, value, place) {
    const { id, note, print, showValue } = node;
    if (print)
      process.stderr.write(
        `${run.flow}: ${note || id}${showValue ? `: ${inspect(value, { breakLength: Infinity })}` : ""}\n`,
      );
    tellLater(run, FlowNote, () => new FlowNote(run.flow, run.id, id, note, showValue ? value : undefined), place);
  },
};
