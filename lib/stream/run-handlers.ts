// Runs the handlers of one list for one event: in order, each awaited, failures kept apart. Synchronous until a promise.
import { MillraceError } from "../errors/millrace-error.js";
import type { BaseEvent } from "../event/base-event.js";
import { createDeferred, type Deferred } from "../primitives/deferred.js";
import { isThenable } from "../primitives/thenable.js";
import type { StreamContext } from "./context.js";
import type { Seat, SeatList } from "./seat-list.js";
import type { RunHandler, SubscriptionRecord } from "./subscription.js";

/** What a handler threw, with who threw it. */
export interface Failure {
  readonly seat: Seat;
  readonly error: unknown;
}

/**
 * Runs a list. Returns undefined when all is done, else a promise of that. Who joins meanwhile is not called; who leaves
 * is not called any more. Never throws and never rejects: failures go to the context.
 */
export function runHandlers(
  list: SeatList,
  event: BaseEvent,
  context: StreamContext,
  maxDepth: number,
): Promise<void> | undefined {
  const { handlers, seats } = list;
  const end = handlers.length;
  const nested = context.depth > 0;
  const { isCopy } = list;
  let pending: PromiseLike<unknown>[] | undefined;
  list.walks++;
  for (let place = 0; place < end; place++) {
    const run = handlers[place];
    if (run === undefined) continue;
    const seat = seats[place] as Seat; // read before the handler runs, which may end its own subscription
    if (isCopy && seat.subscription.ended !== undefined) continue; // who leaves makes no hole in a copy
    try {
      const result = nested ? runNested(seat, run, event, context, maxDepth) : run(event, context);
      if (result === undefined || !isThenable(result)) continue;
      if (!seat.subscription.concurrent) {
        const rest = seats.slice(place + 1, end);
        list.endWalk();
        return runRest(seat, result, rest, event, context, maxDepth, pending);
      }
      (pending ??= []).push(settle(seat, result, context));
    } catch (error) {
      noteFailure(context, seat, error);
    }
  }
  list.endWalk();
  return pending && Promise.all(pending).then(nothing);
}

/** {@link runHandlers} for a list of one and a send that is not nested. Answers what the handler has promised. */
export function runOnly(seat: Seat, event: BaseEvent, context: StreamContext): PromiseLike<unknown> | undefined {
  try {
    const result = seat.run(event, context);
    return result === undefined || !isThenable(result) ? undefined : result;
  } catch (error) {
    noteFailure(context, seat, error);
    return undefined;
  }
}

/**
 * The same with nobody waiting for anybody: all are called now, in order, so that two events that follow each other reach
 * each handler in that order, however slow another is.
 */
export function startHandlers(
  { seats }: SeatList,
  event: BaseEvent,
  context: StreamContext,
  maxDepth: number,
): Promise<unknown>[] {
  const pending: Promise<unknown>[] = [];
  for (const seat of [...seats]) {
    if (seat === undefined || seat.subscription.closed) continue;
    try {
      const result = runNested(seat, seat.run, event, context, maxDepth);
      if (isThenable(result)) pending.push(settle(seat, result, context));
    } catch (error) {
      noteFailure(context, seat, error);
    }
  }
  return pending;
}

async function runRest(
  first: Seat,
  result: PromiseLike<unknown>,
  rest: readonly (Seat | undefined)[],
  event: BaseEvent,
  context: StreamContext,
  maxDepth: number,
  pending: PromiseLike<unknown>[] | undefined,
): Promise<void> {
  try {
    await result;
  } catch (error) {
    noteFailure(context, first, error);
  }
  for (const seat of rest) {
    if (seat === undefined || seat.subscription.closed) continue;
    try {
      const next = runNested(seat, seat.run, event, context, maxDepth);
      if (next === undefined || !isThenable(next)) continue;
      if (seat.subscription.concurrent) (pending ??= []).push(settle(seat, next, context));
      else await next;
    } catch (error) {
      noteFailure(context, seat, error);
    }
  }
  if (pending) await Promise.all(pending);
}

// Deliveries that were put off because the stack was full, and the latest of those: see `holdUntil`.
let putOff = 0;
let latestPutOff: Promise<void> | undefined;

/**
 * Notes that a delivery is put off until the stack is free. Handlers that are on the stack count as entered until the
 * result is called, else a handler that answers its own event for ever would never be caught.
 */
export function holdUntil(): () => void {
  const { promise, resolve }: Deferred<void> = createDeferred();
  putOff++;
  latestPutOff = promise;
  return resolve;
}

/**
 * Runs one handler of a delivery that may be nested. One that answers its own event for ever is stopped before it takes
 * the stack or the memory. Counted are entries through nested sends: a thousand independent events at once are no depth,
 * and neither is a chain of events that are sent after the handlers have finished.
 */
export function runNested(
  seat: Seat,
  run: RunHandler,
  event: BaseEvent,
  context: StreamContext,
  maxDepth: number,
): unknown {
  const { subscription } = seat;
  if (context.depth === 0 || subscription.role === "flow") return run(event, context);
  if (context.depth > maxDepth && subscription.nested >= maxDepth) {
    throw new MillraceError(
      "MAX_DEPTH",
      `${subscription.name} was entered by ${String(maxDepth)} nested sends; the last is [${event.type}].`,
      { details: { subscription: subscription.name, maxDepth } },
    );
  }
  const before = putOff;
  let until: PromiseLike<unknown> | undefined;
  subscription.nested++;
  try {
    const result = run(event, context);
    if (isThenable(result)) return (until = leaveAfter(result, subscription));
    if (putOff !== before) until = leaveAfter(latestPutOff as Promise<void>, subscription);
    return result;
  } finally {
    if (until === undefined) subscription.nested--;
  }
}

// Awaits once: there are thenables that start their work anew for each `then`.
async function leaveAfter(result: PromiseLike<unknown>, subscription: SubscriptionRecord): Promise<unknown> {
  try {
    return await result;
  } finally {
    subscription.nested--;
  }
}

async function settle(seat: Seat, result: PromiseLike<unknown>, context: StreamContext): Promise<void> {
  try {
    await result;
  } catch (error) {
    noteFailure(context, seat, error);
  }
}

/** Keeps what a handler threw for the end of its delivery. */
export function noteFailure(context: StreamContext, seat: Seat, error: unknown): void {
  (context.failures ??= []).push({ seat, error });
}

function nothing(): void {
  return undefined;
}
