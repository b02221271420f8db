// Which recorded event caused which, by their ids.
import type { BaseEvent } from "../../event/base-event.js";

/** The causes among recorded events. */
export interface CausalLinks {
  /** The event behind an id: itself, or the copy that took its place on the way. */
  byId(id: string): BaseEvent | undefined;
  /** The recorded event that caused this one; undefined for the first of a chain, and where the cause was not recorded. */
  causeOf(event: BaseEvent): BaseEvent | undefined;
  /** True when the event has a cause that was not recorded. */
  isCutOff(event: BaseEvent): boolean;
  /** The causes of an event, the nearest first. */
  chainOf(event: BaseEvent): readonly BaseEvent[];
}

/** Links the events of a record. One pass; what is asked later costs as much as the chain is long. */
export function causalLinks(events: readonly BaseEvent[]): CausalLinks {
  const copies = new Map<string, BaseEvent>();
  for (const event of events) if (event.derivedFrom !== undefined) copies.set(event.derivedFrom, event);
  const known = new Map(events.map((event) => [event.id, event]));
  // An interrupter may send with the event that it then replaces: the copy is the one that was recorded.
  const byId = (id: string): BaseEvent | undefined => known.get(id) ?? copies.get(id);
  const causeOf = (event: BaseEvent): BaseEvent | undefined =>
    event.causedBy === undefined ? undefined : byId(event.causedBy);
  return {
    byId,
    causeOf,
    isCutOff: (event) => event.causedBy !== undefined && causeOf(event) === undefined,
    chainOf(event) {
      const chain = new Set<BaseEvent>();
      for (let cause = causeOf(event); cause && cause !== event && !chain.has(cause); cause = causeOf(cause)) {
        chain.add(cause);
      }
      return [...chain];
    },
  };
}
