// The pauses of one execution: those that wait, who answered, and what goes on behind an answer.
import { MillraceError } from "../../errors/millrace-error.js";
import { deepEqual } from "../../primitives/deep-equal.js";
import type { Resume } from "../definition/chunk-data.js";
import type { Pause } from "../definition/pause.js";
import { ChunkPaused, ChunkResumed } from "../flow-events.js";
import type { Call } from "./call.js";
import { failNode } from "./fail-node.js";
import type { FlowRun } from "./flow-run.js";
import { checkAnswer, type Interrupt, itemOf, PauseRecord, ShownInterrupt } from "./interrupt.js";
import { pendingInterrupts } from "./pending-interrupts.js";
import { rememberJoins } from "./remember-joins.js";
import { ResumeWork } from "./resume-work.js";
import { SmallMap } from "./small-map.js";
import { Subtree } from "./subtree.js";
import { tell } from "./tell.js";

/** An answer that came with an idempotency key. */
export interface Answered {
  readonly interrupt: string;
  readonly value: unknown;
  readonly state: "running" | "done" | "failed";
}

/** The pauses of one execution. */
export class Interrupts {
  readonly waiting = new SmallMap<PauseRecord>();
  declare private answers: Map<string, Answered> | undefined;
  declare private running: Map<string, Promise<void>> | undefined;
  /** What became of the latest that wait no more, for those who answer too late. */
  declare private over: Map<string, string> | undefined;
  declare private readonly run: FlowRun;

  constructor(run: FlowRun) {
    this.run = run;
    this.answers = undefined;
    this.running = undefined;
    this.over = undefined;
  }

  /** Answers by request id. */
  get requests(): Map<string, Answered> {
    return (this.answers ??= new Map());
  }

  /** Takes the pause of a chunk in, which has returned it. Throws PAUSE_INVALID, FLOW_PAUSED. */
  pause(call: Call, { options }: Pause): void {
    const { run } = this;
    const { node } = call.station;
    if (run.settings.hidden)
      throw new MillraceError("FLOW_PAUSED", `${node.id} of flow ${run.flow} paused, and nobody holds the execution.`, {
        details: { flow: run.flow, node: node.id },
      });
    const { timeoutMs, resumeTo = "next", maxResumes = 1 } = options;
    const made: Interrupt = {
      id: this.idFor(node.id, options.id),
      type: options.type ?? "pause",
      payload: options.payload,
      status: "waiting",
      node: node.id,
      resumeTo,
      resumes: call.resume?.count ?? 0,
      maxResumes,
      deadline: timeoutMs === undefined ? null : run.wiring.core.clock.now() + timeoutMs,
    };
    const interrupt = { ...made };
    const { station, value, place } = call;
    this.add(new PauseRecord(interrupt, station, value, place, options.answer));
    run.enter(); // it is not quiet before those who hear of it have been told: they may answer
    call.done(); // it is one or the other in a snapshot
    this.show("pause", interrupt, value);
    void tell(run, ChunkPaused, () => new ChunkPaused(run.flow, run.id, node.id, interrupt, place.scope.path), place);
    run.leave();
  }

  /** Lets a pause wait, and its time run. */
  add(record: PauseRecord): void {
    this.waiting.set(record.interrupt.id, record);
    this.windUp(record);
  }

  /** Lets the time of pauses run that a snapshot held. */
  wake(): void {
    for (const record of this.waiting.values()) this.windUp(record);
  }

  private windUp(record: PauseRecord): void {
    const { deadline } = record.interrupt;
    if (deadline === null || record.timer) return;
    const { clock } = this.run.wiring.core;
    record.timer = clock.schedule(Math.max(deadline - clock.now(), 0), () => {
      this.expire(record);
    });
  }

  /**
   * Answers a pause. Resolves when what goes on behind it is quiet; rejects with the first failure in it. `elsewhere`
   * answers one of a sub-flow. Throws INTERRUPT_UNKNOWN, FLOW_VALUE_INVALID, RESUME_CONFLICT.
   */
  answer(id: string, value: unknown, requestId: string | undefined, elsewhere?: () => Promise<void>): Promise<void> {
    if (requestId === undefined) return elsewhere ? elsewhere() : this.answerOwn(id, value);
    const repeated = this.repeated(id, value, requestId);
    if (repeated) return repeated;
    const note = (state: Answered["state"]): void => void this.requests.set(requestId, { interrupt: id, value, state });
    const answered = elsewhere ? elsewhere() : this.answerOwn(id, value, requestId);
    note("running");
    (this.running ??= new Map()).set(requestId, answered);
    answered.then(
      () => {
        note("done");
        this.running?.delete(requestId);
      },
      () => {
        note("failed");
        this.running?.delete(requestId);
      },
    );
    return answered;
  }

  /** A signal answers the pauses that wait for it, whoever sent it. */
  answeredBySignal(name: string, value: unknown): void {
    for (const record of this.waiting.values()) {
      const { resumeTo } = record.interrupt;
      if (typeof resumeTo !== "object" || resumeTo.event !== name || !fits(this.run.flow, record, value)) continue;
      this.take(record, "resumed");
      void this.tellResumed(record, value);
    }
  }

  /** Gives up all that wait. */
  cancelAll(): void {
    for (const record of this.waiting.values()) this.take(record, "cancelled");
  }

  /** Gives up those whose subtree has failed: nobody waits for what would follow. */
  cancelIn(subtree: Subtree): void {
    for (const record of this.waiting.values()) if (record.place.subtree === subtree) this.take(record, "cancelled");
  }

