// Tree → which events can pass at all: by class, and by equality of one field. For the routing index of a stream.
import { BaseEvent } from "../event/base-event.js";
import type { EventConstructor } from "../event/event-statics.js";
import type { CompareNode, FilterNode } from "./filter-node.js";
import { simplifyFilter } from "./simplify-filter.js";

/** One way into a filter: events of a class, or only those of them whose field has one of the values. */
export interface RouteKey {
  readonly constructor: EventConstructor<BaseEvent>;
  readonly field?: string;
  /** Primitives, to be looked up in a Map: `NaN` is itself, `0` is `-0`. */
  readonly values?: readonly unknown[];
}

/** All ways into a filter. */
export interface RoutePlan {
  readonly keys: readonly RouteKey[];
  /** True when whatever comes in by a key passes; else the predicate has the last word. */
  readonly exact: boolean;
}

const ANY: RoutePlan = { keys: [{ constructor: BaseEvent }], exact: false };

/** Plans the routes of a filter. */
export function planRoutes(node: FilterNode): RoutePlan {
  return plan(simplifyFilter(node));
}

function plan(node: FilterNode): RoutePlan {
  switch (node.kind) {
    case "event":
      return node.event.constructor ? { keys: [{ constructor: node.event.constructor }], exact: true } : ANY;
    case "compare":
      return planComparison(node);
    case "or": {
      const plans = node.nodes.map(plan);
      return { keys: plans.flatMap(({ keys }) => keys), exact: plans.every(({ exact }) => exact) };
    }
    case "and": {
      // Any one part bounds the whole; the narrowest bounds it best.
      const [best] = node.nodes.map(plan).sort((left, right) => breadth(left) - breadth(right));
      return { keys: (best as RoutePlan).keys, exact: false };
    }
    default:
      return ANY;
  }
}

function planComparison({ event, path, comparison, value }: CompareNode): RoutePlan {
  if (!event.constructor) return ANY;
  const values = comparison === "eq" ? [value] : comparison === "oneOf" ? (value as readonly unknown[]) : undefined;
  if (path.length === 1 && values?.every(isLookedUp)) {
    return { keys: [{ constructor: event.constructor, field: path[0], values: [...new Set(values)] }], exact: true };
  }
  return { keys: [{ constructor: event.constructor }], exact: false };
}

function isLookedUp(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "undefined");
}

// Smaller is narrower: field lookups before classes, deep classes before shallow ones.
function breadth({ keys }: RoutePlan): number {
  const widths = keys.map(({ constructor, values }) =>
    values ? values.length / 1000 : 1000 / (1 + depthOf(constructor)),
  );
  return widths.reduce((sum, width) => sum + width, 0);
}

function depthOf(constructor: EventConstructor<BaseEvent>): number {
  let depth = 0;
  for (let ancestor: unknown = constructor; ancestor !== BaseEvent && typeof ancestor === "function"; depth++) {
    ancestor = Object.getPrototypeOf(ancestor);
  }
  return depth;
}
