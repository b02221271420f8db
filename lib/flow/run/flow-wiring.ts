// A plan on a stream: the subscriptions through which its nodes hear signals, starts, ends and events of the bus.
import type { BaseEvent } from "../../event/base-event.js";
import type { Filter } from "../../filter/filter.js";
import type { ContextHost, StreamContext } from "../../stream/context.js";
import type { StreamCore } from "../../stream/stream-core.js";
import { coreOf } from "../../stream/stream-view.js";
import type { Stream } from "../../stream/stream.js";
import type { Subscription } from "../../stream/subscription.js";
import type { Route } from "../definition/blueprint.js";
import type { ChunkEvent } from "../flow-events.js";
import type { FlowRun } from "./flow-run.js";
import { linksOf, waitingOn } from "./links.js";
import { Place } from "./place.js";
import type { Plan } from "./plan.js";
import { fromOutside } from "./send-signal.js";
import { NestedWork, Subtree } from "./subtree.js";

/** What a plain event on the bus belongs to: the execution that caused it, if one did. */
export function lineageOf(context: unknown): Place | undefined {
  const { lineage } = context as StreamContext;
  return lineage instanceof Place ? lineage : undefined;
}

// How many wirings wait for the end of the turn, and how many may: a loop over new flows does not pile them up.
let idle = 0;
const MOST_IDLE = 16;

/** The subscriptions of one plan on one stream, shared by its executions there. */
export class FlowWiring {
  readonly core: StreamCore;
  readonly host: ContextHost;
  /** Executions that have started and not closed, where events of the bus can reach them. */
  readonly runs = new Set<FlowRun>();
  /** Make an execution each for an event that no execution has caused. */
  readonly starters = new Set<(event: BaseEvent) => FlowRun>();
  /** Events for which they have, with what they have made. */
  private readonly answered = new WeakMap<BaseEvent, readonly FlowRun[]>();
  /** Executions that were made for one event: they hear of no other from outside. */
  private readonly single = new WeakSet<FlowRun>();
  private open = 0;
  private readonly subscriptions: Subscription[] = [];
  private closing: NodeJS.Immediate | undefined = undefined;

  constructor(
    readonly plan: Plan,
    readonly stream: Stream,
    /** True while the subscriptions stay when no execution is open, on a stream that only the flow uses. */
    private lasting: boolean,
  ) {
    this.core = coreOf(stream);
    this.host = this.core as unknown as ContextHost;
  }

  /** Takes an execution in; the first one makes the subscriptions. Throws STREAM_CLOSED. */
  add(run: FlowRun): void {
    if (run.wired) return;
    if (this.subscriptions.length === 0 || this.subscriptions[0]?.closed === true) this.connect();
    run.wired = true;
    this.open++;
    if (this.plan.hears) this.runs.add(run);
    if (this.plan.hearsFlowData) run.shared.listeners.add(run);
  }

  /** Takes an execution out; the last one ends the subscriptions. */
  remove(run: FlowRun): void {
    if (!run.wired) return;
    run.wired = false;
    this.open--;
    if (this.plan.hears) this.runs.delete(run);
    if (this.plan.hearsFlowData) run.shared.listeners.delete(run);
    this.disconnectIdle();
  }

  /** Another wiring has taken its place: the subscriptions end with the last execution. */
  retire(): void {
    this.lasting = false;
    this.disconnectIdle();
  }

  /** Makes the subscriptions stay until the result is called. */
  keep(): () => void {
    if (this.subscriptions.length === 0) this.connect();
    this.open++;
    return () => {
      this.open--;
      this.disconnectIdle();
    };
  }

  /** A link from an event of one of our executions. Events that only look like ours have no lineage here. */
  link<E extends BaseEvent>(
    filter: Filter<E>,
    name: string,
    follow: (event: E, place: Place, lineage: Place) => void,
    node?: string,
  ): Subscription {
    const { name: flow } = this.plan.blueprint;
    const run = (event: BaseEvent, context: unknown): void => {
      const lineage = lineageOf(context);
      if (lineage?.run.wiring !== this) return;
      // The filter in two comparisons, for the most frequent links; the index has asked for the class.
      if (node !== undefined && ((event as ChunkEvent).node !== node || (event as ChunkEvent).flow !== flow)) return;
      follow(event as E, lineage.causedBy(event, (context as StreamContext).depth), lineage);
    };
    return this.core.subscribeFlow(filter, name, run, true, node !== undefined);
  }

