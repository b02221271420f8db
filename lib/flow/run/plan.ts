// A blueprint made ready to run: every node with its operator and with what follows it. Compiled once for all executions.
import type { Blueprint, FlowNode, Route } from "../definition/blueprint.js";
import type { Operator } from "../operators/operator.js";
import { OPERATORS } from "../operators/operators.js";

/** A node in its place in a plan. */
export interface Station<N extends FlowNode = FlowNode> {
  readonly node: N;
  readonly operator: Operator<N>;
  /** The route of its end, and what waits there, for its being skipped, and for its failure. */
  readonly endedRoute: Route;
  readonly ended: readonly Station[];
  readonly skipped: readonly Station[];
  readonly failed: readonly Station[];
}

/** What waits for one signal. */
export interface SignalStations {
  readonly route: Route;
  readonly stations: readonly Station[];
}

const SIGNAL = "signal/";

/** A compiled blueprint. */
export class Plan {
  readonly stations = new Map<string, Station>();
  readonly routes = new Map<Route, readonly Station[]>();
  private readonly ends = new Map<string, { readonly id: string; readonly ended: readonly Station[] }>();
  private readonly signals = new Map<string, SignalStations>();
  /** True when events of the bus can reach executions that did not cause them. */
  readonly hears: boolean;
  /** True when changes of the flow data can. */
  readonly hearsFlowData: boolean;
  /** True when some node asks for deep paths or real changes of the state. */
  readonly watchesState: boolean;

  constructor(readonly blueprint: Blueprint) {
    for (const [route, nodes] of blueprint.routes) {
      this.routes.set(
        route,
        nodes.map((node) => this.stationOf(node)),
      );
    }
    for (const node of blueprint.nodes.values()) this.stationOf(node);
    for (const [route, stations] of this.routes)
      if (route.startsWith(SIGNAL)) this.signals.set(route.slice(SIGNAL.length), { route, stations });
    for (const station of this.stations.values()) this.connect(station);
    for (const { node, ended } of this.stations.values())
      if (node.kind === "endForEach" && !this.ends.has(node.forEach))
        this.ends.set(node.forEach, { id: node.id, ended });
    const routes = [...blueprint.routes.keys()];
    this.hears = blueprint.triggers.length > 0;
    this.hearsFlowData = routes.some((route) => route.startsWith("flowData/"));
    this.watchesState = routes.some((route) => route.startsWith("state:"));
  }

  /** What goes on behind a `forEach`. */
  endOf(forEach: string): { readonly id: string; readonly ended: readonly Station[] } {
    return this.ends.get(forEach) ?? { id: forEach, ended: NONE };
  }

  /** What waits for a signal. By its name alone: a route would have to be put together first. */
  onSignal(name: string): SignalStations | undefined {
    return this.signals.get(name);
  }

  /** The station of a node. */
  station(id: string): Station | undefined {
    return this.stations.get(id);
  }

  private stationOf(node: FlowNode): Station {
    const earlier = this.stations.get(node.id);
    if (earlier) return earlier;
    const operator = OPERATORS[node.kind] as unknown as Operator<FlowNode>;
    const endedRoute: Route = `ended/${node.id}`;
    const station: Station = { node, operator, endedRoute, ended: NONE, skipped: NONE, failed: NONE };
    this.stations.set(node.id, station);
    return station;
  }

  private connect(station: Station): void {
    const { id } = station.node;
    Object.assign(station, {
      ended: this.routes.get(`ended/${id}`) ?? NONE,
      skipped: this.routes.get(`skipped/${id}`) ?? NONE,
      failed: this.routes.get(`failed/${id}`) ?? NONE,
    });
  }
}

const NONE: readonly Station[] = Object.freeze([]);

const PLANS = new WeakMap<Blueprint, Plan>();

/** The plan of a blueprint, compiled when it is first asked for. */
export function planOf(blueprint: Blueprint): Plan {
  const earlier = PLANS.get(blueprint);
  if (earlier) return earlier;
  const plan = new Plan(blueprint);
  PLANS.set(blueprint, plan);
  return plan;
}
