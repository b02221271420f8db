// Those who wait for an execution: for its rest, or for its end; and what they are told.
import { createDeferred, type Deferred } from "../../primitives/deferred.js";
import type { Interrupt } from "./interrupt.js";

/** What an execution is doing: `waiting` is quiet and open, the last three are final. */
export type ExecutionStatus = "created" | "running" | "waiting" | "completed" | "failed" | "cancelled";

/** What came of an execution, without its types. */
export interface Ending {
  readonly result: unknown;
  readonly state: Record<string, unknown>;
  readonly status: ExecutionStatus;
  readonly interrupts: readonly Interrupt[];
}

/** The promises of one execution, made when somebody asks for them. */
export class Settlement {
  declare ending: Ending | undefined;
  declare failure: { readonly error: unknown } | undefined;
  declare private told: Deferred<Ending> | undefined;
  declare private resting: Deferred<Ending> | undefined;

  constructor() {
    this.ending = undefined;
    this.failure = undefined;
    this.told = undefined;
    this.resting = undefined;
  }

  /**
   * Resolves at the next rest: with the ending, or with what there is then. `now` is what there is at a rest that it is
   * in already. A failure is told by others as well: nobody has to await this.
   */
  rest(now: (() => Ending) | undefined): Promise<Ending> {
    const known = this.resting;
    if (known) return known.promise;
    const { promise } = (this.resting = this.settled());
    if (now && this.ending === undefined && this.failure === undefined) this.resting.resolve(now());
    return quietly(promise);
  }

  /** The same for whoever starts it: a failure that nobody awaits is not silent. */
  begin(): Promise<Ending> {
    return (this.resting ??= this.settled()).promise;
  }

  /** Resolves at the end; rejects with the failure. */
  get end(): Promise<Ending> {
    if (this.told) return this.told.promise;
    const { promise } = (this.told = this.settled());
    return quietly(promise);
  }

  /** It gets busy again: those who ask from now on wait for the next rest. */
  goOn(): void {
    this.resting = undefined;
  }

  /** It is at rest, and not over. */
  pause(now: () => Ending): void {
    this.resting?.resolve(now());
    this.resting = undefined; // who asks from now on is told anew
  }

  complete(ending: Ending): void {
    this.ending = ending;
    this.told?.resolve(ending);
    this.resting?.resolve(ending);
    this.resting = undefined;
  }

  fail(error: unknown): void {
    this.failure = { error };
    this.told?.reject(error);
    this.resting?.reject(error);
  }

  private settled(): Deferred<Ending> {
    const deferred = createDeferred<Ending>();
    if (this.failure) deferred.reject(this.failure.error);
    else if (this.ending) deferred.resolve(this.ending);
    return deferred;
  }
}

function quietly(promise: Promise<Ending>): Promise<Ending> {
  promise.catch(() => undefined);
  return promise;
}
