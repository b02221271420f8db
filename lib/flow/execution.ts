// One run of a flow, as people hold it: start, signals, the runtime stream, the outcome, and its end.
import { randomUUID } from "node:crypto";
import { MillraceError } from "../errors/millrace-error.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import { type Clock } from "../primitives/clock.js";
import { createDeferred, type Deferred } from "../primitives/deferred.js";
import { deepEqual } from "../primitives/deep-equal.js";
import { type ContextOptions } from "../stream/context-scope.js";
import { type OwnedContext, type StreamContext } from "../stream/context.js";
import { reportFailure } from "../stream/report-failure.js";
import { type Stream } from "../stream/stream.js";
import {
  checkSignal,
  checkValue,
  type FlowContract,
  type FlowInput,
  type FlowState,
  type SignalArguments,
  type SignalName,
  type Slot,
} from "./definition/flow-contract.js";
import { ExecutionCompleted, ExecutionFailed, ExecutionStarted, RuntimeStreamStopped } from "./flow-events.js";
import { FlowRun } from "./run/flow-run.js";
import { type FlowWiring } from "./run/flow-wiring.js";
import { type ReadOptions, RuntimeStream, type RuntimeStreamReader } from "./run/runtime-stream.js";

/** What an execution is doing: `waiting` is quiet and open, the last three are final. */
export type ExecutionStatus = "created" | "running" | "waiting" | "completed" | "failed" | "cancelled";

/** What came of an execution. */
export interface Outcome<C extends FlowContract = FlowContract> {
  /** What reached `end` or `setResult`; undefined when nothing did. */
  readonly result: Slot<C, "result"> | undefined;
  /** The state when the execution closed, as a copy. */
  readonly state: Partial<FlowState<C>>;
  readonly status: ExecutionStatus;
  /** Pauses that wait for an answer. */
  readonly interrupts: readonly never[];
}

/** Options of `createExecution`; all optional. */
export interface ExecutionOptions {
  /** How many chunks run at once, fan-outs included. Default: no limit. */
  readonly concurrency?: number;
  /** The stream on which everything happens. Default: one that the executions of the flow share, without history. */
  readonly stream?: Stream;
  /** Live objects by name, for `data.resource(name)`. */
  readonly resources?: Readonly<Record<string, unknown>>;
  /** Closes when it has started and nothing is under way any more. Default true. */
  readonly autoClose?: boolean;
  /** How many items of the runtime stream are kept for readers that come later, from 0 up. Default 10,000. */
  readonly streamRetain?: number;
  /** Variables, dependencies and container of the context of its chunks. */
  readonly context?: ContextOptions;
  /** Default: a UUID. */
  readonly id?: string;
}

const OPTIONS = ["concurrency", "stream", "resources", "autoClose", "streamRetain", "context", "id"];
const DEFAULT_STREAM_RETAIN = 10_000;

/** One run of a flow. Made by `flow.createExecution()`; starts once. */
export class Execution<C extends FlowContract = FlowContract> {
  readonly id: string;
  /** The stream on which everything happens. */
  readonly stream: Stream;
  #status: ExecutionStatus = "created";
  #started = false;
  #input: unknown;
  readonly #autoClose: boolean;
  readonly #run: FlowRun;
  readonly #wiring: FlowWiring;
  readonly #context: OwnedContext;
  readonly #outcome = createTold<Outcome<C>>();
  #settled = createTold<undefined>();

