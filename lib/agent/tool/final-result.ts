// A result that is the answer.

/** What {@link finalResult} makes. */
export class FinalResult<T = unknown> {
  constructor(readonly value: T) {}
}

/**
 * What a tool returns to end the turn: the value is the answer, and the model is not asked again.
 *
 * ```ts
 * run: ({ order }) => finalResult(`Order ${order} is booked.`)
 * ```
 *
 * The calls beside it are finished first; of several final results, the first in the order of the calls is the answer.
 */
export function finalResult<T>(value: T): FinalResult<T> {
  return new FinalResult(value);
}
