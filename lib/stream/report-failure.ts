// What becomes of failures: they reject the send, or turn into notices; one that nobody hears goes to stderr once.
import type { BaseEvent } from "../event/base-event.js";
import type { EventConstructor } from "../event/event-statics.js";
import { textOf } from "../filter/compile-filter.js";
import { HandlerFailed, ObservableFailed } from "./bus-events.js";
import type { StreamContext } from "./context.js";
import type { EventSubject } from "./event-subject.js";
import type { Failure } from "./run-handlers.js";

/** True when an event of the class would meet anybody. One that would not need not be made. */
export function isWanted(subject: EventSubject, constructor: EventConstructor<BaseEvent>): boolean {
  if (subject.observed) return true;
  if (subject.index.outsiders === 0) return false;
  const { interrupter, observer, subscriber, flow } = subject.index.routeOfClass(constructor);
  return interrupter.live + observer.live + subscriber.live + flow.live - flow.internal > 0;
}

/**
 * Rejects with the failure of those who throw (several: an AggregateError), after those who report have reported.
 * Resolves when all reported.
 */
export async function rejectOrReport(
  subject: EventSubject,
  event: BaseEvent,
  failures: readonly Failure[],
  from: StreamContext,
): Promise<void> {
  const thrown: unknown[] = [];
  for (const { seat, error } of failures) {
    if (seat.subscription.onError === "throw") thrown.push(error);
    else await reportFailure(subject, event, seat.subscription.name, error, from);
  }
  if (thrown.length > 1) {
    throw new AggregateError(
      thrown,
      `${String(thrown.length)} handlers of [${event.type}] failed: ${thrown.map(brief).join("; ")}`,
    );
  }
  if (thrown.length === 1) throw thrown[0];
}

/**
 * Sends a HandlerFailed, from the context of the delivery that failed if there is one. What nobody hears, and what fails
 * while a HandlerFailed is handled, is written to stderr. Never rejects.
 */
export function reportFailure(
  subject: EventSubject,
  event: BaseEvent,
  name: string,
  error: unknown,
  from?: StreamContext,
): Promise<void> {
  const what = `${name} failed for [${event.type}] ${event.id}`;
  if (!(event instanceof HandlerFailed)) return notify(subject, new HandlerFailed(event, name, error), what, from);
  writeFailure(what, error);
  return Promise.resolve();
}

/** The same for what an observable did, whose failure may have no event. */
export function reportObservable(
  subject: EventSubject,
  event: BaseEvent | undefined,
  name: string,
  error: unknown,
): Promise<void> {
  if (event !== undefined) return reportFailure(subject, event, name, error);
  return notify(subject, new ObservableFailed(error), `${name} failed`, undefined);
}

async function notify(
  subject: EventSubject,
  notice: HandlerFailed | ObservableFailed,
  what: string,
  from: StreamContext | undefined,
): Promise<void> {
  if (!isHeard(subject, notice)) {
    writeFailure(what, notice.error);
    return;
  }
  try {
    await (from ? subject.sendFrom(notice, from) : subject.send(notice));
  } catch (next) {
    writeFailure(what, notice.error);
    writeFailure(`a handler of ${notice.constructor.name} failed`, next);
  }
}

// A lane that is not empty is not enough: its filters may all say no, and interrupters do not listen.
function isHeard(subject: EventSubject, notice: BaseEvent): boolean {
  const { observer, subscriber, flow } = subject.index.routeOf(notice);
  return (
    subject.observed ||
    [observer, subscriber, flow].some((lane) =>
      lane.select(notice)?.seats.some((seat) => {
        if (seat === undefined || seat.subscription.internal) return false;
        const { filter } = seat.subscription;
        return filter === undefined || filter.matches(notice);
      }),
    )
  );
}

function writeFailure(what: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : textOf(error);
  process.stderr.write(`millrace: ${what}: ${text}\n`);
}

function brief(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : textOf(error);
}
