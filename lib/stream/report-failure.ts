// What becomes of failures: they reject the send, or turn into HandlerFailed; one that nobody hears goes to stderr once.
import { type BaseEvent } from "../event/base-event.js";
import { type EventConstructor } from "../event/event-statics.js";
import { HandlerFailed } from "./bus-events.js";
import { type EventSubject } from "./event-subject.js";
import { type Failure } from "./run-handlers.js";

/** True when an event of the class would meet anybody. One that would not need not be made. */
export function isWanted(subject: EventSubject, constructor: EventConstructor<BaseEvent>): boolean {
  const { interrupter, observer, subscriber, flow } = subject.index.routeOfClass(constructor);
  return subject.observed || interrupter.live + observer.live + subscriber.live + flow.live - flow.internal > 0;
}

/**
 * Rejects with the failure of those who throw (several: an AggregateError), after those who report have reported.
 * Resolves when all reported.
 */
export async function rejectOrReport(
  subject: EventSubject,
  event: BaseEvent,
  failures: readonly Failure[],
): Promise<boolean> {
  const thrown: unknown[] = [];
  for (const { seat, error } of failures) {
    if (seat.subscription.onError === "throw") thrown.push(error);
    else await reportFailure(subject, event, seat.subscription.name, error);
  }
  if (thrown.length > 1) {
    throw new AggregateError(
      thrown,
      `${String(thrown.length)} handlers of [${event.type}] failed: ${thrown.map(brief).join("; ")}`,
    );
  }
  if (thrown.length === 1) throw thrown[0];
  return true;
}

/** Sends a HandlerFailed; what nobody hears, and what fails while a HandlerFailed is handled, is written to stderr. */
export async function reportFailure(
  subject: EventSubject,
  event: BaseEvent,
  name: string,
  error: unknown,
): Promise<void> {
  if (event instanceof HandlerFailed || !isWanted(subject, HandlerFailed)) {
    writeFailure(event, name, error);
    return;
  }
  try {
    await subject.send(new HandlerFailed(event, name, error));
  } catch (next) {
    writeFailure(event, name, error);
    writeFailure(event, "a handler of HandlerFailed", next);
  }
}

function writeFailure(event: BaseEvent, name: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`millrace: ${name} failed for [${event.type}] ${event.id}: ${text}\n`);
}

function brief(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}
