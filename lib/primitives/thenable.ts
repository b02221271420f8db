// Tells what has to be awaited from what is done already: the road of an event is synchronous until one of these comes.

/** True for promises and everything else with a `then` method. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function"
  );
}
