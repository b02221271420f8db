/** Counts what listens on a stream, for specs that count back to zero. */
import { type Stream } from "millrace";
import { coreOf } from "../../lib/stream/stream-view.js";

/** Subscribers, interrupters, futures, joins and Rx subscribers that live now. */
export function listeners(stream: Stream): number {
  const { subject } = coreOf(stream);
  return subject.index.subscriptions().length + (subject.observed ? 1 : 0);
}

/** Counts who listens to a signal, from now on. */
export function countListeners(signal: AbortSignal): () => number {
  const listening = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (type: string, listener: never, options?: never) => {
    listening.add(listener);
    addEventListener.call(signal, type, listener, options);
  };
  signal.removeEventListener = (type: string, listener: never, options?: never) => {
    listening.delete(listener);
    removeEventListener.call(signal, type, listener, options);
  };
  return () => listening.size;
}
