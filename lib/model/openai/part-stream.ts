// The parts of one call as an iterator that can be left at any time, also while it waits.
import type { ModelPart } from "../model-part.js";
import type { CallEnding } from "./call-ending.js";

/** The reason of a call that its reader has left. */
export const LEFT = Symbol("left");

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Runs a call when the first part is asked for. There is one request, and so one reader: a second loop finds the end. */
export class PartStream implements AsyncIterableIterator<ModelPart, undefined, undefined> {
  readonly #parts: AsyncGenerator<ModelPart, void, undefined>;
  readonly #ending: CallEnding;
  /** How many calls of `next` are open. */
  #waiting = 0;

  constructor(parts: AsyncGenerator<ModelPart, void, undefined>, ending: CallEnding) {
    this.#parts = parts;
    this.#ending = ending;
  }

  async next(): Promise<IteratorResult<ModelPart, undefined>> {
    this.#waiting++;
    try {
      const next = await this.#parts.next();
      return next.done ? DONE : next;
    } catch (error) {
      if (error === LEFT) return DONE;
      throw error;
    } finally {
      this.#waiting--;
    }
  }

  /** Closes the socket unless the answer has been read to its end. A `next` that waits is done. */
  async return(): Promise<IteratorResult<ModelPart, undefined>> {
    if (this.#waiting > 0) this.#ending.end(LEFT);
    try {
      await this.#parts.return();
    } catch (error) {
      if (error !== LEFT) throw error;
    }
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
