// One run of a flow, as people hold it: start, signals, the runtime stream, pauses, the outcome, and its end.
import { MillraceError } from "../errors/millrace-error.js";
import type { FilterInput, EventOf } from "../filter/filter.js";
import { checkCount } from "../primitives/check-count.js";
import type { Clock } from "../primitives/clock.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { Context } from "../stream/context.js";
import type { Stream } from "../stream/stream.js";
import type { Handler } from "../stream/subscription.js";
import type { ChunkHandler } from "./definition/chunk.js";
import type {
  FlowContract,
  FlowInput,
  FlowState,
  SignalArguments,
  SignalName,
  SignalValue,
  Slot,
} from "./definition/flow-contract.js";
import { checkCloseOptions, type CloseOptions, type ContinueOptions, type Outcome } from "./execution-options.js";
import { bindTrigger } from "./run/bind-trigger.js";
import { closeRun } from "./run/close-run.js";
import { assertSignal, emitAwaited } from "./run/emit.js";
import { type Interrupt, type InterruptItem, isInterruptItem } from "./run/interrupt.js";
import type { Lifecycle } from "./run/lifecycle.js";
import { answerPause, pendingInterrupts } from "./run/pending-interrupts.js";
import { Permits } from "./run/permits.js";
import type { ReadOptions, RuntimeStreamReader } from "./run/runtime-stream.js";
import { fromOutside, outside, postSignal } from "./run/send-signal.js";
import type { ExecutionStatus } from "./run/settlement.js";
import type { EmitOptions, PostOptions, SignalReceipt } from "./run/signal-receipt.js";
import { explainStall, type StallReport } from "./run/stall-report.js";
import { assertOpen } from "./run/too-late.js";
import { loadSnapshot } from "./snapshot/load-run.js";
import { saveRun } from "./snapshot/save-run.js";
import type { ExecutionSnapshot } from "./snapshot/snapshot.js";

// Made by flows only: a type does not make one, and neither do people.
let create: (life: Lifecycle) => unknown;

/** One run of a flow. Made by `flow.createExecution()`; starts once. */
export class Execution<C extends FlowContract = FlowContract> {
  readonly #life: Lifecycle;

  static {
    create = (life) => new Execution(life);
  }

  private constructor(life: Lifecycle) {
    this.#life = life;
  }

  get id(): string {
    return this.#life.id;
  }

  /** The stream on which everything happens. */
  get stream(): Stream {
    return this.#life.run.wiring.stream;
  }

  get status(): ExecutionStatus {
    return this.#life.status;
  }

  /** Whether it takes signals: `sealed` finishes what is under way and takes none from outside. */
  get lifecycle(): "open" | "sealed" | "closed" {
    const { open, sealed } = this.#life.run;
    return !open ? "closed" : sealed ? "sealed" : "open";
  }

  /** Resolves when nothing is under way; rejects with the failure. */
  get settled(): Promise<void> {
    const settled = this.#life.atRest.then(() => undefined);
    settled.catch(() => undefined); // a failure is told by `start` and others: nobody has to await this as well
    return settled;
  }

  /** Resolves when the execution is over, closed or cancelled; rejects with the failure. */
  get outcome(): Promise<Outcome<C>> {
    return this.#life.outcome as Promise<Outcome<C>>;
  }