  /** For flows. Throws OPTION_INVALID. */
  constructor(wiring: FlowWiring, contract: C, options: ExecutionOptions) {
    refuseUnknown("createExecution", options, OPTIONS);
    const { concurrency, streamRetain = DEFAULT_STREAM_RETAIN, resources = {}, id = randomUUID() } = options;
    if (concurrency !== undefined) checkCount("concurrency", concurrency, 1);
    checkCount("streamRetain", streamRetain, 0);
    this.id = id;
    this.stream = wiring.stream;
    this.#wiring = wiring;
    this.#autoClose = options.autoClose ?? true;
    this.#context = wiring.stream.context(options.context ?? {});
    this.#run = new FlowRun({
      id,
      execution: this as unknown as Execution,
      wiring,
      contract,
      concurrency,
      resources,
      stream: new RuntimeStream(streamRetain),
      context: this.#context as unknown as StreamContext,
      onBusy: () => {
        this.becomeBusy();
      },
      onQuiet: () => {
        this.becomeQuiet();
      },
      onFailure: (error) => {
        this.fail(error);
      },
    });
  }

  get status(): ExecutionStatus {
    return this.#status;
  }

  /** Resolves when nothing is under way; rejects with the failure. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** Resolves when the execution has closed; rejects with the failure. */
  get outcome(): Promise<Outcome<C>> {
    return this.#outcome.promise;
  }

  /**
   * Starts the execution, or joins it when it has started. Resolves when nothing is under way any more, without polling.
   * Rejects at once with the error of a chunk that nobody catches.
   *
   * @throws EXECUTION_STARTED for another input than the first, FLOW_VALUE_INVALID for one that does not fit,
   * EXECUTION_CLOSED when it was closed before it started.
   */
  async start(input?: FlowInput<C>): Promise<Outcome<C>> {
    this.begin(input);
    if (this.#autoClose) return this.#outcome.promise;
    await this.#settled.promise;
    return this.snapshot();
  }

  /**
   * Emits a signal from outside and waits for its whole subtree. Rejects at once with the first failure in it, which is
   * the caller's then and leaves the execution unharmed, or with the failure of the execution.
   *
   * @throws EXECUTION_CLOSED, FLOW_VALUE_INVALID.
   */
  async emit<N extends SignalName<C>>(name: N, ...[value]: SignalArguments<C, N>): Promise<void> {
    const checked = this.admit(name, value);
    const run = this.#run;
    const done = run.awaitSubtree(run.context, (context) => run.sendSignal("signal", name, checked, [], context));
    // When the execution fails, what was emitted is not carried on: settled rejects before the subtree falls silent.
    await Promise.race([done, this.#settled.promise.then(() => done)]);
  }

  /** Posts a signal from outside; its failure fails the execution. Throws EXECUTION_CLOSED, FLOW_VALUE_INVALID. */
  emitNowait<N extends SignalName<C>>(name: N, ...[value]: SignalArguments<C, N>): void {
    const checked = this.admit(name, value);
    const run = this.#run;
    run.post(() => run.sendSignal("signal", name, checked, [], run.context));
  }

  /**
   * Reads the runtime stream from its oldest kept item on; every reader has a place of its own. The first `next` starts
   * the execution with `input`, or joins it as `start` does. A failure of the execution rejects every open reader.
   *
   * @throws OPTION_INVALID.
   */
  getRuntimeStream(input?: FlowInput<C>, options: ReadOptions = {}): RuntimeStreamReader<Slot<C, "stream">> {
    const begin = (): void => {
      if (this.#started || (this.#run.open && !this.#run.sealed)) this.begin(input);
    };
    const clock = (): Clock => this.#wiring.core.clock;
    return this.#run.stream.read(begin, clock, options) as RuntimeStreamReader<Slot<C, "stream">>;
  }

  /**
   * Closes the execution: nothing comes in from outside any more, what is under way is finished, then the runtime stream
   * ends and the outcome resolves. Closing twice is closing once. Rejects with the failure of the execution.
   */
  async close(): Promise<Outcome<C>> {
    const run = this.#run;
    run.sealed = true;
    while (run.open && !run.quiet) await this.#settled.promise;
    if (run.open) void this.finish();
    return this.#outcome.promise;
  }

  // A signal from outside at the door. It may come before the start.
  private admit(name: string, value: unknown): unknown {
    const run = this.#run;
    run.assertOpen(`The signal "${name}"`, true);
    const checked = checkSignal(run.blueprint.name, run.contract, name, value);
    this.#wiring.add(run);
    return checked;
  }

  private begin(input: unknown): void {
    const run = this.#run;
    const { name } = run.blueprint;
    if (this.#started) {
      if (input === undefined || deepEqual(input, this.#input)) return;
      throw new MillraceError(
        "EXECUTION_STARTED",
        `Execution ${this.id} of flow ${name} has started with another input.`,
        { details: { flow: name, execution: this.id } },
      );
    }
    run.assertOpen("The start", true);
    const checked = checkValue(name, "input", run.contract.input, input);
    this.#wiring.add(run);
    this.#started = true;
    this.#input = input;
    void run.track(async () => {
      await run.tell(ExecutionStarted, () => new ExecutionStarted(name, this.id, checked));
      await run.sendSignal("start", "", checked, [], run.context);
    });
  }

  private becomeBusy(): void {
    if (!this.#run.open) return;
    if (this.#status === "waiting") this.#settled = createTold<undefined>();
    this.#status = "running";
  }

  private becomeQuiet(): void {
    if (!this.#run.open) return;
    this.#status = "waiting";
    this.#settled.resolve(undefined);
    if (this.#autoClose && this.#started) void this.finish();
  }

  // Once: it shuts the run before anything else. Never rejects.
  private async finish(): Promise<void> {
    const run = this.#run;
    const { name } = run.blueprint;
    run.shut(new MillraceError("EXECUTION_CLOSED", `Execution ${this.id} of flow ${name} was closed.`));
    this.#status = "completed";
    try {
      if (run.stream.stop() && run.wants(RuntimeStreamStopped))
        await run.context.send(new RuntimeStreamStopped(name, this.id));
      const { result, state } = this.snapshot();
      if (run.wants(ExecutionCompleted)) await run.context.send(new ExecutionCompleted(name, this.id, result, state));
      await this.#context.end();
      this.#outcome.resolve(this.snapshot());
    } catch (error) {
      this.#status = "failed";
      this.#outcome.reject(error);
    } finally {
      this.#wiring.remove(run);
    }
  }

  private fail(error: unknown): void {
    const run = this.#run;
    if (!run.open) return;
    this.#status = "failed";
    run.shut(error);
    run.stream.fail(error);
    this.#outcome.reject(error);
    this.#settled.reject(error);
    void this.tellFailure(new ExecutionFailed(run.blueprint.name, this.id, error));
    this.#wiring.remove(run);
  }

  // Those who wait have been told; what goes wrong from here on is reported.
  private async tellFailure(event: ExecutionFailed): Promise<void> {
    const run = this.#run;
    const report = (what: string) => (error: unknown) =>
      reportFailure(this.#wiring.core.subject, event, `${what} of execution ${this.id}`, error);
    if (run.wants(ExecutionFailed)) await run.context.send(event).catch(report("a hearer"));
    await this.#context.end().catch(report("the end"));
  }

  private snapshot(): Outcome<C> {
    return {
      result: this.#run.result?.value as Slot<C, "result"> | undefined,
      state: this.#run.state.snapshot() as Partial<FlowState<C>>,
      status: this.#status,
      interrupts: [],
    };
  }
}

// A failure is told by start, by the readers and by ExecutionFailed: nobody has to await these promises as well.
function createTold<T>(): Deferred<T> {
  const deferred = createDeferred<T>();
  deferred.promise.catch(() => undefined);
  return deferred;
}
