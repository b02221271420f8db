// Which subscriptions an event meets: by concrete class, then by equality of a field; only the rest of a filter is asked.
import { BaseEvent } from "../event/base-event.js";
import { classChain, classInfo, isInterruptible } from "../event/event-class.js";
import type { EventConstructor } from "../event/event-statics.js";
import { noEvent } from "../event/event-codec.js";
import type { RouteKey } from "../filter/plan-routes.js";
import type { EventPredicate } from "../filter/filter-node.js";
import { Lane } from "./routing-lane.js";
import type { RunHandler, SubscriptionRecord } from "./subscription.js";

/** What events of one concrete class meet, step by step of the road. */
export class Route {
  /** The seats of all steps but the subscribers': most events meet nobody there. */
  readonly detours = { seats: 0 };
  readonly interrupter = new Lane(this.detours);
  readonly observer = new Lane(this.detours);
  readonly subscriber = new Lane(undefined);
  readonly flow = new Lane(this.detours);

  constructor(
    readonly eventClass: EventConstructor<BaseEvent>,
    /** Delivered but not recorded. */
    readonly transient: boolean,
    /** False for what can be observed and not changed any more, such as the end of a chunk. */
    readonly interruptible: boolean,
  ) {}
}

// What hangs on one class: who subscribed to it, and the routes of it and its subclasses that events have asked for.
// Nearly everybody subscribes to one class: these are a linked list, which costs the same however long it is.
class ClassNode {
  readonly routes: Route[] = [];
  private last: SubscriptionRecord | undefined = undefined;
  private unions: Set<SubscriptionRecord> | undefined = undefined;

  add(subscription: SubscriptionRecord): void {
    const { last } = this;
    subscription.previous = last;
    if (last !== undefined) last.next = subscription;
    this.last = subscription;
  }

  remove(subscription: SubscriptionRecord): void {
    const { previous, next } = subscription;
    if (previous !== undefined) previous.next = next;
    if (next !== undefined) next.previous = previous;
    else if (this.last === subscription) this.last = previous;
    subscription.previous = undefined;
    subscription.next = undefined;
  }

  addUnion(subscription: SubscriptionRecord): void {
    (this.unions ??= new Set()).add(subscription);
  }

  removeUnion(subscription: SubscriptionRecord): void {
    this.unions?.delete(subscription);
  }

  /** Adds everybody to a set. */
  collect(all: Set<SubscriptionRecord>): void {
    for (let one = this.last; one !== undefined; one = one.previous) all.add(one);
    for (const one of this.unions ?? []) all.add(one);
  }
}

// The routes of streams to which nobody has ever subscribed: one for each class, for all of them.
const emptyRoutes = new Map<EventConstructor, Route>();

function emptyRoute(constructor: EventConstructor<BaseEvent>): Route {
  let route = emptyRoutes.get(constructor);
  if (route === undefined) {
    route = new Route(constructor, classInfo(constructor).transient, isInterruptible(constructor));
    emptyRoutes.set(constructor, route);
  }
  return route;
}

const EVERYTHING: readonly RouteKey[] = [{ constructor: BaseEvent }];

/** The index of one stream. Adding and removing cost the same beside ten and beside ten thousand others. */
export class RoutingIndex {
  /** How many subscriptions there are beside the links inside flows. */
  outsiders = 0;
  private readonly nodes = new Map<EventConstructor, ClassNode>();
  private readonly routes = new Map<unknown, Route>();
  private lastConstructor: unknown = undefined;
  private lastRoute: Route | undefined = undefined;

  /** The route of a class that events of it have asked for before. */
  find(constructor: unknown): Route | undefined {
    return constructor === this.lastConstructor ? this.lastRoute : this.routes.get(constructor);
  }

  /** The route of an event, made when its class is first seen. Throws EVENT_EXPECTED for anything else. */
  routeOf(event: BaseEvent): Route {
    const constructor: unknown = (event as BaseEvent | null | undefined)?.constructor;
    let route = this.routes.get(constructor);
    if (route === undefined) {
      if (!((event as unknown) instanceof BaseEvent)) throw noEvent(event, "send");
      route = this.routeOfClass(constructor as EventConstructor<BaseEvent>);
    }
    this.lastConstructor = constructor;
    this.lastRoute = route;
    return route;
  }

  /** The route of a class, to ask whether anybody wants its events before one is made. */
  routeOfClass(constructor: EventConstructor<BaseEvent>): Route {
    let route = this.routes.get(constructor);
    if (route !== undefined) return route;
    if (this.nodes.size === 0) return emptyRoute(constructor);
    const { transient } = classInfo(constructor);
    const interruptible = isInterruptible(constructor);
    route = new Route(constructor, transient, interruptible);
    const earlier = new Set<SubscriptionRecord>();
    for (const ancestor of classChain(constructor)) {
      const node = this.node(ancestor);
      node.routes.push(route);
      node.collect(earlier);
    }
    // Classes were walked from the nearest up; lists are in order of registration.
    for (const one of [...earlier].sort((left, right) => left.order - right.order)) seat(one, route);
    this.routes.set(constructor, route);
    return route;
  }

