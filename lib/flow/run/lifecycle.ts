// The life of one execution: created, running, waiting, and over once, completed, failed or cancelled.
import { setMaxListeners } from "node:events";
import { MillraceError } from "../../errors/millrace-error.js";
import { deepEqual } from "../../primitives/deep-equal.js";
import type { ContextScope } from "../../stream/context-scope.js";
import { follow, onAbort } from "../../stream/on-abort.js";
import { checkValue } from "../definition/flow-contract.js";
import type { Execution } from "../execution.js";
import { ExecutionCancelled, ExecutionCompleted, ExecutionFailed } from "../flow-events.js";
import { resumeAll } from "../snapshot/resume-work.js";
import { flatUuid } from "./flat-uuid.js";
import { FlowRun } from "./flow-run.js";
import type { Interrupt } from "./interrupt.js";
import { isPaused, pendingInterrupts } from "./pending-interrupts.js";
import type { RunOwner } from "./run-owner.js";
import type { RunSettings } from "./run-settings.js";
import type { RuntimeStream } from "./runtime-stream.js";
import { type Ending, type ExecutionStatus, Settlement } from "./settlement.js";
import { reportTo, startRun, tellCompletion, tellEnd, tellStart } from "./start-and-end.js";
import { assertOpen } from "./too-late.js";

/** The life of one execution. */
export class Lifecycle implements RunOwner {
  declare readonly run: FlowRun;
  declare status: ExecutionStatus;
  declare started: boolean;
  /** What it was started with, as it was given. */
  declare input: unknown;
  declare private readonly settings: RunSettings;
  declare private ownExecution: Execution | undefined;
  declare private ownId: string | undefined;
  declare private readonly settlement: Settlement;
  declare private controller: AbortController | undefined;
  declare private ownConversation: ContextScope | undefined;
  declare private idle: Disposable | undefined;
  declare private unfollow: (() => void) | undefined;

  constructor(settings: RunSettings, id: string | undefined) {
    this.settings = settings;
    this.run = new FlowRun(this, settings);
    this.status = "created";
    this.started = false;
    this.input = undefined;
    this.ownExecution = undefined;
    this.ownId = id;
    this.settlement = new Settlement();
    this.controller = undefined;
    this.ownConversation = undefined;
    this.idle = undefined;
    this.unfollow = undefined;
    if (settings.signal !== undefined) this.obey(settings.signal);
  }

  get id(): string {
    return (this.ownId ??= flatUuid());
  }

  set id(id: string) {
    this.ownId = id;
  }

  get execution(): Execution {
    return (this.ownExecution ??= this.settings.makeExecution(this));
  }

  conversation(): ContextScope {
    return (this.ownConversation ??= this.settings.conversation());
  }

  get signal(): AbortSignal {
    if (this.controller) return this.controller.signal;
    const controller = (this.controller = new AbortController());
    setMaxListeners(0, controller.signal); // as many as there are chunks that listen
    if (!this.run.open) controller.abort(this.reason());
    else follow(this.conversation().signal, controller); // which ends with the execution
    return controller.signal;
  }

  /**
   * Resolves when nothing is under way: with the ending, or, when it stays open or pauses wait, with what there is then.
   * Rejects with the failure.
   */
  get atRest(): Promise<Ending> {
    return this.settlement.rest(this.status === "waiting" ? () => this.snapshot() : undefined);
  }

  start(input: unknown): Promise<Ending> {
    if (this.status !== "created") {
      this.begin(input);
      return this.atRest;
    }
    const rest = this.settlement.begin();
    try {
      this.begin(input);
    } catch (error) {
      this.settlement.goOn();
      throw error;
    }
    return rest;
  }

  /** Resolves when the execution is over; rejects with the failure. */
  get outcome(): Promise<Ending> {
    return this.settlement.end;
  }

  /** Starts, or joins when it has started. Throws EXECUTION_STARTED, FLOW_VALUE_INVALID, EXECUTION_CLOSED. */
  begin(input: unknown): void {
    const { run } = this;
    if (this.started) {
      if (input === undefined || deepEqual(input, this.input)) return;
      throw new MillraceError(
        "EXECUTION_STARTED",
        `Execution ${this.id} of flow ${run.flow} has started with another input.`,
        { details: { flow: run.flow, execution: this.id } },
      );
    }
    assertOpen(run, "The start", true);
    const checked = checkValue(run.flow, "input", run.contract.input, input);
    run.wake();
    this.started = true;
    this.input = input;
    startRun(run, checked);
  }

  becomeBusy(): void {
    if (!this.run.open) return;
    this.idle?.[Symbol.dispose]();
    if (this.status === "waiting") this.settlement.goOn();
    this.status = "running";
    this.settings.child?.parent.onTurn(true);
  }

