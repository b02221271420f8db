/** A blueprint in short, so that specs can say what a chain comes to: `id < what sets it off in the blocks around it`. */
import { type FlowNode } from "../../../lib/flow/definition/blueprint.js";
import { type FlowStart } from "../../../lib/flow/definition/flow-start.js";

type Built = Pick<FlowStart, "blueprint">;

export function outline(flow: Built): string[] {
  return [...flow.blueprint().nodes.values()].map(({ id, on, within }) => {
    const inside = within.length === 0 ? "" : ` in ${within.join(" ")}`;
    return `${id} < ${on.join(" ")}${inside}`;
  });
}

/** One node of a flow by its id and kind. */
export function nodeOf<K extends FlowNode["kind"]>(flow: Built, id: string, kind: K): Extract<FlowNode, { kind: K }> {
  const node = flow.blueprint().nodes.get(id);
  if (node?.kind !== kind) throw new TypeError(`${id} is ${node?.kind ?? "nowhere"}`);
  return node as Extract<FlowNode, { kind: K }>;
}
