// One run of a flow, as people hold it: start, signals, the runtime stream, the outcome, and its end.
import { randomUUID } from "node:crypto";
import { MillraceError } from "../errors/millrace-error.js";
import { createDeferred } from "../primitives/deferred.js";
import { deepEqual } from "../primitives/deep-equal.js";
import { type ContextOptions } from "../stream/context-scope.js";
import { type OwnedContext, type StreamContext } from "../stream/context.js";
import { type Stream } from "../stream/stream.js";
import { checkSignal } from "./check-names.js";
import {
  checkValue,
  type FlowContract,
  type FlowInput,
  type FlowState,
  type SignalName,
  type SignalValue,
  type Slot,
} from "./flow-contract.js";
import { ExecutionCompleted, ExecutionFailed, ExecutionStarted, RuntimeStreamStopped } from "./flow-events.js";
import { FlowRun } from "./flow-run.js";
import { type FlowWiring } from "./flow-wiring.js";
import { type ReadOptions, RuntimeStream, type RuntimeStreamReader } from "./runtime-stream.js";

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
  /** Closes when nothing is under way any more. Default true. */
  readonly autoClose?: boolean;
  /** How many items of the runtime stream are kept for readers that come later. Default 10,000. */
  readonly streamRetain?: number;
  /** Variables, dependencies and container of the context of its chunks. */
  readonly context?: ContextOptions;
  /** Default: a UUID. */
  readonly id?: string;
}

const DEFAULT_STREAM_RETAIN = 10_000;

/** One run of a flow. Made by `flow.createExecution()`; starts once. */
export class Execution<C extends FlowContract = FlowContract> {
  readonly id: string;
  /** The stream on which everything happens. */
  readonly stream: Stream;
  #status: ExecutionStatus = "created";
  #input: unknown;
  readonly #autoClose: boolean;
  readonly #run: FlowRun;
  readonly #wiring: FlowWiring;
  readonly #context: OwnedContext;
  readonly #outcome = createDeferred<Outcome<C>>();
  #settled = createDeferred<undefined>();
  #closing: Promise<void> | undefined;
  /** From `close` on: work of its own goes on, signals from outside are refused. */
  #sealed = false;
  readonly #contract: C;

