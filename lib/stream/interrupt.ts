// Runs the interrupters of an event, in order of registration, each awaited; validates their verdicts.
import { MillraceError } from "../errors/millrace-error.js";
import { BaseEvent } from "../event/base-event.js";
import { isThenable } from "../primitives/thenable.js";
import { EventSuppressed } from "./bus-events.js";
import type { StreamContext } from "./context.js";
import { failDelivery, leaveDelivery } from "./delivery.js";
import type { EventSubject } from "./event-subject.js";
import { isWanted } from "./report-failure.js";
import { NOT_FOR_ME, type RoutingIndex } from "./routing-index.js";
import { runNested } from "./run-handlers.js";
import type { Seat } from "./seat-list.js";
import { latestOrder } from "./subscription.js";

/** What came out: the event to pass on, or who suppressed it and what it was by then. */
export type Verdict = BaseEvent | Suppression;

/** An interrupter returned null. */
export class Suppression {
  constructor(
    /** What it was by then. */
    readonly event: BaseEvent,
    /** What was sent. */
    readonly original: BaseEvent,
    readonly interrupter: string,
  ) {}
}

/** The road behind the interrupters, for those that were waited for. */
export interface RoadBehind {
  interruptedLater(verdict: Verdict, context: StreamContext): boolean | Promise<boolean>;
  interruptionFailed(error: unknown, context: StreamContext): Promise<boolean>;
  /** Notes that an interrupter put another event in the place of one. */
  replaced(event: BaseEvent, by: BaseEvent, interrupter: string): void;
}

/**
 * Asks the interrupters. Synchronous until one returns a promise; then the result is that of the whole road, since each
 * asynchronous function on the way costs a promise and a turn. Throws what an interrupter threw.
 */
export function interrupt(
  index: RoutingIndex,
  event: BaseEvent,
  context: StreamContext,
  maxDepth: number,
  road: RoadBehind,
): Verdict | Promise<boolean> {
  const walk = new Walk(index, event, road);
  for (let seat = walk.next(); seat !== undefined; seat = walk.next()) {
    context.cause = walk.event;
    const verdict = runNested(seat, seat.run, walk.event, context, maxDepth);
    if (isThenable(verdict)) return interruptRest(walk, seat, verdict, context, maxDepth, road);
    if (!walk.accept(seat, verdict)) return walk.suppressed(seat);
  }
  return walk.event;
}

/** The end of the road of an event that was suppressed: it is told, where anybody listens. Resolves with false. */
export async function suppress(
  subject: EventSubject,
  suppression: Suppression,
  context: StreamContext,
  note: (suppression: Suppression) => void,
): Promise<boolean> {
  const { event, original, interrupter } = suppression;
  try {
    // An interrupter that lets nothing through suppresses the notice, too, and there the matter rests.
    const isNotice = event instanceof EventSuppressed || original instanceof EventSuppressed;
    if (!isNotice) note(suppression);
    if (!isNotice && isWanted(subject, EventSuppressed)) {
      context.cause = event;
      await subject.sendFrom(new EventSuppressed(event, interrupter), context);
    }
  } catch (error) {
    return failDelivery(error, context);
  }
  await leaveDelivery(context);
  return false;
}

async function interruptRest(
  walk: Walk,
  first: Seat,
  pending: unknown,
  context: StreamContext,
  maxDepth: number,
  road: RoadBehind,
): Promise<boolean> {
  let outcome: Verdict | undefined;
  try {
    let seat = first;
    let verdict = pending;
    while (outcome === undefined) {
      if (walk.accept(seat, isThenable(verdict) ? await verdict : verdict)) {
        const next = walk.next();
        if (next === undefined) {
          outcome = walk.event;
        } else {
          seat = next;
          context.cause = walk.event;
          verdict = runNested(seat, seat.run, walk.event, context, maxDepth);
        }
      } else {
        outcome = walk.suppressed(seat);
      }
    }
  } catch (error) {
    return road.interruptionFailed(error, context);
  }
  return road.interruptedLater(outcome, context);
}

// The way through the interrupters of one event. Those at the start take part; who leaves meanwhile does not. When
// another event is put in, the way goes on behind the interrupter that did so, among those of the new event.
class Walk {
  declare event: BaseEvent;
  declare private readonly original: BaseEvent;
  declare private readonly index: RoutingIndex;
  declare private readonly road: RoadBehind;
  declare private seats: readonly (Seat | undefined)[];
  declare private end: number;
  declare private place: number;
  declare private readonly latest: number;

  constructor(index: RoutingIndex, event: BaseEvent, road: RoadBehind) {
    this.index = index;
    this.road = road;
    this.event = event;
    this.original = event;
    this.place = 0;
    this.latest = latestOrder();
    this.seats = index.routeOf(event).interrupter.select(event)?.seats.slice() ?? []; // lists move while we wait
    this.end = this.seats.length;
  }

  next(): Seat | undefined {
    while (this.place < this.end) {
      const seat = this.seats[this.place++];
      if (seat !== undefined && !seat.subscription.closed) return seat;
    }
    return undefined;
  }

  /** Takes a verdict in. False: suppressed. */
  accept(seat: Seat, verdict: unknown): boolean {
    if (verdict === this.event || verdict === NOT_FOR_ME) return true;
    if (verdict === null) return false;
    if (!(verdict instanceof BaseEvent)) throw noVerdict(seat, this.event, verdict);
    this.road.replaced(this.event, verdict, seat.subscription.name);
    this.event = verdict;
    const seats = this.index.routeOf(verdict).interrupter.select(verdict)?.seats ?? [];
    const { order } = seat.subscription;
    this.seats = seats.filter(
      (one) => one !== undefined && one.subscription.order > order && one.subscription.order <= this.latest,
    );
    this.end = this.seats.length;
    this.place = 0;
    return true;
  }

  suppressed(seat: Seat): Suppression {
    return new Suppression(this.event, this.original, seat.subscription.name);
  }
}

function noVerdict(seat: Seat, event: BaseEvent, verdict: unknown): MillraceError {
  const { name } = seat.subscription;
  const what = verdict === undefined ? "nothing (a forgotten return?)" : `a ${typeof verdict}`;
  return new MillraceError("INTERRUPTER_NO_VERDICT", `The interrupter ${name} returned ${what} for [${event.type}].`, {
    details: { interrupter: name, event: event.id },
  });
}
