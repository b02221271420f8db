// A blueprint on a stream: the subscriptions through which its nodes hear signals, starts, ends and events of the bus.
import { type BaseEvent } from "../../event/base-event.js";
import { type Filter } from "../../filter/filter.js";
import { where } from "../../filter/where.js";
import { type StreamContext } from "../../stream/context.js";
import { type Stream } from "../../stream/stream.js";
import { type StreamCore } from "../../stream/stream-core.js";
import { coreOf } from "../../stream/stream-view.js";
import { type Subscription } from "../../stream/subscription.js";
import { type Blueprint, type Route } from "../definition/blueprint.js";
import { ChunkEnded, ChunkStarted, FlowSignal, type SignalKind } from "../flow-events.js";
import { type FlowRun, type Lineage } from "./flow-run.js";

/** What a plain event on the bus belongs to: the execution that caused it, if one did. */
function lineageOf(context: unknown): Lineage | undefined {
  return (context as StreamContext).lineage as Lineage | undefined;
}

/** The subscriptions of one blueprint on one stream, shared by its executions there. */
export class FlowWiring {
  readonly blueprint: Blueprint;
  readonly stream: Stream;
  readonly core: StreamCore;
  /** Executions that have started and not closed. */
  readonly runs = new Set<FlowRun>();
  readonly #subscriptions: Subscription[] = [];
  /** True while the subscriptions stay when no execution is open, on a stream that only the flow uses. */
  #lasting: boolean;

  constructor(blueprint: Blueprint, stream: Stream, lasting: boolean) {
    this.blueprint = blueprint;
    this.stream = stream;
    this.core = coreOf(stream);
    this.#lasting = lasting;
  }

  /** Takes an execution in; the first one makes the subscriptions. Throws STREAM_CLOSED. */
  add(run: FlowRun): void {
    if (this.#subscriptions.length === 0) this.connect();
    this.runs.add(run);
  }

  /** Takes an execution out; the last one ends the subscriptions. */
  remove(run: FlowRun): void {
    if (this.runs.delete(run)) this.disconnectIdle();
  }

  /** Another wiring has taken its place: the subscriptions end with the last execution. */
  retire(): void {
    this.#lasting = false;
    this.disconnectIdle();
  }

  private disconnectIdle(): void {
    if (this.runs.size > 0 || this.#lasting) return;
    for (const subscription of this.#subscriptions.splice(0)) subscription.unsubscribe();
  }

  private connect(): void {
    const { name: flow, routes, nodes, triggers } = this.blueprint;
    // Named by the nodes that wait, for those who ask a stream to explain.
    const waiting = (route: Route): string => `${flow}: ${(routes.get(route) ?? []).map(({ id }) => id).join(", ")}`;
    for (const route of routes.keys()) {
      const signal = signalOf(route);
      if (signal)
        this.link(where(FlowSignal, { ...signal, flow }), `${waiting(route)} on ${route}`, (event, run, context) =>
          run.trigger(route, { value: event.value, scope: event.scope, context }),
        );
    }
    for (const { id, kind } of nodes.values()) {
      if (kind !== "chunk") continue;
      this.link(where(ChunkStarted, { node: id, flow }), `${flow}: ${id}`, (event, _run, context) =>
        lineageOf(context)?.ticket?.begin(event.value, context),
      );
      const ended: Route = `ended/${id}`;
      if (routes.has(ended))
        this.link(where(ChunkEnded, { node: id, flow }), `${waiting(ended)} behind ${id}`, (event, run, context) =>
          run.trigger(ended, { value: event.value, scope: event.scope, context }),
        );
    }
    for (const { route, filter } of triggers) {
      this.#subscriptions.push(
        this.core.subscribeFlow(filter, `${waiting(route)} on ${String(filter)}`, (event, context) =>
          this.arrive(route, event, context as StreamContext),
        ),
      );
    }
  }

  // A link from an event of one of our executions to its nodes. Events that only look like ours have no lineage here.
  private link<E extends BaseEvent>(
    filter: Filter<E>,
    name: string,
    follow: (event: E, run: FlowRun, context: StreamContext) => unknown,
  ): void {
    const run = (event: BaseEvent, context: unknown): unknown => {
      const lineage = lineageOf(context);
      return lineage?.run.wiring === this ? follow(event as E, lineage.run, context as StreamContext) : undefined;
    };
    this.#subscriptions.push(this.core.subscribeFlow(filter, name, run, true));
  }

  // An event of the bus reaches the execution that caused it, or, when none did, every open one.
  private arrive(route: Route, event: BaseEvent, context: StreamContext): Promise<unknown> | undefined {
    const cause = lineageOf(context)?.run;
    if (cause) return cause.wiring === this ? receiveEvent(cause, route, event, context) : undefined;
    const open = [...this.runs].filter(({ sealed }) => !sealed);
    return Promise.all(open.map((run) => receiveEvent(run, route, event, context)));
  }
}

// Failures behind it are the execution's, not the sender's.
function receiveEvent(run: FlowRun, route: Route, event: BaseEvent, context: StreamContext): Promise<void> {
  const own = context.derive({ lineage: { run, root: run } satisfies Lineage });
  return run.track(() => run.trigger(route, { value: event, scope: [], context: own }));
}

const KINDS = ["signal", "state"] as const satisfies readonly SignalKind[];

function signalOf(route: Route): { readonly name: string; readonly kind: SignalKind } | undefined {
  if (route === "start") return { name: "", kind: "start" };
  const kind = KINDS.find((one) => route.startsWith(`${one}/`));
  return kind && { name: route.slice(kind.length + 1), kind };
}
