// Runs another flow in its place: an execution of its own, on the same stream, with what it was given.
import type { SubFlowNode } from "../definition/blueprint.js";
import { SubFlowRun } from "../run/sub-flow-run.js";
import type { SavedSubFlow } from "../snapshot/snapshot.js";
import type { Operator } from "./operator.js";

export const subFlow: Operator<SubFlowNode> = {
  receive(run, station, value, place) {
    void new SubFlowRun(run, station, value, place).begin();
  },

  wait(run, station, saved, place, reader) {
    const { value, child, name } = saved as SavedSubFlow;
    if (child) new SubFlowRun(run, station, reader.value(value), place, name).restore(child);
  },

  resume(run, station, saved, place, reader) {
    const { value, child, name } = saved as SavedSubFlow;
    void new SubFlowRun(run, station, reader.value(value), place, name).begin(child);
  },
};
