/** Counts what listens on a stream, for specs that count back to zero. */
import { type Stream } from "millrace";
import { coreOf } from "../../lib/stream/stream-view.js";

/** Subscribers, interrupters, futures, joins and Rx subscribers that live now. */
export function listeners(stream: Stream): number {
  const { subject } = coreOf(stream);
  return subject.index.subscriptions().length + (subject.observed ? 1 : 0);
}
