// What became of a signal that was emitted.

/** Options of `emit`. */
export interface EmitOptions {
  /** A key that makes the signal happen once: with a key that the execution has seen, nothing is sent. */
  readonly key?: string;
}

/** Options of `emitNowait`. */
export interface PostOptions extends EmitOptions {
  /**
   * Takes the signal back: when it is aborted, nothing more follows from the signal, `data.signal` of what runs for it
   * aborts, and its `key` is free again.
   */
  readonly signal?: AbortSignal;
}

/** What an `emit` resolves with. */
export interface SignalReceipt {
  /** False when an interrupter suppressed it, or its key had been seen. */
  readonly delivered: boolean;
  /** How many nodes waited for it. */
  readonly handlers: number;
  /** True when its key had been seen: it was not sent again. */
  readonly duplicate: boolean;
}
