// The life of one request: idle, running, and over once, completed, failed or cancelled.
import { randomUUID } from "node:crypto";
import { MillraceError } from "../../errors/millrace-error.js";
import type { BaseEvent } from "../../event/base-event.js";
import { currentClock } from "../../primitives/clock.js";
import { createDeferred } from "../../primitives/deferred.js";
import { LazyAbort } from "../../primitives/lazy-abort.js";
import { reportTo } from "../../stream/announce.js";
import type { Context, OwnedContext } from "../../stream/context.js";
import { onAbort } from "../../stream/on-abort.js";
import { type Answer, Asking } from "./asking.js";
import { RequestCancelled, RequestCompleted, type RequestEvent, RequestFailed } from "./request-events.js";
import { RequestLog } from "./request-log.js";
import type { RequestPlan } from "./request-plan.js";
import { RequestVoice } from "./request-voice.js";

/** Where a request is in its life. */
export type RequestStatus = "idle" | "running" | "completed" | "failed" | "cancelled";

/** One run of a request. Nothing is sent before `start`. */
export class RequestRun {
  readonly id = randomUUID();
  readonly log: RequestLog;
  status: RequestStatus = "idle";
  private readonly voice: RequestVoice;
  private readonly context: Context | undefined;
  private readonly owned: OwnedContext | undefined;
  private readonly over = new LazyAbort();
  private readonly answered = createDeferred<Answer>();
  private readonly ends: (() => void)[] = [];
  private readonly asking: Asking;
  private wantsText: boolean;
  /** How many wait for the answer. */
  private waiting = 0;

  constructor(readonly plan: RequestPlan) {
    this.owned = plan.context === undefined ? plan.stream?.context() : undefined;
    this.context = plan.context ?? this.owned;
    this.log = new RequestLog(plan.retain, () => {
      this.leave();
    });
    this.voice = new RequestVoice(this.id, this.log, this.context, (error, event) => {
      this.subscriberFailed(error, event);
    });
    this.asking = new Asking(plan, this.voice, this.over, () => this.wantsText);
    this.wantsText = plan.retain === Infinity || plan.contract !== undefined || plan.validators.length > 0;
    this.answered.promise.catch(() => undefined); // who asks is told; nobody has to
  }

  /** The answer; asking for it starts the request. Who waits for it counts as a reader. */
  async answer(signal?: AbortSignal): Promise<Answer> {
    if (signal?.aborted === true) throw this.waitAborted(signal);
    if (this.status === "idle") this.wantsText = true;
    this.start();
    this.waiting++;
    const aborted = createDeferred<never>();
    const unfollow =
      signal &&
      onAbort(signal, () => {
        aborted.reject(this.waitAborted(signal));
      });
    try {
      return await (signal ? Promise.race([this.answered.promise, aborted.promise]) : this.answered.promise);
    } finally {
      unfollow?.();
      this.waiting--;
      this.leave();
    }
  }

  /** True where the text of the answer is kept. */
  get keepsText(): boolean {
    return this.wantsText;
  }

  /** Sends the request, once. */
  start(): void {
    if (this.status !== "idle") return;
    this.status = "running";
    const { signal, limits } = this.plan;
    for (const one of [signal, this.plan.context?.signal]) {
      if (one && this.running)
        this.ends.push(
          onAbort(one, () => {
            this.cancel(one.reason);
          }),
        );
    }
    if (limits.timeoutMs !== Infinity && this.running) this.expireAfter(limits.timeoutMs);
    if (this.running) void this.drive();
  }

  /** Gives the request up and closes its socket; every reader and getter throws ABORTED. Too late, it does nothing. */
  cancel(reason?: unknown): void {
    if (this.status === "idle") this.status = "running";
    if (!this.running) return;
    const error = new MillraceError("ABORTED", `Request ${this.id} was cancelled.`, {
      cause: reason,
      details: { requestId: this.id },
    });
    this.conclude("cancelled", () => new RequestCancelled(this.voice.next(), reason), error);
  }

  private get running(): boolean {
    return this.status === "running";
  }

  // Somebody has left before the end.
  private leave(): void {
    if (!this.running || this.plan.onEarlyBreak !== "abort") return;
    if (this.waiting === 0 && this.log.readers === 0) this.cancel("its last reader has left");
  }

  // Never rejects.
  private async drive(): Promise<void> {
    try {
      const answer = await this.asking.run();
      if (!this.running) return;
      this.conclude("completed", () => new RequestCompleted(this.voice.next()));
      this.answered.resolve(answer);
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    if (this.running) this.conclude("failed", () => new RequestFailed(this.voice.next(), error), error);
  }

  // The one end of a request. What is open of the answer ends before it, and nothing is said behind it.
  private conclude(status: RequestStatus, event: () => RequestEvent, ...failure: [error?: unknown]): void {
    this.status = status; // first: who hears of the rest may want to end it, too
    this.asking.cut();
    this.voice.conclude(event());
    const [error] = failure;
    this.log.close(failure.length > 0 ? { error } : undefined);
    if (failure.length > 0) this.answered.reject(error);
    for (const end of this.ends.splice(0)) end();
    this.over.abort(error);
    void this.owned?.end().catch(() => undefined); // it resolves nothing that could fail
  }

  private waitAborted({ reason: cause }: AbortSignal): MillraceError {
    return new MillraceError("ABORTED", `A wait for request ${this.id} was aborted; the request goes on.`, { cause });
  }

  private expireAfter(timeoutMs: number): void {
    const timer = currentClock().schedule(timeoutMs, () => {
      this.fail(
        new MillraceError("TIMEOUT", `Request ${this.id} was not answered within ${String(timeoutMs)} ms.`, {
          details: { requestId: this.id, phase: "request", timeoutMs },
        }),
      );
    });
    this.ends.push(() => {
      timer[Symbol.dispose]();
    });
  }

  // A subscriber that throws fails the request as it fails a send; behind the end it is reported.
  private subscriberFailed(error: unknown, event: BaseEvent): void {
    if (this.running) this.fail(error);
    else if (this.context) reportTo(this.context, event, "a subscriber of a request", error);
  }
}