  /** For flows. Throws OPTION_INVALID. */
  constructor(wiring: FlowWiring, contract: C, options: ExecutionOptions) {
    const {
      concurrency,
      autoClose = true,
      streamRetain = DEFAULT_STREAM_RETAIN,
      resources = {},
      id = randomUUID(),
    } = options;
    if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && concurrency > 0)) {
      throw new MillraceError(
        "OPTION_INVALID",
        `concurrency is ${String(concurrency)}; a whole number from 1 up is expected.`,
      );
    }
    this.id = id;
    this.stream = wiring.stream;
    this.#wiring = wiring;
    this.#contract = contract;
    this.#autoClose = autoClose;
    this.#context = wiring.stream.context(options.context ?? {});
    this.#run = new FlowRun({
      id,
      wiring,
      contract,
      concurrency,
      resources,
      stream: new RuntimeStream(streamRetain),
      context: this.#context as unknown as StreamContext,
      onQuiet: () => {
        this.becomeQuiet();
      },
      onFailure: (error) => {
        this.fail(error);
      },
    });
    this.#run.execution = this;
    // A failure is told by start, by the readers and by ExecutionFailed; these two need not be awaited as well.
    this.#outcome.promise.catch(() => undefined);
    this.#settled.promise.catch(() => undefined);
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
   * @throws EXECUTION_STARTED for another input than the first, FLOW_VALUE_INVALID for one that does not fit.
   */
  async start(input?: FlowInput<C>): Promise<Outcome<C>> {
    this.begin(input);
    if (this.#autoClose) return this.#outcome.promise;
    await this.#settled.promise;
    return this.snapshot();
  }

  /** Emits a signal from outside and waits for its whole subtree. Throws EXECUTION_CLOSED, FLOW_VALUE_INVALID. */
  async emit<N extends SignalName<C>>(name: N, value?: SignalValue<C, N>): Promise<void> {
    const { run, checked } = this.admit(name, value);
    const done = createDeferred<undefined>();
    await Promise.all([
      run.track(async () => {
        try {
          await run.awaitSubtree(run.context, (context) => run.sendSignal("signal", name, checked, [], context));
          done.resolve(undefined);
        } catch (error) {
          done.reject(error);
        }
      }),
      done.promise,
    ]);
  }

  /** Posts a signal from outside; its failure fails the execution. Throws EXECUTION_CLOSED, FLOW_VALUE_INVALID. */
  emitNowait<N extends SignalName<C>>(name: N, value?: SignalValue<C, N>): void {
    const { run, checked } = this.admit(name, value);
    run.post(() => run.sendSignal("signal", name, checked, [], run.context));
  }

  /**
   * Reads the runtime stream from its oldest kept item on; every reader has a place of its own. The first `next` starts
   * the execution with `input` if nobody has. A failure of the execution rejects every open reader.
   */
  getRuntimeStream(input?: FlowInput<C>, options: ReadOptions = {}): RuntimeStreamReader<Slot<C, "stream">> {
    const begin = (): void => {
      if (this.#status === "created") this.begin(input);
    };
    return this.#run.stream.read(begin, () => this.#wiring.core.clock, options) as RuntimeStreamReader<
      Slot<C, "stream">
    >;
  }

  /**
   * Closes the execution: signals from outside are refused from now on, what is under way is finished, then the runtime
   * stream ends and the outcome resolves. Closing twice is closing once.
   */
  async close(): Promise<Outcome<C>> {
    this.#sealed = true;
    if (this.#status === "running") await this.#settled.promise;
    if (this.#status !== "failed") await (this.#closing ??= this.finish());
    return this.#outcome.promise;
  }

  // A signal from outside at the door; the first one connects an execution that has not started.
  private admit(name: string, value: unknown): { readonly run: FlowRun; readonly checked: unknown } {
    const run = this.#run;
    run.assertOpen(`The signal "${name}"`, this.#sealed);
    const checked = checkSignal(run, name, value);
    this.open();
    return { run, checked };
  }

  private begin(input: unknown): void {
    if (this.#status !== "created") {
      if (input === undefined || deepEqual(input, this.#input)) return;
      throw new MillraceError(
        "EXECUTION_STARTED",
        `Execution ${this.id} of flow ${this.#run.blueprint.name} has started with another input.`,
      );
    }
    const run = this.#run;
    const checked = checkValue(run.blueprint.name, "input", this.#contract.input, input);
    this.#input = input;
    this.open();
    void run.track(async () => {
      await run.tell(ExecutionStarted, () => new ExecutionStarted(run.blueprint.name, this.id, checked));
      await run.sendSignal("start", "", checked, [], run.context);
    });
  }

  // Connects the flow to the stream and counts as running.
  private open(): void {
    if (this.#status === "created") this.#wiring.add(this.#run);
    if (this.#status === "waiting") this.#settled = createDeferred<undefined>();
    this.#status = "running";
  }

  private becomeQuiet(): void {
    if (this.#status === "running") this.#status = "waiting";
    this.#settled.resolve(undefined);
    if (this.#autoClose && this.#run.open) this.#closing ??= this.finish();
  }

  private async finish(): Promise<void> {
    const run = this.#run;
    run.shut(new MillraceError("EXECUTION_CLOSED", `Execution ${this.id} was closed.`));
    this.#status = "completed";
    const { name } = run.blueprint;
    try {
      if (run.stream.stop()) await run.tell(RuntimeStreamStopped, () => new RuntimeStreamStopped(name, this.id));
      const { result, state } = this.snapshot();
      await run.tell(ExecutionCompleted, () => new ExecutionCompleted(name, this.id, result, state));
      this.#wiring.remove(run);
      await this.#context.end();
      this.#outcome.resolve(this.snapshot());
    } catch (error) {
      this.#wiring.remove(run);
      this.#status = "failed";
      this.#outcome.reject(error);
    }
  }

  private fail(error: unknown): void {
    const run = this.#run;
    if (!run.open) return;
    this.#status = "failed";
    run.shut(error);
    run.stream.fail(error);
    this.#wiring.remove(run);
    this.#outcome.reject(error);
    this.#settled.reject(error);
    const told = run.tell(ExecutionFailed, () => new ExecutionFailed(run.blueprint.name, this.id, error));
    void Promise.allSettled([told]).then(() => this.#context.end());
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
