// THE road of an event: interrupters, record, observation, subscribers, flows. The only file that decides this order.
import { Subject } from "rxjs";
import { BaseEvent, markCause } from "../event/base-event.js";
import { noEvent } from "../event/event-codec.js";
import { classInfo } from "../event/event-class.js";
import type { EventConstructor } from "../event/event-statics.js";
import type { ContextScope } from "./context-scope.js";
import { type ContextHost, StreamContext } from "./context.js";
import { DELIVERED, failDelivery, leaveDelivery, plainly, recordEvent } from "./delivery.js";
import type { EventLog } from "./event-log.js";
import { interrupt, type RoadBehind, suppress, Suppression, type Verdict } from "./interrupt.js";
import { isWanted, rejectOrReport, reportFailure } from "./report-failure.js";
import { type Route, RoutingIndex } from "./routing-index.js";
import type { Lane } from "./routing-lane.js";
import { holdUntil, noteFailure, runHandlers, runOnly } from "./run-handlers.js";
import type { Seat } from "./seat-list.js";
import type { EventSubjectOptions } from "./stream-core.js";

// Sends nested deeper than this on one stack go on in a microtask: handlers may nest `maxDepth` deep, stacks may not.
const MAX_STACKED = 300;

// The steps behind the interrupters, in order.
const RECORD = 0;
const OBSERVE = 1;
const SUBSCRIBE = 2;
const FLOW = 3;
const DONE = 4;

/**
 * An RxJS subject whose `next` is the routing index: handlers are found by class and field, and the subject's Rx observers
 * are called, at the step of observation, only while there are any. (A plain Subject with `filter` asks everyone.)
 */
export class EventSubject extends Subject<BaseEvent> implements RoadBehind {
  readonly index = new RoutingIndex();
  /** While handlers run, the depth of what they send without a context; 1 at rest, as inside a first delivery. */
  private depth = 1;
  /** How many deliveries are on the stack. */
  private stacked = 0;
  /** @internal */
  readonly host: ContextHost;
  /** @internal */
  readonly log: EventLog | undefined;
  /** @internal */
  readonly maxDepth: number;
  private readonly onSuppressed: (suppression: Suppression) => void;
  /** @internal For the walk through the interrupters. */
  readonly replaced: RoadBehind["replaced"];

  constructor({ host, log, maxDepth, onSuppressed, onReplaced }: EventSubjectOptions) {
    super();
    this.host = host;
    this.log = log;
    this.maxDepth = maxDepth;
    this.onSuppressed = onSuppressed;
    this.replaced = onReplaced;
  }

  /** The door of RxJS: sends without waiting; a failure, which nobody could await, is reported. */
  override next(event: BaseEvent): void {
    this.send(event).catch((error: unknown) => reportFailure(this, event, "a send from RxJS", error));
  }

  /** @internal Shows it to the observers of RxJS. */
  show(event: BaseEvent): void {
    if (this.observed) super.next(event);
  }

  /** Sends an event that nobody caused, in a context that ends with it. */
  send(event: BaseEvent): Promise<boolean> {
    const depth = this.stacked === 0 ? 0 : this.depth;
    return this.deliver(event, new StreamContext(this.host, undefined, event, depth, true, undefined, undefined));
  }

  /** True when no event at all would be recorded or meet anybody but links inside flows. */
  get silent(): boolean {
    return this.log === undefined && this.index.outsiders === 0 && !this.observed;
  }

  /** True when an event of the class would be recorded, where that is asked for, or would meet anybody but links of flows. */
  wants(constructor: EventConstructor<BaseEvent>, recorded = true): boolean {
    if (this.silent) return false;
    if (recorded && this.log !== undefined && !classInfo(constructor).transient) return true;
    return isWanted(this, constructor);
  }

  /** Sends an event from a context: in its scope, caused by the event that it answers. */
  sendFrom(event: BaseEvent, from: StreamContext): Promise<boolean> {
    if (!((event as unknown) instanceof BaseEvent)) return Promise.reject(noEvent(event, "context.send"));
    return this.deliver(event, this.contextOf(event, from));
  }

