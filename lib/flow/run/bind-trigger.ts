// A handler for one execution: a chunk that is in no blueprint, or a subscription to what belongs to the execution.
import type { BaseEvent } from "../../event/base-event.js";
import type { FilterInput } from "../../filter/filter.js";
import { where } from "../../filter/where.js";
import type { Context } from "../../stream/context.js";
import { reportFailure } from "../../stream/report-failure.js";
import type { ChunkNode, Route } from "../definition/blueprint.js";
import { createChunk } from "../definition/chunk.js";
import { schemaOf } from "../definition/flow-contract.js";
import { ChunkStarted, FlowEvent, FlowSignal } from "../flow-events.js";
import { chunk } from "../operators/chunk.js";
import type { FlowRun } from "./flow-run.js";
import { lineageOf } from "./flow-wiring.js";
import { admit, type Link } from "./links.js";
import type { Station } from "./plan.js";
import { signalFilter } from "./signal-filter.js";

type BoundHandler = (first: never, context: Context) => unknown;

/** Binds a handler to a trigger of one execution until the result is disposed. Throws FLOW_INVALID, FILTER_INVALID. */
export function bindTrigger(run: FlowRun, trigger: unknown, handler: BoundHandler): Disposable {
  const route = routeOf(run, trigger);
  const end = route === undefined ? hear(run, trigger as FilterInput, handler) : addChunk(run, route, handler);
  const bound = {
    [Symbol.dispose]: () => {
      if (run.parts.bound?.delete(bound)) end();
    },
  };
  (run.parts.bound ??= new Set()).add(bound);
  return bound;
}

function routeOf(run: FlowRun, trigger: unknown): Route | undefined {
  const { signals, state } = run.contract;
  if (typeof trigger === "string") {
    if (signals) schemaOf(run.flow, "signal", signals, trigger);
    return `signal/${trigger}`;
  }
  if (typeof trigger !== "object" || trigger === null || !("state" in trigger)) return undefined;
  if (typeof trigger.state !== "string") return undefined;
  if (state) schemaOf(run.flow, "state", state.shape, trigger.state);
  return `state/${trigger.state}`;
}

function addChunk(run: FlowRun, route: Route, handler: BoundHandler): () => void {
  const name = handler.name || `on ${route}`;
  const id = idFor(run, name);
  // What it throws is told and fails nothing.
  const guarded = async (data: unknown, context: Context): Promise<unknown> => {
    try {
      return await handler(data as never, context);
    } catch (error) {
      const about = context.cause ?? new FlowSignal(run.flow, run.id, "signal", route, undefined, []);
      await reportFailure(run.wiring.core.subject, about, name, error);
      return undefined;
    }
  };
  const node: ChunkNode = {
    kind: "chunk",
    id,
    on: [route],
    within: [],
    chunk: createChunk(name, guarded as never),
    timeoutMs: undefined,
    retry: undefined,
    batch: undefined,
    recovers: undefined,
    side: true,
  };
  const station: Station = { node, operator: chunk, endedRoute: `ended/${id}`, ended: [], skipped: [], failed: [] };
  const remove = run.parts.addStation(route, station);
  const { wiring, flow } = run;
  const own = (follow: Link["follow"]): Link["follow"] => {
    return (event, place, lineage) => {
      if (place.run === run) follow(event, place, lineage);
    };
  };
  const start = where(ChunkStarted, { node: id, flow, execution: run.id });
  const links = [wiring.link(start, `${flow}: ${id}`, own(admit))];
  // Where the flow itself waits on the route, its link serves this as well.
  const filter = run.plan.routes.has(route) ? undefined : signalFilter(flow, route);
  const arrive: Link["follow"] = (event, place, { ticket }) => {
    const { value } = event as FlowSignal;
    ticket?.admit(value, place);
    run.pass([station], value, place, route);
  };
  if (filter) links.push(wiring.link(filter, `${flow}: ${id} on ${route}`, own(arrive)));
  return () => {
    remove();
    for (const link of links) link.unsubscribe();
  };
}

// Unique among the nodes of the flow and those that are bound.
function idFor(run: FlowRun, name: string): string {
  const ids = (run.parts.boundIds ??= new Set());
  let id = name;
  for (let turn = 2; run.plan.station(id) || ids.has(id); turn++) id = `${name}~${String(turn)}`;
  ids.add(id);
  return id;
}

function hear(run: FlowRun, trigger: FilterInput, handler: BoundHandler): () => void {
  const belongs = (event: BaseEvent, context: Context): boolean =>
    event instanceof FlowEvent ? event.execution === run.id : lineageOf(context)?.run === run;
  const subscription = run.wiring.core.subscribe(
    "subscriber",
    where(trigger),
    (event: BaseEvent, context: Context) => (belongs(event, context) ? handler(event as never, context) : undefined),
    { onError: "report", ...(handler.name ? { name: handler.name } : {}) },
  );
  return () => {
    subscription.unsubscribe();
  };
}
