// What deliveries have in common, whichever way they go: how they are answered, recorded, and left.
import type { BaseEvent } from "../event/base-event.js";
import type { StreamContext } from "./context.js";
import type { EventLog } from "./event-log.js";

/** Shared by every send that was done when it returned: such a send costs no promise. */
export const DELIVERED = Promise.resolve(true);

/** To resolve a promise with a promise takes three turns of the microtask queue; a value takes none. */
export function plainly(delivered: Promise<boolean>): boolean | Promise<boolean> {
  return delivered === DELIVERED ? true : delivered;
}

/** Records an event; a storage that throws is like one that rejects. Undefined when it is recorded. */
export function recordEvent(log: EventLog, event: BaseEvent): PromiseLike<void> | undefined {
  try {
    return log.append(event) as PromiseLike<void> | undefined;
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Ends a delivery that failed with its error; an error of its scope's end goes along. */
export async function failDelivery(error: unknown, context: StreamContext): Promise<never> {
  try {
    await leaveDelivery(context);
  } catch (next) {
    throw new AggregateError([error, next], "A delivery failed, and so did the end of its scope.", { cause: error });
  }
  throw error;
}

/** Ends a delivery: the scope of a context that nobody made ends with it, whatever came of it. */
export async function leaveDelivery(context: StreamContext): Promise<void> {
  context.active = false;
  if (context.passing) await context.usedScope?.end();
}