  /** A route that was found before something was waited for, as it is now. */
  current(route: Route): Route {
    const isEmpty = route === emptyRoutes.get(route.eventClass);
    return isEmpty ? this.routeOfClass(route.eventClass) : route;
  }

  /** Seats a subscription on every route that its filter can let through, now and when new classes come. */
  add(subscription: SubscriptionRecord): void {
    if (!subscription.internal) this.outsiders++;
    if (this.nodes.size === 0) this.lastConstructor = undefined; // it may have led to an empty route
    const keys = keysOf(subscription);
    if (keys.length === 1) {
      const node = this.node((keys[0] as RouteKey).constructor);
      node.add(subscription);
      for (let place = 0; place < node.routes.length; place++) seat(subscription, node.routes[place] as Route);
      return;
    }
    const nodes = keys.map(({ constructor }) => this.node(constructor));
    for (const node of nodes) node.addUnion(subscription);
    for (const route of new Set(nodes.flatMap(({ routes }) => routes))) seat(subscription, route);
  }

  /** Takes a subscription out. */
  remove(subscription: SubscriptionRecord): void {
    if (!subscription.internal) this.outsiders--;
    const keys = keysOf(subscription);
    if (keys.length === 1) this.nodes.get((keys[0] as RouteKey).constructor)?.remove(subscription);
    else for (const { constructor } of keys) this.nodes.get(constructor)?.removeUnion(subscription);
    const { seat, moreSeats } = subscription;
    subscription.seat = undefined;
    subscription.moreSeats = undefined;
    seat?.leave();
    if (moreSeats !== undefined) for (const more of moreSeats) more.leave();
  }

  /** Every live subscription in order of registration. */
  subscriptions(): SubscriptionRecord[] {
    const all = new Set<SubscriptionRecord>();
    for (const node of this.nodes.values()) node.collect(all);
    return [...all].sort((left, right) => left.order - right.order);
  }

  private node(constructor: EventConstructor): ClassNode {
    let node = this.nodes.get(constructor);
    if (node === undefined) this.nodes.set(constructor, (node = new ClassNode()));
    return node;
  }
}

function keysOf(subscription: SubscriptionRecord): readonly RouteKey[] {
  return subscription.filter === undefined ? EVERYTHING : subscription.filter.plan.keys;
}

// A subscription sits once on a route. Where several ways of its filter lead there, one list must hold them all: the one
// field that they share, or else those who want every event, with the filter asked.
function seat(subscription: SubscriptionRecord, route: Route): void {
  const { filter, run, role, decides } = subscription;
  if (role === "interrupter" && !route.interruptible) return;
  const lane = route[role];
  if (filter === undefined) {
    lane.add(subscription, run);
    return;
  }
  const { plan } = filter;
  if (plan.keys.length === 1) {
    const { field, values } = plan.keys[0] as RouteKey;
    const placed = plan.exact || decides ? run : guarded(run, filter.predicate);
    if (field === undefined) lane.add(subscription, placed);
    else lane.addBehind(field, values ?? [], subscription, placed);
    return;
  }
  const keys = plan.keys.filter((key) => leadsTo(key, route));
  const [first] = keys;
  const field = keys.every((key) => key.field === first?.field) ? first?.field : undefined;
  const indexDecides =
    plan.exact && (keys.length === 1 || field !== undefined || keys.some((key) => key.field === undefined));
  const placed = indexDecides ? run : guarded(run, filter.predicate);
  if (field === undefined) lane.add(subscription, placed);
  else lane.addBehind(field, valuesOf(keys), subscription, placed);
}

function valuesOf(keys: readonly RouteKey[]): readonly unknown[] {
  return keys.length === 1
    ? ((keys[0] as RouteKey).values ?? [])
    : [...new Set(keys.flatMap(({ values }) => values ?? []))];
}

function leadsTo({ constructor }: RouteKey, route: Route): boolean {
  return route.eventClass === constructor || route.eventClass.prototype instanceof constructor;
}

/** What a handler returns whose filter said no; an interrupter must not be asked for a verdict then. */
export const NOT_FOR_ME: unique symbol = Symbol("not for me");

function guarded(run: RunHandler, passes: EventPredicate): RunHandler {
  return (event, context) => (passes(event) ? run(event, context) : NOT_FOR_ME);
}
