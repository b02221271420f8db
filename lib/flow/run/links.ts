// The links of a flow: which events of its own executions lead to which nodes. Made once for each plan.
import type { BaseEvent } from "../../event/base-event.js";
import type { Filter } from "../../filter/filter.js";
import { where } from "../../filter/where.js";
import type { Route } from "../definition/blueprint.js";
import { ChunkEnded, type ChunkEvent, ChunkStarted, type FlowSignal } from "../flow-events.js";
import type { Place } from "./place.js";
import type { Plan } from "./plan.js";
import { signalFilter } from "./signal-filter.js";
import { valueOn } from "./signal.js";

/** A link: the subscription that lets what waits go on. */
export interface Link {
  readonly filter: Filter;
  /** Says which nodes wait, and on what, for those who ask a stream to explain. */
  readonly name: string;
  /** The node whose events it is for: asked instead of the filter, by the link itself. */
  readonly node?: string;
  /** `place`: caused by the event; `lineage`: where it was sent from. */
  readonly follow: (event: BaseEvent, place: Place, lineage: Place) => void;
}

const LINKS = new WeakMap<Plan, readonly Link[]>();

/** The links of a plan. */
export function linksOf(plan: Plan): readonly Link[] {
  const earlier = LINKS.get(plan);
  if (earlier) return earlier;
  const links = [...signalLinks(plan), ...chunkLinks(plan)];
  LINKS.set(plan, links);
  return links;
}

/** The nodes that wait on a route, by name. */
export function waitingOn(plan: Plan, route: Route): string {
  return (plan.blueprint.routes.get(route) ?? []).map(({ id }) => id).join(", ");
}

function signalLinks(plan: Plan): Link[] {
  const { name: flow } = plan.blueprint;
  return [...plan.routes.keys()].flatMap((route): Link[] => {
    const filter = signalFilter(flow, route);
    const name = `${flow}: ${waitingOn(plan, route)} on ${route}`;
    return filter ? [{ filter, name, follow: passSignal(route) }] : [];
  });
}

function chunkLinks(plan: Plan): Link[] {
  const { name: flow, nodes } = plan.blueprint;
  return [...nodes.values()].flatMap(({ kind, id }): Link[] => {
    if (kind !== "chunk") return [];
    const start: Link = {
      filter: where(ChunkStarted, { node: id, flow }),
      name: `${flow}: ${id}`,
      node: id,
      follow: admit,
    };
    const ended: Route = `ended/${id}`;
    if (!plan.routes.has(ended)) return [start];
    const name = `${flow}: ${waitingOn(plan, ended)} behind ${id}`;
    return [start, { filter: where(ChunkEnded, { node: id, flow }), name, node: id, follow: passOn(ended) }];
  });
}

/** Lets what waits for an event of a chunk go on. */
export function admit(event: BaseEvent, place: Place, { ticket }: Place): void {
  ticket?.admit((event as ChunkEvent).value, place);
}

function passSignal(route: Route): Link["follow"] {
  return (event, place, { ticket }) => {
    const signal = event as FlowSignal;
    ticket?.admit(signal.value, place);
    place.run.trigger(route, valueOn(place.run, route, signal), place);
  };
}

function passOn(route: Route): Link["follow"] {
  return (event, place, { ticket }) => {
    const { value } = event as ChunkEvent;
    ticket?.admit(value, place);
    place.run.trigger(route, value, place);
  };
}