  /**
   * Starts the execution, or joins it when it has started. Resolves when nothing is under way any more, without polling:
   * with the outcome, or, while pauses wait, with `status: "waiting"` and the pauses. Rejects at once with the error of a
   * chunk that nobody catches.
   *
   * @throws EXECUTION_STARTED for another input than the first, FLOW_VALUE_INVALID for one that does not fit,
   * EXECUTION_CLOSED when it was closed before it started.
   */
  start(input?: FlowInput<C>): Promise<Outcome<C>> {
    try {
      return this.#life.start(input) as Promise<Outcome<C>>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Emits a signal from outside and waits for its whole subtree. Rejects at once with the first failure in it, which is
   * the caller's then and leaves the execution unharmed, or with the failure of the execution.
   *
   * @throws EXECUTION_CLOSED, FLOW_VALUE_INVALID, FLOW_SIGNAL_UNKNOWN.
   */
  async emit<N extends SignalName<C>>(
    name: N,
    ...[value, options]: SignalArguments<C, N, EmitOptions>
  ): Promise<SignalReceipt> {
    const checked = this.admit(name, value);
    const { run } = this.#life;
    return emitAwaited(run, name, checked, options, (begin) => fromOutside(run, begin));
  }

  /** Posts a signal from outside; its failure fails the execution. Throws EXECUTION_CLOSED, FLOW_VALUE_INVALID. */
  emitNowait<N extends SignalName<C>>(name: N, ...[value, options]: SignalArguments<C, N, PostOptions>): void {
    const checked = this.admit(name, value);
    const { run } = this.#life;
    postSignal(run, name, checked, outside(run, run.root), options);
  }

  /** The pauses that wait for an answer, those of sub-flows included. */
  getPendingInterrupts(): readonly Interrupt[] {
    return pendingInterrupts(this.#life.run);
  }

  /**
   * Answers a pause. Resolves when everything that goes on behind it is quiet. Rejects with the first failure in that; the
   * pause waits again then, so that the answer can be repeated. With a `requestId`, an answer that arrives twice counts
   * once, restarts included.
   *
   * @throws INTERRUPT_UNKNOWN, FLOW_VALUE_INVALID for an answer that does not fit, RESUME_CONFLICT, EXECUTION_CLOSED.
   */
  async continueWith(id: string, value?: unknown, options: ContinueOptions = {}): Promise<void> {
    refuseUnknown("continueWith", options, ["requestId"]);
    const { run } = this.#life;
    const { requestId } = options;
    const repeated = requestId === undefined ? undefined : run.usedParts?.interrupts?.repeated(id, value, requestId);
    if (repeated) return repeated; // also when all is over: who delivers twice does so late
    assertOpen(run, `The answer to "${id}"`, true);
    run.wake();
    await answerPause(run, id, value, requestId);
  }

  /**
   * Reads the runtime stream from its oldest kept item on; every reader has a place of its own. The first `next` starts
   * the execution with `input`, or joins it as `start` does. A failure of the execution rejects every open reader. Pauses
   * and their answers are among the items where `interrupts` says so.
   *
   * @throws OPTION_INVALID.
   */
  getRuntimeStream(
    input: FlowInput<C> | undefined,
    options: ReadOptions & { readonly interrupts: true },
  ): RuntimeStreamReader<Slot<C, "stream"> | InterruptItem>;
  getRuntimeStream(input?: FlowInput<C>, options?: ReadOptions): RuntimeStreamReader<Slot<C, "stream">>;
  getRuntimeStream(input?: FlowInput<C>, options: ReadOptions = {}): RuntimeStreamReader<unknown> {
    const life = this.#life;
    const { run } = life;
    const begin = (): void => {
      if (life.started || (run.open && !run.sealed)) life.begin(input);
    };
    const clock = (): Clock => run.wiring.core.clock;
    const { interrupts = run.contract.stream === undefined } = options;
    return run.stream.read(begin, clock, options, interrupts ? undefined : (item) => !isInterruptItem(item));
  }

  /**
   * A handler for this execution only: a signal by its name or a state key, for a function that gets what a chunk gets and
   * obeys the same limits; or events of the stream that belong to this execution, by class or filter, for a function that
   * gets event and context. A failing one is reported and fails nothing. It ends with the execution, by `off`, or when the
   * result is disposed.
   */
  on<const N extends SignalName<C>>(signal: N, handler: ChunkHandler<SignalValue<C, N>, unknown, C>): Disposable;
  on<const K extends keyof FlowState<C> & string>(
    state: { readonly state: K },
    handler: ChunkHandler<FlowState<C>[K], unknown, C>,
  ): Disposable;
  on<const W extends FilterInput>(event: W, handler: Handler<EventOf<W>>): Disposable;
  on(trigger: unknown, handler: (first: never, context: Context) => unknown): Disposable {
    const { run } = this.#life;
    assertOpen(run, "A handler");
    return bindTrigger(run, trigger, handler);
  }

  /** Ends a handler that `on` has given. True when it was there. */
  off(handler: Disposable): boolean {
    if (this.#life.run.usedParts?.bound?.has(handler) !== true) return false;
    handler[Symbol.dispose]();
    return true;
  }

  /** Takes nothing in from outside any more; what is under way, and what it sets off, is finished. */
  seal(): void {
    this.#life.run.sealed = true;
  }

  /** Takes signals from outside again. Throws EXECUTION_CLOSED. */
  unseal(): void {
    const { run } = this.#life;
    assertOpen(run, "unseal()", run.closing);
    run.sealed = false;
  }

  /**
   * Closes the execution: nothing comes in from outside any more, what is under way is finished, then the runtime stream
   * ends and the outcome resolves. Closing twice is closing once. Rejects with the failure of the execution.
   *
   * @throws EXECUTION_WAITING when pauses wait and are not to be cancelled.
   */
  async close(options: CloseOptions = {}): Promise<Outcome<C>> {
    checkCloseOptions(options);
    return (await closeRun(this.#life, options)) as Outcome<C>;
  }

  /**
   * Ends everything at once: signals abort, nothing follows, waiting emits reject, pauses are given up. `start`, `outcome`
   * and `close` resolve with `status: "cancelled"`. Cancelling twice, or too late, changes nothing.
   */
  async cancel(reason?: unknown): Promise<Outcome<C>> {
    return (await this.#life.cancel(reason)) as Outcome<C>;
  }

  /**
   * The execution as data, at this very moment: state, open joins, pauses, and everything that is under way. Plain JSON.
   * Not in it: items of the runtime stream, resources, flow data.
   *
   * @throws SNAPSHOT_UNSAVABLE for values that JSON cannot carry, by the place they are in, and for waits that nest too deep.
   */
  save(): ExecutionSnapshot {
    return saveRun(this.#life);
  }

  /**
   * Takes up a snapshot, as JSON or its text, in an execution that has not started: of the same flow, maybe in another
   * process. Nothing runs by it; `resume()` goes on.
   *
   * @throws SNAPSHOT_INVALID, also for one that had failed; SNAPSHOT_MISMATCH with all that differs; EXECUTION_STARTED.
   */
  load(snapshot: ExecutionSnapshot | string): void {
    const life = this.#life;
    if (life.started)
      throw new MillraceError("EXECUTION_STARTED", `Execution ${life.id} has started, so that no snapshot fits in.`, {
        hint: "Load into a new one: flow.createExecution().load(snapshot).",
      });
    loadSnapshot(life, snapshot);
  }

  /**
   * Goes on with what a snapshot held: chunks that had started and not finished run again from their start. What such a
   * chunk had done already, its state changes, signals and stream items, is not done twice, as long as it does the same
   * things in the same order. Resolves as `start` does.
   */
  resume(): Promise<Outcome<C>> {
    const life = this.#life;
    try {
      life.resume();
    } catch (error) {
      return Promise.reject(error);
    }
    return life.atRest as Promise<Outcome<C>>;
  }

  /** What it has so far: result, state as a copy, status, pauses. */
  snapshot(): Outcome<C> {
    return this.#life.snapshot() as unknown as Outcome<C>;
  }

  /** Why nothing goes on: which joins and pauses wait, for what, and who could still send that. */
  explainStall(): StallReport {
    return explainStall(this.#life.run);
  }

  /** The executions of sub-flows that are under way in it or wait. Cancelling one skips its node. */
  get children(): readonly Execution[] {
    return [...(this.#life.run.usedParts?.children ?? [])].map(({ execution }) => execution);
  }

  /** Changes how many chunks run at once; those that run go on. Throws OPTION_INVALID. */
  setConcurrency(concurrency: number): void {
    checkCount("concurrency", concurrency, 1);
    const { run } = this.#life;
    if (run.permits) run.permits.resize(concurrency);
    else run.permits = new Permits(concurrency);
  }

  // A signal from outside at the door. It may come before the start.
  private admit(name: string, value: unknown): unknown {
    const { run } = this.#life;
    assertOpen(run, `The signal "${name}"`, true);
    const checked = assertSignal(run, name, value);
    run.wake();
    return checked;
  }
}

/** @internal Makes the execution of a life. */
export function executionOf(life: Lifecycle): Execution {
  return create(life) as Execution;
}