  // At the end of the turn: executions that follow each other share the subscriptions.
  private disconnectIdle(): void {
    if (this.open > 0 || this.lasting || this.closing !== undefined) return;
    if (idle >= MOST_IDLE) {
      this.disconnect();
      return;
    }
    idle++;
    this.closing = setImmediate(() => {
      idle--;
      this.closing = undefined;
      if (this.open === 0 && !this.lasting) this.disconnect();
    });
  }

  private disconnect(): void {
    for (const subscription of this.subscriptions.splice(0)) subscription.unsubscribe();
  }

  private connect(): void {
    for (const { filter, name, follow, node } of linksOf(this.plan))
      this.subscriptions.push(this.link(filter, name, follow, node));
    const { name: flow, triggers } = this.plan.blueprint;
    for (const { route, filter } of triggers) {
      const name = `${flow}: ${waitingOn(this.plan, route)} on ${String(filter)}`;
      const arrive = (event: BaseEvent, context: unknown): unknown =>
        this.arrive(route, event, context as StreamContext);
      this.subscriptions.push(this.core.subscribeFlow(filter, name, arrive));
    }
  }

  // An event of the bus reaches the execution that caused it, or, when none did, every open one. What a sub-flow caused,
  // the flows around it have caused as well.
  private arrive(route: Route, event: BaseEvent, context: StreamContext): Promise<unknown> | undefined {
    const cause = lineageOf(context);
    if (cause) {
      let place: Place | undefined = cause;
      while (place !== undefined && place.run.wiring !== this) place = place.run.parentPlace;
      return place && receiveOwn(place, route, event, context);
    }
    const own = this.starters.size > 0 ? this.startFor(event) : [];
    const open = [...this.runs].filter(
      (run) => run.open && !run.sealed && (!this.single.has(run) || own.includes(run)),
    );
    return Promise.all(open.map((run) => receiveForeign(run, route, event, context)));
  }

  // Two ways in for one event are one execution.
  private startFor(event: BaseEvent): readonly FlowRun[] {
    const earlier = this.answered.get(event);
    if (earlier) return earlier;
    const made = [...this.starters].map((start) => start(event));
    for (const run of made) this.single.add(run);
    this.answered.set(event, made);
    return made;
  }
}

// Failures behind it are the execution's, not the sender's. The sender waits for what it sets off.
function receiveOwn(from: Place, route: Route, event: BaseEvent, context: StreamContext): Promise<void> | undefined {
  const { run } = from;
  from.ticket?.admit(event, from);
  if (!run.open || !from.subtree.open) return undefined;
  return new Promise((resolve) => {
    const subtree: Subtree = new Subtree(run, over, (error) => {
      run.fail(error);
      over();
    });
    const work = new NestedWork(from.subtree, from.item, subtree);
    subtree.owned = true; // kept by the work around it
    function over(): void {
      work.done();
      resolve();
    }
    subtree.begin(() => {
      run.trigger(route, event, from.causedBy(event, context.depth).under(subtree));
    });
  });
}

function receiveForeign(run: FlowRun, route: Route, event: BaseEvent, context: StreamContext): Promise<void> {
  // A scope that nobody made ends with the delivery; the execution has one that lasts.
  const conversation = context.passing ? undefined : context.scope;
  return fromOutside(
    run,
    (place) => {
      const { subtree, scope } = place;
      run.trigger(
        route,
        event,
        new Place(run, subtree, scope, undefined, event, context.depth, conversation, undefined),
      );
    },
    (error) => {
      run.fail(error);
    },
  );
}

const WIRINGS = new WeakMap<Stream, WeakMap<Plan, FlowWiring>>();

/** The wiring of a plan on a stream; made when it is first asked for. */
export function wiringOn(stream: Stream, plan: Plan, lasting: boolean): FlowWiring {
  const wirings = WIRINGS.get(stream) ?? new WeakMap<Plan, FlowWiring>();
  WIRINGS.set(stream, wirings);
  const earlier = wirings.get(plan);
  if (earlier) return earlier;
  const wiring = new FlowWiring(plan, stream, lasting);
  wirings.set(plan, wiring);
  return wiring;
}
