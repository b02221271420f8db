// Where in the tree of spans code runs: what the registered context manager says, and our own note where there is none.
import { AsyncLocalStorage } from "node:async_hooks";
import { context, ROOT_CONTEXT, type Context as Trace } from "@opentelemetry/api";

interface Place {
  readonly owner: object;
  readonly trace: Trace;
}

// OpenTelemetry without a context manager forgets at once what `with` was told, and every span would be a root.
const place = new AsyncLocalStorage<Place>();

/** The active span, as a context of OpenTelemetry. */
export function activeTrace(): Trace {
  const active = context.active();
  return active === ROOT_CONTEXT ? (place.getStore()?.trace ?? active) : active;
}

/** Runs work with its span active, noted as part of what the owner does. */
export function runIn<T>(owner: object, trace: Trace, work: () => T): T {
  return place.run({ owner, trace }, () => context.with(trace, work));
}

/** True in work that runs for this owner, and in nobody else's inside of it. */
export function isIn(owner: object): boolean {
  return place.getStore()?.owner === owner;
}
