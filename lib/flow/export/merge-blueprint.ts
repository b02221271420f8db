// Two definitions in one: what both have is there once, and what they say differently is refused.
import type { MillraceError } from "../../errors/millrace-error.js";
import { deepEqual } from "../../primitives/deep-equal.js";
import type { Blueprint, EventTrigger, FlowNode, Route } from "../definition/blueprint.js";
import type { LoadedBlueprint } from "./blueprint-json.js";
import { badBlueprint } from "./blueprint-schema.js";

/**
 * Adds a loaded blueprint to a flow as it is. A node that is there already changes nothing. Ways in from the bus are told
 * by their filters and get new numbers where they are new. Throws BLUEPRINT_INVALID for an id that both define differently.
 */
export function mergeBlueprint(
  existing: Blueprint,
  loaded: LoadedBlueprint,
): { readonly nodes: readonly FlowNode[]; readonly triggers: readonly EventTrigger[] } {
  const triggers = [...existing.triggers];
  const renamed = renameEntries(triggers, loaded.triggers);
  const nodes = [...existing.nodes.values()];
  for (const node of loaded.nodes.map((one) => onEntries(one, renamed))) {
    const earlier = existing.nodes.get(node.id);
    if (earlier === undefined) nodes.push(node);
    else if (!sameNode(earlier, node)) throw differs(existing.name, node.id);
  }
  return { nodes, triggers };
}

// The second way in by one filter is the second of that filter on the other side, too. New ones go to the end of `triggers`.
function renameEntries(triggers: EventTrigger[], added: readonly EventTrigger[]): ReadonlyMap<Route, Route> {
  const free = [...triggers];
  const renamed = new Map<Route, Route>();
  let last = Math.max(0, ...triggers.map(({ route }) => Number(route.slice("event/".length))));
  for (const { route, filter } of added) {
    const place = free.findIndex((trigger) => sameFilter(trigger, filter));
    const [found] = place === -1 ? [] : free.splice(place, 1);
    const next = found ?? { route: `event/${++last}` as const, filter };
    if (!found) triggers.push(next);
    renamed.set(route, next.route);
  }
  return renamed;
}

function sameFilter(trigger: EventTrigger, filter: EventTrigger["filter"]): boolean {
  return String(trigger.filter) === String(filter);
}

function onEntries(node: FlowNode, renamed: ReadonlyMap<Route, Route>): FlowNode {
  const rename = (routes: readonly Route[]): Route[] => routes.map((route) => renamed.get(route) ?? route);
  const moved = { ...node, on: rename(node.on) };
  if (moved.kind !== "when") return moved;
  return { ...moved, triggers: moved.triggers.map((one) => ({ ...one, routes: rename(one.routes) })) };
}

// Functions, flows and schemas are the same when they are one object.
function sameNode(left: FlowNode, right: FlowNode): boolean {
  return deepEqual(withoutGaps(left), withoutGaps(right));
}

function withoutGaps(node: FlowNode): object {
  return Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined));
}

function differs(flow: string, id: string): MillraceError {
  return badBlueprint(`node "${id}"`, `has a different definition in the flow ${flow}`, {
    hint: "Rename one of them, or load with replace: true.",
    details: { node: id },
  });
}
