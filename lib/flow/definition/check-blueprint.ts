// Refuses flows that cannot run as they are written: open blocks, joins that nobody can complete, steps nothing leads to.
import type { Blueprint } from "./blueprint.js";
import { checkJoins } from "./check-joins.js";
import { invalid } from "./flow-contract.js";
import { liveNodes } from "./flow-reach.js";

/** Checks a blueprint and the blocks that are open in it. Throws FLOW_INVALID and names the place. */
export function checkBlueprint(blueprint: Blueprint, open: Iterable<string>): void {
  const { name, nodes } = blueprint;
  const [block] = open;
  if (block !== undefined) {
    throw invalid(name, `${block} is left open`, "Close it with endForEach(), endMatch() or endCondition().");
  }
  checkJoins(blueprint);
  const live = liveNodes(blueprint);
  for (const node of nodes.values()) {
    if (live.has(node.id)) continue;
    throw invalid(
      name,
      `nothing can ever lead to ${node.kind} "${node.id}", which waits for ${node.on.join(", ") || "nothing"}`,
      "Let its chain begin at the flow, or with when, and place what it waits for.",
    );
  }
}
