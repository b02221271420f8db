// What the text of a route says, for those who read routes instead of waiting on them.
import type { Route } from "../definition/blueprint.js";

/** The first word of a route. */
export type RouteHead =
  | "start"
  | "signal"
  | "state"
  | "state:deep"
  | "state:changed"
  | "state:deep:changed"
  | "flowData"
  | "event"
  | "ended"
  | "skipped"
  | "failed"
  | "branches"
  | "items"
  | "case"
  | "else";

/** A route taken apart. */
export interface RouteParts {
  readonly head: RouteHead;
  /** The node, signal or key behind it; the number of a way in from the bus; empty for `start`. */
  readonly name: string;
  /** The number of the case, from 0 up; -1 for all others. */
  readonly index: number;
}

const PLAIN =
  /^(signal|state|state:deep|state:changed|state:deep:changed|flowData|ended|skipped|failed|branches|items|else)\/(.*)$/su;
const EVENT = /^(event)\/([1-9]\d*)$/u;
const CASE = /^(case)\/(.+)\/(0|[1-9]\d*)$/su;

/** Reads a route; undefined for what is none. Names may hold slashes. */
export function readRoute(route: string): RouteParts | undefined {
  if (route === "start") return { head: "start", name: "", index: -1 };
  const found = CASE.exec(route) ?? EVENT.exec(route) ?? PLAIN.exec(route);
  if (!found) return undefined;
  const [, head, name = "", index] = found;
  return { head: head as RouteHead, name, index: index === undefined ? -1 : Number(index) };
}

/** The parts of a route of a blueprint. */
export function partsOf(route: Route): RouteParts {
  return readRoute(route) ?? { head: "start", name: "", index: -1 };
}
