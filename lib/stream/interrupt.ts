// Runs the interrupters of an event, in order of registration, each awaited; validates their verdicts.
import { MillraceError } from "../errors/millrace-error.js";
import { BaseEvent } from "../event/base-event.js";
import { isThenable } from "../primitives/thenable.js";
import { type StreamContext } from "./context.js";
import { NOT_FOR_ME, type RoutingIndex } from "./routing-index.js";
import { runNested } from "./run-handlers.js";
import { type Seat } from "./seat-list.js";
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

/** Asks the interrupters. Synchronous until one returns a promise. Throws or rejects with what an interrupter threw. */
export function interrupt(
  index: RoutingIndex,
  event: BaseEvent,
  context: StreamContext,
  maxDepth: number,
): Verdict | Promise<Verdict> {
  const walk = new Walk(index, event);
  for (let seat = walk.next(); seat !== undefined; seat = walk.next()) {
    context.cause = walk.event;
    const verdict = runNested(seat, seat.run, walk.event, context, maxDepth);
    if (isThenable(verdict)) return interruptRest(walk, seat, verdict, context, maxDepth);
    if (!walk.accept(seat, verdict)) return walk.suppressed(seat);
  }
  return walk.event;
}

async function interruptRest(
  walk: Walk,
  first: Seat,
  pending: unknown,
  context: StreamContext,
  maxDepth: number,
): Promise<Verdict> {
  let seat: Seat | undefined = first;
  let verdict = pending;
  while (true) {
    if (!walk.accept(seat, isThenable(verdict) ? await verdict : verdict)) return walk.suppressed(seat);
    seat = walk.next();
    if (seat === undefined) return walk.event;
    context.cause = walk.event;
    verdict = runNested(seat, seat.run, walk.event, context, maxDepth);
  }
}

// The way through the interrupters of one event. Those at the start take part; who leaves meanwhile does not. When
// another event is put in, the way goes on behind the interrupter that did so, among those of the new event.
class Walk {
  event: BaseEvent;
  readonly #original: BaseEvent;
  readonly #index: RoutingIndex;
  #seats: readonly (Seat | undefined)[];
  #end: number;
  #place = 0;
  readonly #latest = latestOrder();

  constructor(index: RoutingIndex, event: BaseEvent) {
    this.#index = index;
    this.event = event;
    this.#original = event;
    this.#seats = index.routeOf(event).interrupter.select(event)?.seats.slice() ?? []; // lists move while we wait
    this.#end = this.#seats.length;
  }

  next(): Seat | undefined {
    while (this.#place < this.#end) {
      const seat = this.#seats[this.#place++];
      if (seat !== undefined && !seat.subscription.closed) return seat;
    }
    return undefined;
  }

  /** Takes a verdict in. False: suppressed. */
  accept(seat: Seat, verdict: unknown): boolean {
    if (verdict === this.event || verdict === NOT_FOR_ME) return true;
    if (verdict === null) return false;
    if (!(verdict instanceof BaseEvent)) throw noVerdict(seat, this.event, verdict);
    this.event = verdict;
    const seats = this.#index.routeOf(verdict).interrupter.select(verdict)?.seats ?? [];
    const { order } = seat.subscription;
    this.#seats = seats.filter(
      (one) => one !== undefined && one.subscription.order > order && one.subscription.order <= this.#latest,
    );
    this.#end = this.#seats.length;
    this.#place = 0;
    return true;
  }

  suppressed(seat: Seat): Suppression {
    return new Suppression(this.event, this.#original, seat.subscription.name);
  }
}

function noVerdict(seat: Seat, event: BaseEvent, verdict: unknown): MillraceError {
  const { name } = seat.subscription;
  const what = verdict === undefined ? "nothing (a forgotten return?)" : `a ${typeof verdict}`;
  return new MillraceError("INTERRUPTER_NO_VERDICT", `The interrupter ${name} returned ${what} for [${event.type}].`, {
    details: { interrupter: name, event: event.id },
  });
}
