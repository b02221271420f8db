// What a chunk returns to wait for an answer from outside: a value, never an exception.
import type { z } from "zod";

/** Where the answer goes: to the next step, to the same chunk once more, or out as a signal. */
export type ResumeTo = "next" | "self" | { readonly event: string };

/** What `data.pauseFor` takes; all optional. */
export interface PauseOptions<S extends z.ZodType = z.ZodType, To extends ResumeTo = ResumeTo> {
  /** What kind of answer is waited for, for those who show it. Default `"pause"`. */
  readonly type?: string;
  /** By what `continueWith` names it; unique among those that wait. Default: the node, with a number where needed. */
  readonly id?: string;
  /** What the one who answers should see: plain data. */
  readonly payload?: unknown;
  /** Where the answer goes. Default `"next"`. */
  readonly resumeTo?: To;
  /** How often `"self"` may run the chunk again. Default 1. */
  readonly maxResumes?: number;
  /** The longest wait, in milliseconds; then the node fails with TIMEOUT. Default: for ever. */
  readonly timeoutMs?: number;
  /** The schema of the answer. */
  readonly answer?: S;
}

declare const gives: unique symbol;

/** Made by `data.pauseFor`; the chunk must return it. `A` is what the node gives when the answer has come. */
export class Pause<A = unknown> {
  /** For the types only. */
  declare readonly [gives]: A;
  /** @internal */
  readonly options: PauseOptions;

  /** @internal Made by `data.pauseFor`. */
  constructor(options: PauseOptions) {
    this.options = options;
  }
}

/** What goes on behind a step that may pause: the answer in place of the pause. */
export type Resumed<O> = O extends Pause<infer A> ? A : O;