  /** The same from the parts of a context. `depth`: how many deliveries `cause` was nested in, while that is under way. */
  sendAs(
    event: BaseEvent,
    scope: ContextScope,
    cause: BaseEvent | undefined,
    depth: number | undefined,
    lineage: object | undefined,
  ): Promise<boolean> {
    return this.deliver(event, this.contextAs(event, scope, cause, depth, lineage));
  }

  /** @internal The context in which an event goes on from another one. */
  contextOf(event: BaseEvent, { scope, cause, active, depth, lineage }: StreamContext): StreamContext {
    return this.contextAs(event, scope, cause, active ? depth : undefined, lineage);
  }

  private contextAs(
    event: BaseEvent,
    scope: ContextScope,
    cause: BaseEvent | undefined,
    depth: number | undefined,
    lineage: object | undefined,
  ): StreamContext {
    if (cause !== undefined) markCause(event, cause);
    // What nobody under way has caused is as deep as the delivery whose handlers run now, if any do.
    const nested = cause !== undefined && depth !== undefined ? depth + 1 : this.stacked === 0 ? 0 : this.depth;
    return new StreamContext(this.host, scope, event, nested, false, lineage, undefined);
  }

  /** @internal Runs a part of a delivery: what its handlers send without a context is nested in it. */
  within<T>(context: StreamContext, work: () => T): T {
    const outerDepth = this.depth;
    this.depth = context.depth + 1;
    this.stacked++;
    try {
      return work();
    } finally {
      this.stacked--;
      this.depth = outerDepth;
    }
  }

  /**
   * Takes an event down the road. Done when it returns, unless a handler, the record or an interrupter is asynchronous.
   *
   * Most events are sent by no handler and meet subscribers only: these are the steps of `pass` without those where nobody
   * stands. All that is called here is short, since the compiler puts no more than about 900 bytes of code in one place.
   */
  deliver(event: BaseEvent, context: StreamContext): Promise<boolean> {
    const route = this.index.find((event as BaseEvent | null | undefined)?.constructor);
    if (route === undefined || (route.detours.seats | this.stacked | context.depth) !== 0 || this.observed)
      return this.deliverAnyway(event, context);
    let waiting: PromiseLike<unknown> | undefined;
    if (this.log !== undefined && !route.transient) waiting = recordEvent(this.log, event);
    if (waiting !== undefined) return this.passLater(event, route, context, OBSERVE, waiting);
    const list = route.subscriber.select(event);
    if (list === undefined) return this.conclude(event, context);
    const { only } = list;
    this.stacked = 1;
    if (only === undefined) waiting = runHandlers(list, event, context, this.maxDepth);
    else waiting = runOnly(only, event, context);
    this.stacked = 0;
    return waiting === undefined
      ? this.conclude(event, context)
      : this.finishLater(event, route, context, waiting, only);
  }

  private deliverAnyway(event: BaseEvent, context: StreamContext): Promise<boolean> {
    if (this.stacked >= MAX_STACKED) return this.deliverLater(event, context);
    try {
      const route = this.index.routeOf(event);
      if (route.interrupter.live === 0) return this.pass(event, route, context, RECORD);
      return this.interrupt(event, context);
    } catch (error) {
      return failDelivery(error, context);
    }
  }

  // The rest of the road once subscribers are done; `only` is the seat of the one whose handler gave the promise.
  private finishLater(
    event: BaseEvent,
    route: Route,
    context: StreamContext,
    waiting: PromiseLike<unknown>,
    only: Seat | undefined,
  ): Promise<boolean> {
    const promise = waiting instanceof Promise ? (waiting as Promise<unknown>) : Promise.resolve(waiting);
    return promise.then(
      () => plainly(this.pass(event, route, context, FLOW)),
      (error: unknown) => {
        noteFailure(context, only as Seat, error);
        return plainly(this.pass(event, route, context, FLOW));
      },
    );
  }

