// The road of an event whose sender waits for its interrupters and for nobody else: tokens do not wait for their readers.
import type { BaseEvent } from "../event/base-event.js";
import type { EventConstructor } from "../event/event-statics.js";
import { HandlerFailed } from "./bus-events.js";
import { type Admit, type Announced, type AnnounceOptions, type Context, StreamContext } from "./context.js";
import { DELIVERED, failDelivery, leaveDelivery, plainly, recordEvent } from "./delivery.js";
import type { EventSubject } from "./event-subject.js";
import { interrupt, type RoadBehind, Suppression, type Verdict } from "./interrupt.js";
import { startHandlers } from "./run-handlers.js";

/**
 * Sends an event in a conversation and answers, as soon as its interrupters have spoken, what they have made of it; null
 * when it was suppressed. It is recorded, observed and handed to its subscribers then, all of which are called at once in
 * their order: each meets the events of one sender in the order of their sending, however slow another is. What they
 * throw goes to `onFailure`; what an interrupter throws, to the caller. `admit` is asked of what the interrupters let
 * through, before anybody else meets it: what it refuses nobody meets, and the answer is null.
 */
export function announce(context: Context, event: BaseEvent, options: AnnounceOptions): Announced {
  if (context instanceof StreamContext) return context.announce(event, options);
  if (options.admit?.(event) === false) return null;
  context.send(event).catch(options.onFailure); // of a foreign stream, which tells no verdict
  return event;
}

/** False when nobody would meet an event of the class, nor record it: it need not be announced. */
export function isHeard(context: Context, constructor: EventConstructor<BaseEvent>, recorded = true): boolean {
  return !(context instanceof StreamContext) || context.host.wants(constructor, recorded);
}

/**
 * Sends an event in a conversation, as `context.send` does, and answers what the interrupters have made of it; null when it
 * was suppressed. Not a promise where everybody has finished when it returns. `admit` is asked of what the interrupters let
 * through, before it is recorded and anybody else meets it: what it refuses nobody meets, and the answer is null.
 */
export function sendVerdict(context: Context, event: BaseEvent, admit?: Admit): Announced {
  if (context instanceof StreamContext) return context.deliver(event, admit);
  if (admit?.(event) === false) return null;
  return context.send(event).then((delivered) => (delivered ? event : null)); // of a foreign stream, which tells no verdict
}

/** Tells of a failure that came when nobody could take it any more: as HandlerFailed, or on stderr. */
export function reportTo(context: Context, event: BaseEvent, what: string, error: unknown): void {
  if (context instanceof StreamContext) context.host.report(event, what, error);
  else context.stream.send(new HandlerFailed(event, what, error)).catch(() => undefined); // its stream is gone, too
}

/** {@link announce} on the subject of a stream. */
export function announceEvent(
  subject: EventSubject,
  event: BaseEvent,
  context: StreamContext,
  { onFailure, admit, recorded = true, untilShown = false }: AnnounceOptions,
): Announced {
  const { index, maxDepth, replaced } = subject;
  const settle = (verdict: Verdict): Announced => {
    if (verdict instanceof Suppression) {
      subject.suppress(verdict, context).catch(onFailure);
      return null;
    }
    if (admit?.(verdict) === false) return null;
    context.cause = verdict;
    const { delivery, isUnderWay, shown } = start(subject, verdict, context, recorded);
    const told = delivery.catch(onFailure);
    if (untilShown && shown !== undefined)
      return shown.then(
        () => verdict,
        () => null,
      );
    // What is thrown at once is told before the sender goes on.
    return isUnderWay || context.failures === undefined ? verdict : told.then(() => verdict);
  };
  if (index.routeOf(event).interrupter.live === 0) return settle(event);

  let verdict: Announced = null;
  let failure: { readonly error: unknown } | undefined;
  const behind: RoadBehind = {
    replaced,
    interruptedLater: (later) => {
      if (subject.host.closed) failure = { error: subject.host.closedError() };
      else verdict = settle(later);
      return true;
    },
    interruptionFailed: (error) => {
      failure = { error };
      return DELIVERED;
    },
  };
  const outcome = subject.within(context, () => interrupt(index, event, context, maxDepth, behind));
  if (!(outcome instanceof Promise)) return settle(outcome);
  return outcome.then(() => {
    if (failure) throw failure.error;
    return verdict;
  });
}

/** `deliver` of a subject, for a sender who has the last word on what its interrupters let through. */
export function deliverAdmitted(
  subject: EventSubject,
  event: BaseEvent,
  context: StreamContext,
  admit: Admit,
): Promise<boolean> {
  const { index, maxDepth, replaced } = subject;
  const leave = async (): Promise<boolean> => {
    await leaveDelivery(context);
    return false;
  };
  if (index.routeOf(event).interrupter.live === 0) return admit(event) ? subject.deliver(event, context) : leave();
  const behind: RoadBehind = {
    replaced,
    interruptedLater: (verdict) => {
      const isRefused = !(verdict instanceof Suppression) && !subject.host.closed && !admit(verdict);
      return isRefused ? leave() : subject.interruptedLater(verdict, context);
    },
    interruptionFailed: (error) => subject.interruptionFailed(error, context),
  };
  try {
    const outcome = subject.within(context, () => interrupt(index, event, context, maxDepth, behind));
    return outcome instanceof Promise ? outcome : Promise.resolve(behind.interruptedLater(outcome, context));
  } catch (error) {
    return failDelivery(error, context);
  }
}

interface Started {
  readonly delivery: Promise<boolean>;
  /** True while something is waited for: a record, or a handler. */
  readonly isUnderWay: boolean;
  /** Settles when the event is recorded and shown; undefined where it is already. */
  readonly shown?: Promise<void>;
}

// The road behind the interrupters.
function start(subject: EventSubject, event: BaseEvent, context: StreamContext, isRecorded: boolean): Started {
  const route = subject.index.routeOf(event);
  const begin = (): Promise<unknown>[] =>
    subject.within(context, () => {
      subject.show(event);
      return [route.observer, route.subscriber, route.flow].flatMap((lane) => {
        const list = lane.live > 0 ? lane.select(event) : undefined;
        return list === undefined ? [] : startHandlers(list, event, context, subject.maxDepth);
      });
    });
  const { log } = subject;
  const recorded = isRecorded && log !== undefined && !route.transient ? recordEvent(log, event) : undefined;
  if (recorded !== undefined) {
    let pending: Promise<unknown>[] = [];
    const shown = Promise.resolve(recorded).then(() => {
      pending = begin();
    });
    const delivery = shown.then(() => conclude(subject, pending, event, context));
    return { delivery, isUnderWay: true, shown };
  }
  const pending = begin();
  if (pending.length > 0) return { delivery: conclude(subject, pending, event, context), isUnderWay: true };
  return { delivery: subject.conclude(event, context), isUnderWay: false };
}

async function conclude(
  subject: EventSubject,
  pending: readonly Promise<unknown>[],
  event: BaseEvent,
  context: StreamContext,
): Promise<boolean> {
  await Promise.all(pending);
  return plainly(subject.conclude(event, context));
}
