// Which nodes of a flow can be reached, and from where: from its start, or from what happens outside.
import type { Blueprint, FlowNode, Route } from "./blueprint.js";

const OUTSIDE = ["start", "signal", "state", "state:deep", "state:changed", "state:deep:changed", "flowData", "event"];

/** The nodes on whose work a route depends; undefined for what comes from outside. */
export function sourcesOf({ nodes, collections }: Blueprint, route: Route): readonly FlowNode[] | undefined {
  const [kind = "", ...rest] = route.split("/");
  if (OUTSIDE.includes(kind)) return undefined;
  const id = (kind === "case" ? rest.slice(0, -1) : rest).join("/");
  if (collections.has(id)) {
    return [...nodes.values()].filter((node) => node.kind === "collect" && node.collection === id);
  }
  const node = nodes.get(id);
  return node === undefined ? [] : [node];
}

/** The nodes that something can lead to: a join only when something leads to all that it waits for. */
export function liveNodes(blueprint: Blueprint): ReadonlySet<string> {
  const live = new Set<string>();
  const comes = (route: Route): boolean => {
    const sources = sourcesOf(blueprint, route);
    return sources === undefined || (sources.length > 0 && sources.every(({ id }) => live.has(id)));
  };
  const isLive = (node: FlowNode): boolean =>
    node.kind === "when" && node.mode === "and"
      ? node.triggers.every(({ routes }) => routes.some(comes))
      : node.on.some(comes);
  for (let size = -1; size !== live.size;) {
    size = live.size;
    for (const node of blueprint.nodes.values()) if (!live.has(node.id) && isLive(node)) live.add(node.id);
  }
  return live;
}

/** True when a node passes for the start of an execution only, once for each fan-out that it stands in. */
export function passesOnce(blueprint: Blueprint, node: FlowNode): boolean {
  const seen = new Set([node]);
  for (const one of seen) {
    for (const route of one.on) {
      const sources = sourcesOf(blueprint, route);
      if (sources === undefined && route !== "start") return false;
      for (const source of sources ?? []) seen.add(source);
    }
  }
  return true;
}
