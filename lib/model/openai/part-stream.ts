// The parts of one call as an iterator that can be left at any time, also while it waits.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ModelPart } from "../model-part.js";
import type { CallEnding } from "./call-ending.js";

/** The reason of a call that its reader has left. */
export const LEFT = Symbol("left");

/** What a call is read in: all parts of one piece of the wire, since a promise for each part would cost more than it. */
export type PartBatches = AsyncGenerator<readonly ModelPart[], void, undefined>;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };
const NOTHING: readonly ModelPart[] = [];

/** Runs a call when the first part is asked for. There is one request, and so one reader: a second loop finds the end. */
export class PartStream implements AsyncIterableIterator<ModelPart, undefined, undefined> {
  readonly #batches: PartBatches;
  readonly #ending: CallEnding;
  #batch = NOTHING;
  #place = 0;
  /** How many calls of `next` are open. */
  #busy = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(batches: PartBatches, ending: CallEnding) {
    this.#batches = batches;
    this.#ending = ending;
  }

  /** Calls that overlap are served one after the other. */
  next(): Promise<IteratorResult<ModelPart, undefined>> {
    if (this.#busy === 0 && !this.#ending.ended) {
      const value = this.#batch[this.#place];
      if (value !== undefined) {
        this.#place++;
        return Promise.resolve({ done: false, value });
      }
    }
    const take = (): Promise<IteratorResult<ModelPart, undefined>> => this.take();
    const next = this.#busy++ === 0 ? take() : this.#last.then(take, take);
    this.#last = next;
    return next;
  }

  /** Closes the socket unless the answer has been read to its end. A `next` that waits is done. */
  async return(): Promise<IteratorResult<ModelPart, undefined>> {
    this.#batch = NOTHING;
    if (this.#busy > 0) this.#ending.end(LEFT);
    try {
      await this.#batches.return();
    } catch (error) {
      if (error !== LEFT) throw error;
    }
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async take(): Promise<IteratorResult<ModelPart, undefined>> {
    try {
      await this.dropWhatWasAborted();
      for (;;) {
        const value = this.#batch[this.#place++];
        if (value !== undefined) return { done: false, value };
        const next = await this.#batches.next();
        if (next.done) return DONE;
        this.#batch = next.value;
        this.#place = 0;
      }
    } catch (error) {
      if (error === LEFT) return DONE;
      throw error;
    } finally {
      this.#busy--;
    }
  }

  // What was read before a limit was passed is still given out; who aborts wants no more.
  private async dropWhatWasAborted(): Promise<void> {
    const { reason } = this.#ending;
    if (this.#place >= this.#batch.length || !MillraceError.is(reason, "ABORTED")) return;
    this.#batch = NOTHING;
    await this.#batches.return();
    throw reason;
  }
}
