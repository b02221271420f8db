// The emits of a chunk: each is for whoever listens to its promise; the failure of one that nobody hears is the execution's.
import { MillraceError } from "../../errors/millrace-error.js";
import { warn } from "../../primitives/warn.js";
import { type FlowRun } from "./flow-run.js";

/** A promise that knows whether anybody has listened to it. A failure that nobody hears is not Node's to report. */
class HeardPromise extends Promise<undefined> {
  heard = false;

  // What comes of it is a plain promise, whose failure nobody has promised to look after.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // `await`, `catch`, `finally` and `Promise.all` all come by here, as they do for every subclass.
  override then<A = undefined, B = never>(
    onFulfilled?: ((value: undefined) => A | PromiseLike<A>) | null,
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
  readonly promise: HeardPromise;
  readonly error: unknown;
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
  begin(work: () => Promise<void>): Promise<void> {
    let resolve!: (value: undefined) => void;
    let reject!: (error: unknown) => void;
    const promise = new HeardPromise((...settle) => ([resolve, reject] = settle as [typeof resolve, typeof reject]));
    promise.quieten();
    // Held until the failure has found its way: the execution may not complete before that.
    void this.#run.hold(async () => {
      try {
        await work();
        resolve(undefined);
      } catch (error) {
        reject(error);
        this.failed({ promise, error });
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

  private settle({ promise, error }: Failed): void {
    if (promise.heard) return;
    if (this.#run.open) this.#run.fail(error);
    else if (isTooLate(error)) warn("MILLRACE_EMIT_AFTER_CLOSE", error.message);
  }
}

// What fails behind the end of the execution goes down with it; what only begins there is told, as for a posted signal.
function isTooLate(error: unknown): error is MillraceError {
  return error instanceof MillraceError && error.code === "EXECUTION_CLOSED";
}
