// The emits of a chunk: each is for whoever listens to its promise; the failure of one that nobody hears is the execution's.
import { MillraceError } from "../../errors/millrace-error.js";
import { warn } from "../../primitives/warn.js";
import type { FlowRun } from "./flow-run.js";

/** A promise that knows whether anybody has listened to it. A failure that nobody hears is not Node's to report. */
class HeardPromise<T> extends Promise<T> {
  heard = false;

  // What comes of it is a plain promise, whose failure nobody has promised to look after.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // `await`, `catch`, `finally` and `Promise.all` all come by here, as they do for every subclass.
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.heard = true;
    return super.then(onFulfilled, onRejected);
  }

  /** Keeps its failure from Node, without listening. */
  quieten(): void {
    void super.then(undefined, () => undefined);
  }
}

interface Failed {
  readonly promise: HeardPromise<unknown>;
  readonly error: unknown;
  /** True when it began behind the end of the execution. */
  readonly late: boolean;
}

/** The emits and awaited state changes of one call of one chunk. */
export class OpenEmits {
  #ended = false;
  #failed: Failed[] | undefined;
  readonly #run: FlowRun;

  constructor(run: FlowRun) {
    this.#run = run;
  }

  /**
   * Starts an emit; the promise rejects with its failure. When nobody has listened to it by the time it has failed and
   * the chunk has ended, a forgotten `await` most likely, the failure is the execution's.
   */
  begin<T>(work: () => Promise<T>): Promise<T> {
    let resolve!: (value: T) => void;
    let reject!: (error: unknown) => void;
    const promise = new HeardPromise<T>((...settle) => ([resolve, reject] = settle as [typeof resolve, typeof reject]));
    promise.quieten();
    // Held until the failure has found its way: the execution may not complete before that.
    const late = !this.#run.open;
    void this.#run.hold(async () => {
      try {
        resolve(await work());
      } catch (error) {
        reject(error);
        this.failed({ promise, error, late });
      }
    });
    return promise;
  }

  /** The chunk has ended: it listens to nothing from now on. */
  end(): void {
    this.#ended = true;
    for (const failed of this.#failed ?? []) this.settle(failed);
    this.#failed = undefined;
  }

  // While the chunk runs, it may still come to its `await`.
  private failed(failed: Failed): void {
    if (this.#ended) this.settle(failed);
    else if (!failed.promise.heard) (this.#failed ??= []).push(failed);
  }

  // What fails behind the end of the execution goes down with it; what only begins there is told, as for a posted signal.
  private settle({ promise, error, late }: Failed): void {
    if (promise.heard) return;
    if (this.#run.open) this.#run.fail(error);
    else if (late && MillraceError.is(error, "EXECUTION_CLOSED")) warn("MILLRACE_EMIT_AFTER_CLOSE", error.message);
  }
}
