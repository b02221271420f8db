// Makes the execution of a sub-flow: on the parent's stream, within its concurrency, with what it captures.
import type { SubFlowNode } from "../definition/blueprint.js";
import { checkState } from "../definition/flow-contract.js";
import { loadRun } from "../snapshot/load-run.js";
import type { ExecutionSnapshot } from "../snapshot/snapshot.js";
import type { FlowRun } from "./flow-run.js";
import { wiringOn } from "./flow-wiring.js";
import { type InterruptItem, isInterruptItem } from "./interrupt.js";
import { Lifecycle } from "./lifecycle.js";
import type { Place } from "./place.js";
import { allResources } from "./resources.js";
import { SharedData } from "./shared-data.js";
import { capture } from "./sub-flow-mapping.js";

/** A child that has not begun, and its input. Throws FLOW_VALUE_INVALID, SNAPSHOT_INVALID, SNAPSHOT_MISMATCH. */
export function createChild(
  parent: FlowRun,
  node: SubFlowNode,
  value: unknown,
  place: Place,
  name: string,
  saved: ExecutionSnapshot | undefined,
  onTurn: (busy: boolean) => void,
): { readonly child: Lifecycle; readonly input: unknown } {
  const { flow } = node;
  const resources = allResources(parent.resources);
  const view = { value, state: parent.state.snapshot(), flowData: parent.shared.snapshot(), resources };
  const captured = capture(node.capture, view, node.id);
  const shared = new SharedData();
  const { settings } = parent;
  const child: Lifecycle = new Lifecycle(
    {
      ...settings,
      wiring: wiringOn(parent.wiring.stream, settings.planOf(flow.blueprint()), false),
      contract: flow.contract,
      resources: [captured.resources, ...(flow.resources ? [flow.resources] : [])],
      shared,
      autoClose: true,
      idleTimeoutMs: undefined,
      signal: undefined,
      conversation: () => place.conversation ?? parent.conversation,
      child: {
        parent: { lineage: { flow: parent.flow, execution: parent.id, node: node.id }, onTurn },
        place,
        permits: parent.permits,
        onItem: (item) => {
          forward(parent, child.id, name, item);
        },
      },
    },
    undefined,
  );
  if (saved) loadRun(child, saved);
  else {
    const { run } = child;
    for (const [path, one] of Object.entries(captured.state))
      run.state.commit(checkState(run.flow, run.contract, run.state.set(path, one)));
    shared.fill(captured.flowData);
  }
  return { child, input: captured.input };
}

// The child's items are the parent's as well; the pauses in it are shown once more, by the names that the parent answers.
function forward(parent: FlowRun, child: string, name: string, item: unknown): void {
  const { stream } = parent;
  if (!stream.open) return;
  const project = (of: InterruptItem): void => {
    const interrupt = { ...of.interrupt, id: `${name}/${of.interrupt.id}` };
    stream.put({ ...of, action: "project", execution: parent.id, interrupt });
  };
  if (isInterruptItem(item) && item.action === "project") {
    project(item);
    return;
  }
  stream.put(item);
  if (isInterruptItem(item) && item.action === "pause" && item.execution === child) project(item);
}
