// What matchers look at: the events of a record, or a list of events; and the verdict that they give.
import { BaseEvent } from "../../event/base-event.js";
import { MillraceError } from "../../errors/millrace-error.js";
import type { EventRecord } from "../record-events.js";
import { showEvents, showValue } from "./show-value.js";

/** A record of `recordEvents`, or events in the order in which they were sent. */
export type RecordedEvents = Pick<EventRecord, "events"> | readonly BaseEvent[];

/** What a matcher gives its runner. vitest and jest ask for the message when the verdict is not the one that was wanted. */
export interface MatcherVerdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The events that a matcher was given. `place` names the one who asks.
 *
 * @throws EVENT_EXPECTED for what holds no events.
 */
export function eventsOf(recorded: unknown, place: string): readonly BaseEvent[] {
  const list: unknown = Array.isArray(recorded)
    ? recorded
    : (recorded as { events?: unknown } | null | undefined)?.events;
  if (!Array.isArray(list)) throw noEvents(place, recorded);
  const stranger: unknown = list.find((event) => !(event instanceof BaseEvent));
  if (stranger !== undefined) throw noEvents(place, stranger);
  return list as readonly BaseEvent[];
}

function noEvents(place: string, found: unknown): MillraceError {
  return new MillraceError("EVENT_EXPECTED", `${place} was given ${showValue(found)}, which is no record of events.`, {
    hint: "Pass what recordEvents(stream) gave, or a list of events.",
  });
}

/** What was emitted, for the end of a message: one line for each event. */
export function emittedInstead(
  events: readonly BaseEvent[],
  isMarked?: (event: BaseEvent, index: number) => boolean,
): string {
  if (events.length === 0) return "Nothing was emitted.";
  const count = events.length === 1 ? "1 event was" : `${String(events.length)} events were`;
  return `${count} emitted:\n${showEvents(events, isMarked)}`;
}
