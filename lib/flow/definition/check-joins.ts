// Refuses joins that nobody can complete: branches that stand in different fan-outs, or in branches that exclude each other.
import type { Blueprint, CollectNode, FlowNode, Route, WhenNode } from "./blueprint.js";
import { invalid } from "./flow-contract.js";
import { passesOnce, sourcesOf } from "./flow-reach.js";

/** One of the ways on which something comes to a join: by any of these nodes. */
interface Way {
  readonly name: string;
  readonly nodes: readonly FlowNode[];
}

/** Checks each `when` of mode `"and"` and each collection. Throws FLOW_INVALID and names both sides. */
export function checkJoins(blueprint: Blueprint): void {
  const collections = new Map<string, Way[]>();
  for (const node of blueprint.nodes.values()) {
    if (node.kind === "when" && node.mode === "and") {
      checkWays(blueprint, `when "${node.id}"`, waysOf(blueprint, node), node.joinBy !== undefined);
    }
    if (node.kind === "collect") addBranch(collections, node);
  }
  for (const [name, ways] of collections) checkWays(blueprint, `collect "${name}"`, ways, false);
}

// Where signals and events come from is open, so that only chunks can be told to be out of reach of each other.
function waysOf(blueprint: Blueprint, { triggers }: WhenNode): Way[] {
  return triggers
    .filter(({ type }) => type === "chunk")
    .map(({ name, routes }) => ({
      name,
      nodes: routes.flatMap((route) => sourcesOf(blueprint, route) ?? []),
    }));
}

function addBranch(collections: Map<string, Way[]>, node: CollectNode): void {
  const ways = collections.get(node.collection) ?? [];
  collections.set(node.collection, [...ways, { name: node.key, nodes: [node] }]);
}

function checkWays(blueprint: Blueprint, join: string, ways: readonly Way[], keyed: boolean): void {
  for (const [index, left] of ways.entries()) {
    for (const right of ways.slice(index + 1)) {
      const why = refusal(blueprint, left, right, keyed);
      if (why === undefined) continue;
      throw invalid(
        blueprint.name,
        `${join} can never be complete: "${left.name}" and "${right.name}" ${why}`,
        keyed ? "Wait for any of them instead." : "Join them where both come, or wait for any of them instead.",
      );
    }
  }
}

/** Why no pair of nodes of two ways can meet; undefined when one can, or when nobody can tell. */
function refusal(blueprint: Blueprint, left: Way, right: Way, keyed: boolean): string | undefined {
  let why: string | undefined;
  for (const one of left.nodes) {
    for (const other of right.nodes) {
      const apart = excluded(blueprint, one, other, keyed) ?? (keyed ? undefined : scattered(blueprint, one, other));
      if (apart === undefined) return undefined;
      why = apart;
    }
  }
  return why;
}

// Values of different passes meet only by a key: each item, each batch and each match of all cases is a pass of its own.
function scattered(blueprint: Blueprint, one: FlowNode, other: FlowNode): string | undefined {
  if (!passesOnce(blueprint, one) || !passesOnce(blueprint, other)) return undefined;
  const fan = (node: FlowNode): string => String(node.within.filter((route) => isFan(blueprint, route)));
  return fan(one) === fan(other) ? undefined : "stand in different fan-outs";
}

function isFan(blueprint: Blueprint, route: Route): boolean {
  return /^(items|branches)\//.test(route) || (route.startsWith("case/") && modeOf(blueprint, route) === "hitAll");
}

function excluded(blueprint: Blueprint, one: FlowNode, other: FlowNode, keyed: boolean): string | undefined {
  const depth = one.within.findIndex((route, index) => route !== other.within[index]);
  const [here, there] = [one.within[depth], other.within[depth]];
  if (here === undefined || there === undefined || modeOf(blueprint, here) !== "hitFirst") return undefined;
  const [match] = sourcesOf(blueprint, here) ?? [];
  if (match === undefined || match !== sourcesOf(blueprint, there)?.[0] || !passesOnce(blueprint, match))
    return undefined;
  if (keyed && one.within.slice(0, depth).some((route) => isFan(blueprint, route))) return undefined;
  return `stand in different branches of match "${match.id}", which takes one`;
}

function modeOf(blueprint: Blueprint, route: Route): string | undefined {
  if (!route.startsWith("case/") && !route.startsWith("else/")) return undefined;
  const [match] = sourcesOf(blueprint, route) ?? [];
  return match?.kind === "match" ? match.mode : undefined;
}
