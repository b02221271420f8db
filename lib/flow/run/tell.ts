// Events of an execution that only tell: built when somebody wants to hear, and their hearers fail the execution.
import type { BaseEvent } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import { DELIVERED } from "../../stream/delivery.js";
import type { FlowRun } from "./flow-run.js";
import type { Place } from "./place.js";

/**
 * Tells. What its hearers throw fails the execution, so the promise never rejects, and may be left alone. Undefined when
 * nobody wants to hear, and when all who do are done.
 */
export function tell(
  run: FlowRun,
  constructor: EventConstructor<BaseEvent>,
  make: () => BaseEvent,
  place: Place = run.start,
): Promise<void> | undefined {
  if (!run.wants(constructor)) return undefined;
  const sent = place.send(make());
  return sent === DELIVERED ? undefined : run.track(() => sent);
}

/** The same, behind the current step: for what is told while values are being passed on. */
export function tellLater(
  run: FlowRun,
  constructor: EventConstructor<BaseEvent>,
  make: () => BaseEvent,
  place: Place,
): void {
  if (!run.wants(constructor)) return;
  void run.track(async () => {
    await Promise.resolve();
    await place.send(make());
  });
}