  becomeQuiet(): void {
    const { run, settings } = this;
    if (!run.open) return;
    this.status = "waiting";
    const { paused } = this;
    if (settings.autoClose && this.started && !paused) {
      this.finish();
      return;
    }
    this.settlement.pause(() => this.snapshot());
    settings.child?.parent.onTurn(false);
    if (settings.idleTimeoutMs !== undefined && !paused) this.closeWhenIdle(settings.idleTimeoutMs);
  }

  /** True while pauses wait for answers. */
  get paused(): boolean {
    return isPaused(this.run);
  }

  /** The end of an execution that nobody may disturb any more. Once. */
  finish(): void {
    const { run } = this;
    if (!run.open) return;
    run.shut(() => this.reason());
    this.status = "completed";
    if (run.usedStream?.open !== true && !run.wants(ExecutionCompleted) && this.ownConversation === undefined)
      this.conclude();
    else void this.finishLater();
  }

  fail(error: unknown): void {
    const { run } = this;
    if (!run.open) return;
    this.status = "failed";
    this.settlement.fail(error); // first: what the end sets off finds the failure
    run.shut(() => error);
    run.usedStream?.fail(error);
    this.controller?.abort(error);
    this.leave();
    void this.tellEnd(new ExecutionFailed(run.flow, this.id, error));
  }

  endStream(stream: RuntimeStream<unknown>): void {
    const { failure } = this.settlement;
    if (failure) stream.fail(failure.error);
    else stream.stop();
  }

  /** Ends everything that is under way. Resolves with the ending when those who hear of it have been told. */
  async cancel(reason: unknown): Promise<Ending> {
    const { run } = this;
    if (!run.open) return this.settlement.failure ? this.snapshot() : this.outcome;
    this.status = "cancelled";
    const cancelled = pendingInterrupts(run).map((one): Interrupt => ({ ...one, status: "cancelled" }));
    run.usedParts?.interrupts?.cancelAll();
    run.shut(() => this.reason(reason));
    this.controller?.abort(this.reason(reason));
    run.usedStream?.stop();
    const ending: Ending = { ...this.snapshot(), interrupts: cancelled };
    this.leave();
    this.settlement.complete(ending);
    await this.tellEnd(new ExecutionCancelled(run.flow, this.id, reason));
    return ending;
  }

  /** Cancels without anybody to tell: whoever made the execution has heard of its failure already. */
  drop(reason: unknown): void {
    this.cancel(reason).catch(() => undefined);
  }

  snapshot(): Ending {
    const { run } = this;
    return {
      result: run.result?.value,
      state: run.stateNow(),
      status: this.status,
      interrupts: pendingInterrupts(run),
    };
  }

  /** Starts without a start: for an event that is about to arrive. */
  open(): FlowRun {
    const { run } = this;
    run.wake();
    this.started = true;
    tellStart(run);
    return run;
  }

  /** Goes on with what a snapshot held. */
  resume(): void {
    const { run } = this;
    assertOpen(run, "resume()");
    run.wake();
    run.root.begin(() => {
      resumeAll(run);
    });
  }

  /** A snapshot of it has been taken up: it has started, and waits. */
  restore(input: unknown, started: boolean): void {
    this.input = input;
    this.started = started;
    this.status = started ? "waiting" : "created";
  }

  private reason(why?: unknown): unknown {
    const { failure } = this.settlement;
    if (failure) return failure.error;
    const what = this.status === "cancelled" ? "was cancelled" : "was closed";
    return new MillraceError("EXECUTION_CLOSED", `Execution ${this.id} of flow ${this.run.flow} ${what}.`, {
      cause: why,
    });
  }

  private obey(signal: AbortSignal): void {
    const cancel = (): void => {
      this.drop(signal.reason);
    };
    if (signal.aborted) queueMicrotask(cancel);
    else this.unfollow = onAbort(signal, cancel);
  }

  // Never rejects.
  private async finishLater(): Promise<void> {
    const { run } = this;
    try {
      await tellCompletion(run, this.snapshot());
      await this.endConversation();
      this.conclude();
    } catch (error) {
      this.status = "failed";
      this.controller?.abort(error);
      this.settlement.fail(error);
      this.leave();
      await this.endConversation()?.catch(() => undefined); // the first failure is told already
    }
  }

  private conclude(): void {
    this.controller?.abort(this.reason());
    this.leave();
    this.settlement.complete(this.snapshot());
  }

  private leave(): void {
    this.idle?.[Symbol.dispose]();
    this.unfollow?.();
    this.run.wiring.remove(this.run);
  }

  // Those who wait have been told; what goes wrong from here on is reported.
  private async tellEnd(event: ExecutionFailed | ExecutionCancelled): Promise<void> {
    await tellEnd(this.run, event);
    await this.endConversation()?.catch(reportTo(this.run, event, "the end"));
  }

  private endConversation(): Promise<void> | undefined {
    return this.settings.child ? undefined : this.ownConversation?.end();
  }

  private closeWhenIdle(afterMs: number): void {
    this.idle = this.run.wiring.core.clock.schedule(afterMs, () => {
      this.finish();
    });
  }
}