  // Handlers that are on the stack now stay entered until this is done, so that `maxDepth` sees the whole chain.
  private async deliverLater(event: BaseEvent, context: StreamContext): Promise<boolean> {
    const release = holdUntil();
    try {
      await Promise.resolve();
      if (this.host.closed) return await failDelivery(this.host.closedError(), context);
      return await this.deliver(event, context);
    } finally {
      release();
    }
  }

  private interrupt(event: BaseEvent, context: StreamContext): Promise<boolean> {
    const outcome = this.within(context, () => interrupt(this.index, event, context, this.maxDepth, this));
    return outcome instanceof Promise ? outcome : this.passOn(outcome, context);
  }

  /** The rest of the road once asynchronous interrupters have spoken. */
  interruptedLater(verdict: Verdict, context: StreamContext): boolean | Promise<boolean> {
    return plainly(this.passOn(verdict, context));
  }

  /** The end of the road where an asynchronous interrupter failed. */
  interruptionFailed(error: unknown, context: StreamContext): Promise<boolean> {
    return failDelivery(error, context);
  }

  private passOn(verdict: Verdict, context: StreamContext): Promise<boolean> {
    if (this.host.closed) return failDelivery(this.host.closedError(), context); // by an interrupter, or while it waited
    if (verdict instanceof Suppression) return this.suppress(verdict, context);
    context.cause = verdict;
    return this.pass(verdict, this.index.routeOf(verdict), context, RECORD);
  }

  /** @internal */
  suppress(suppression: Suppression, context: StreamContext): Promise<boolean> {
    return suppress(this, suppression, context, this.onSuppressed);
  }

  private pass(event: BaseEvent, route: Route, context: StreamContext, from: number): Promise<boolean> {
    let step = from;
    let waiting: PromiseLike<unknown> | undefined;
    if (step === RECORD) {
      step = OBSERVE;
      if (this.log !== undefined && !route.transient) waiting = recordEvent(this.log, event);
    }
    const outerDepth = this.depth;
    this.depth = context.depth + 1;
    this.stacked++;
    if (step === OBSERVE && waiting === undefined) {
      step = SUBSCRIBE;
      if (this.observed) super.next(event);
      if (route.observer.live > 0) waiting = run(route.observer, event, context, this.maxDepth);
    }
    if (step === SUBSCRIBE && waiting === undefined) {
      step = FLOW;
      if (route.subscriber.live > 0) waiting = run(route.subscriber, event, context, this.maxDepth);
    }
    if (step === FLOW && waiting === undefined) {
      step = DONE;
      if (route.flow.live > 0) waiting = run(route.flow, event, context, this.maxDepth);
    }
    this.stacked--;
    this.depth = outerDepth;
    if (waiting !== undefined) return this.passLater(event, route, context, step, waiting);
    return this.conclude(event, context);
  }

  private async passLater(
    event: BaseEvent,
    route: Route,
    context: StreamContext,
    step: number,
    waiting: PromiseLike<unknown>,
  ): Promise<boolean> {
    try {
      await waiting; // only a record can fail here: handlers leave their failures in the context
    } catch (error) {
      return failDelivery(error, context);
    }
    return plainly(this.pass(event, this.index.current(route), context, step));
  }

  /** @internal The end of a delivery whose handlers have finished. */
  conclude(event: BaseEvent, context: StreamContext): Promise<boolean> {
    context.active = false;
    if (context.failures === undefined && (!context.passing || context.usedScope?.endIdle() !== false))
      return DELIVERED;
    return this.concludeLater(event, context);
  }

  private async concludeLater(event: BaseEvent, context: StreamContext): Promise<boolean> {
    try {
      context.active = true; // notices of failures are nested in the delivery that failed
      if (context.failures) await rejectOrReport(this, event, context.failures, context);
    } catch (error) {
      return failDelivery(error, context);
    }
    await leaveDelivery(context);
    return true;
  }
}

function run(lane: Lane, event: BaseEvent, context: StreamContext, maxDepth: number): Promise<void> | undefined {
  const list = lane.select(event);
  return list === undefined ? undefined : runHandlers(list, event, context, maxDepth);
}