  list(): Interrupt[] {
    return this.waiting.values().map(({ interrupt }) => interrupt);
  }

  /** No timer outlives the execution. */
  shut(): void {
    for (const { timer } of this.waiting.values()) timer?.[Symbol.dispose]();
    this.waiting.clear();
  }

  private answerOwn(id: string, value: unknown, requestId?: string): Promise<void> {
    const { run } = this;
    const record = this.waiting.get(id);
    if (record === undefined) throw this.notWaiting(id);
    const checked = checkAnswer(run.flow, record, value);
    this.take(record, "resumed");
    const { interrupt, place } = record;
    const undo = rememberJoins(run, record);
    return new Promise<void>((resolve, reject) => {
      // The answer can be given again: the pause waits, and so does what it is needed for.
      const subtree = new Subtree(run, resolve, (error) => {
        if (run.open) {
          undo();
          this.over?.delete(interrupt.id);
          this.add(record);
        }
        reject(error);
      });
      const resume: Resume = { id: interrupt.id, value: checked, count: interrupt.resumes + 1, requestId };
      const work = new ResumeWork(record.station, interrupt, record.value, resume, place.under(subtree));
      subtree.begin(() => {
        const told = this.tellResumed(record, checked);
        const places = place.item?.reserve();
        if (told === undefined && places === undefined) work.goOn();
        else
          void Promise.all([told, places]).then(() => {
            work.goOn();
          });
      });
    });
  }

  private tellResumed({ interrupt, place }: PauseRecord, value: unknown): Promise<void> | undefined {
    const { run } = this;
    const resumed: Interrupt = { ...interrupt, status: "resumed" };
    this.show("resume", resumed, value);
    const { path } = place.scope;
    return tell(
      run,
      ChunkResumed,
      () => new ChunkResumed(run.flow, run.id, interrupt.node, resumed, path, value),
      place.under(run.root),
    );
  }

  // Kept by itself until somebody touches the stream: most that wait are read by nobody, and there may be many.
  private show(action: "pause" | "resume", interrupt: Interrupt, value: unknown): void {
    const { run } = this;
    const shown = new ShownInterrupt(action, interrupt, value);
    if (run.usedStream === undefined && run.settings.child === undefined) run.parts.addUnshown(shown);
    else if (run.stream.open) run.stream.put(itemOf(run.id, shown));
  }

  /** What an answer comes to that has been given before, by its request id. Throws RESUME_CONFLICT. */
  repeated(id: string, value: unknown, requestId: string): Promise<void> | undefined {
    const earlier = this.answers?.get(requestId);
    if (earlier === undefined) return undefined;
    if (earlier.interrupt !== id || !deepEqual(earlier.value, value))
      throw new MillraceError(
        "RESUME_CONFLICT",
        `The request "${requestId}" has answered the pause "${earlier.interrupt}" with another value.`,
        { details: { requestId, interrupt: earlier.interrupt } },
      );
    if (earlier.state === "failed") return undefined;
    return this.running?.get(requestId) ?? Promise.resolve();
  }

  private take(record: PauseRecord, became: "resumed" | "cancelled"): void {
    const { id } = record.interrupt;
    this.waiting.delete(id);
    record.timer?.[Symbol.dispose]();
    record.timer = undefined;
    this.forget(id, became === "resumed" ? "has been answered" : "was cancelled");
  }

  private forget(id: string, why: string): void {
    const over = (this.over ??= new Map());
    over.delete(id);
    over.set(id, why);
    for (const oldest of over.keys()) {
      if (over.size <= REMEMBERED) return;
      over.delete(oldest);
    }
  }

  private expire(record: PauseRecord): void {
    const { run } = this;
    const { id, node } = record.interrupt;
    if (this.waiting.get(id) !== record) return;
    this.take(record, "cancelled");
    this.forget(id, "has run out of its time");
    const error = new MillraceError(
      "TIMEOUT",
      `The pause "${id}" of ${node} in flow ${run.flow} was not answered in time.`,
      {
        details: { flow: run.flow, node, interrupt: id },
      },
    );
    run.root.begin(() => {
      failNode(run, record.station, error, record.value, record.place.under(run.root), 1);
    });
  }

  private idFor(node: string, given: string | undefined): string {
    if (given !== undefined) {
      if (!this.waiting.has(given)) return given;
      throw new MillraceError("PAUSE_INVALID", `A pause "${given}" of flow ${this.run.flow} waits already.`, {
        hint: "Put what tells the pauses apart into the id, such as the id of the item.",
        details: { flow: this.run.flow, node, interrupt: given },
      });
    }
    let id = node;
    for (let turn = 2; this.waiting.has(id) || this.over?.has(id); turn++) id = `${node}~${String(turn)}`;
    return id;
  }

  private notWaiting(id: string): MillraceError {
    const waiting = pendingInterrupts(this.run)
      .map((one) => `"${one.id}"`)
      .join(", ");
    const why = this.over?.get(id) ?? "is none of this execution";
    return new MillraceError("INTERRUPT_UNKNOWN", `The pause "${id}" ${why}.`, {
      hint: waiting ? `Those that wait are ${waiting}.` : "No pause waits; see execution.getPendingInterrupts().",
      details: { execution: this.run.id, interrupt: id },
    });
  }
}

// A signal that does not fit leaves the pause waiting: it may be meant for somebody else.
function fits(flow: string, record: PauseRecord, value: unknown): boolean {
  try {
    checkAnswer(flow, record, value);
    return true;
  } catch {
    return false;
  }
}

const REMEMBERED = 256;
