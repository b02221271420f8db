// What looks on while an agent works.
import type { EventOf, Filter, FilterInput } from "../filter/filter.js";
import { filterOf } from "../filter/where.js";
import type { Handler, SubscribeOptions } from "../stream/subscription.js";

/** A subscription to come: it lives while a turn of its agent runs. Data but for its function. */
export interface Observer {
  readonly filter: Filter;
  readonly handler: Handler;
  readonly options: SubscribeOptions;
}

/**
 * Observes the events of an agent's turns, in causal order: it hears what is sent before the agent acts on it. What it throws
 * is reported as `HandlerFailed` and does not touch the turn, unless `onError: "throw"` says so.
 *
 * ```ts
 * new Agent("a", { observers: [observer(ToolCall, (event) => console.log(event.name))] });
 * ```
 *
 * Options are those of `subscribe`: with `interrupt: true` it may replace and suppress.
 *
 * @throws FILTER_INVALID.
 */
export function observer<const F extends FilterInput>(
  filter: F,
  handler: Handler<EventOf<F>>,
  options: SubscribeOptions = {},
): Observer {
  return {
    filter: filterOf([filter]),
    handler: handler as unknown as Handler,
    options: { onError: "report", ...options },
  };
}
