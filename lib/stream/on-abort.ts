// Ties an AbortController to a signal, and lets go of it again: `AbortSignal.any` cannot be undone, and its listeners pile
// up on a signal that lives long.

/** Aborts `controller` when `signal` is aborted, at once if it is already. The result ends that. */
export function follow(signal: AbortSignal, controller: AbortController): () => void {
  const abort = (): void => {
    controller.abort(signal.reason);
  };
  return onAbort(signal, abort);
}

/** Calls `task` once when `signal` is aborted, at once if it is already. The result ends that. */
export function onAbort(signal: AbortSignal, task: () => void): () => void {
  if (signal.aborted) task();
  else signal.addEventListener("abort", task, { once: true });
  return () => {
    signal.removeEventListener("abort", task);
  };
}
