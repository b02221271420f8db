// The life of one turn: idle, running, and over once, completed, failed or cancelled.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ChatMessage } from "../../model/chat-message.js";
import type { Usage } from "../../model/usage.js";
import { currentClock } from "../../primitives/clock.js";
import type { Context } from "../../stream/context.js";
import { reportTo } from "../../stream/announce.js";
import { LazyAbort } from "../../primitives/lazy-abort.js";
import { onAbort } from "../../stream/on-abort.js";
import type { Stream } from "../../stream/stream.js";
import type { Subscription } from "../../stream/subscription.js";
import type { Conversation } from "../conversation/conversation.js";
import { refuseReentry, runInside } from "../conversation/inside-turn.js";
import type { AgentTags } from "../events/agent-tags.js";
import { ModelRequest, type ModelResponse } from "../events/model-events.js";
import { MessageEnqueued, TurnCancelled, TurnCompleted, TurnFailed, TurnStarted } from "../events/turn-events.js";
import { type AgentMessage, inputsOf } from "../agent-message.js";
import { runsForeignCode } from "./plan-turn.js";
import { Turn, type TurnStart } from "./turn.js";
import { limitReached } from "./turn-limits.js";
import { observing, turnContext } from "./turn-context.js";
import type { TurnPlan } from "./turn-plan.js";
import { turnText } from "./turn-text.js";
import { TurnVoice } from "./turn-voice.js";

/** Where a turn is in its life. */
export type RunStatus = "idle" | "running" | "completed" | "failed" | "cancelled";

/** What a turn came to. */
export interface TurnOutcome {
  readonly response: ModelResponse;
  readonly data: unknown;
  readonly usage: Usage;
}

/** What a run is made from. */
export interface RunParts<Reply> {
  readonly id: string;
  readonly plan: TurnPlan;
  readonly conversation: Conversation;
  readonly start: TurnStart;
  readonly tags: AgentTags & { readonly agent: string; readonly turn: string };
  readonly signal: AbortSignal | undefined;
  /** True where the conversation is over when this turn fails: nobody has a reply of it. */
  readonly isFirst: boolean;
  /** Makes the reply of an outcome. */
  readonly replyOf: (outcome: TurnOutcome) => Reply;
}

/**
 * A turn as its owner holds it: look on before it starts, put messages in while it runs, give it up.
 *
 * ```ts
 * await using run = agent.run("Plan the day.");
 * run.stream.where(ToolCall).subscribe((call) => console.log(call.name)); // nothing has been sent yet
 * run.start();
 * run.enqueue("And keep the evening free.");
 * const reply = await run.result();
 * ```
 *
 * Nothing is sent before `start` or `result`. Disposed while it runs, it is given up. After AG2's AgentRun.
 */
export class AgentRun<Reply = unknown> implements AsyncDisposable {
  readonly #parts: RunParts<Reply>;
  readonly #over = new LazyAbort();
  readonly #voice: TurnVoice;
  readonly #context: Context;
  readonly #inbox: ModelRequest[] = [];
  #status: RunStatus = "idle";
  #isOpen = true;
  #ending: { readonly error: unknown; readonly isCancelled: boolean } | undefined;
  #result: Promise<Reply> | undefined;

  /** For agents. */
  constructor(parts: RunParts<Reply>) {
    this.#parts = parts;
    const { conversation, plan } = parts;
    this.#context = turnContext(conversation, plan, this.#over, () => this.#turn);
    this.#voice = new TurnVoice(this.#context, conversation.transcript);
  }

  #turn: Turn | undefined;

  /** Names the turn: the `turn` of its events. */
  get id(): string {
    return this.#parts.id;
  }

  get status(): RunStatus {
    return this.#status;
  }

  /** Where its events are. */
  get stream(): Stream {
    const { conversation } = this.#parts;
    conversation.isShared = true;
    return conversation.stream;
  }

  /** Begins it, once, and does not wait. Who wants the outcome asks for `result`. */
  start(): this {
    this.result().catch(() => undefined); // told where it is asked for, and as TurnFailed
    return this;
  }

  /**
   * Begins it, and resolves with its reply; every call gives the same outcome.
   *
   * @throws what {@link Agent.ask} throws.
   */
  result(): Promise<Reply> {
    return (this.#result ??= this.live());
  }

  /**
   * Puts a message in: it is sent as a `ModelRequest` before the next call of the model, also when the model has just given
   * its last answer. One that comes beside the final result of a tool, or calls for a client, is for the next turn of the
   * conversation. Throws RUN_OVER when the turn has ended.
   */
  enqueue(message: AgentMessage): void {
    if (!this.#isOpen) {
      throw runOver(this.id);
    }
    const request = new ModelRequest({ inputs: inputsOf(message), ...this.#parts.tags });
    this.#inbox.push(request);
    void this.#voice.tell(new MessageEnqueued(this.#parts.tags, request.content));
  }

  /** Gives it up: `result` rejects with ABORTED, calls under way are answered as not completed. Too late, it does nothing. */
  abort(reason?: unknown): void {
    const error = new MillraceError("ABORTED", `The turn ${this.id} was given up.`, { cause: reason });
    if (this.#status === "idle" && this.#result === undefined) this.#result = Promise.reject(error);
    this.#result?.catch(() => undefined);
    this.end(error, true);
    if (this.#status === "idle") this.#status = "cancelled";
  }

  /** The text while it is written, piece by piece, to the end of the turn. Begins it. */
  text(): AsyncGenerator<string, void, undefined> {
    return turnText(this.#parts.conversation.stream, this.id, () => this.result());
  }

  /** Gives it up if it has not ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#status !== "idle" && this.#status !== "running") return;
    const running = this.#status === "running";
    this.abort("its run was disposed");
    if (running) await this.#result?.catch(() => undefined);
  }

  private async live(): Promise<Reply> {
    const { conversation, plan, signal } = this.#parts;
    const { lock, stream } = conversation;
    this.#status = "running";
    conversation.turns.add(this);
    const unfollow = [signal, conversation.parentSignal].map((one) =>
      one === undefined
        ? undefined
        : onAbort(one, () => {
            this.abort(one.reason);
          }),
    );
    try {
      refuseReentry(lock, plan.agent, stream.id);
      const held = lock.acquire(this.#over);
      const release = held instanceof Promise ? await held : held;
      try {
        if (this.#ending !== undefined) throw this.#ending.error; // before it began
        return this.#parts.replyOf(await this.speak());
      } finally {
        release();
      }
    } catch (error) {
      this.#status = this.#ending?.isCancelled === true ? "cancelled" : "failed";
      const cause = this.#ending?.error ?? error;
      if (this.#parts.isFirst) {
        await conversation.context.end().catch((failed: unknown) => {
          reportTo(this.#context, new TurnFailed(this.#parts.tags, cause), "the end of a conversation", failed);
        });
      }
      throw cause;
    } finally {
      this.#isOpen = false;
      conversation.turns.delete(this);
      for (const one of unfollow) one?.();
    }
  }

  // Inside of the lock.
  private async speak(): Promise<TurnOutcome> {
    const { conversation, plan, start, tags } = this.#parts;
    const listening: Subscription[] = [];
    const timer = this.expire();
    const voice = this.#voice;
    try {
      for (const { filter, handler, options } of plan.observers) {
        const own = observing(conversation, plan.agent, handler);
        const named = { ...options, name: options.name ?? handler.name };
        listening.push(conversation.stream.where(filter).subscribe(own as never, named as never));
      }
      void voice.tell(new TurnStarted(tags));
      const turn = (this.#turn = this.turn());
      const work = async (): Promise<TurnOutcome> => {
        const response = await turn.run(start);
        this.#isOpen = false;
        return { response, data: await voice.within(turn.dataOf(response)), usage: turn.budget.usage };
      };
      const isOpen = conversation.isShared || runsForeignCode(plan);
      const outcome = await (isOpen ? runInside(conversation.lock, plan.agent, work) : work());
      if (this.#ending !== undefined) throw this.#ending.error;
      this.#status = "completed";
      conversation.left.push(...this.#inbox.splice(0));
      voice.cut(() => runOver(this.id)); // whatever a middleware has left running
      await voice.rest();
      void voice.tell(new TurnCompleted(tags));
      return outcome;
    } catch (error) {
      this.end(error, false);
      const { error: cause, isCancelled } = this.#ending ?? { error, isCancelled: false };
      await (this.#turn ?? voice).rest();
      this.#status = isCancelled ? "cancelled" : "failed";
      void voice.tell(isCancelled ? new TurnCancelled(tags, (cause as Error).cause) : new TurnFailed(tags, cause));
      throw cause;
    } finally {
      voice.close();
      timer?.[Symbol.dispose]();
      for (const one of listening) one.unsubscribe();
    }
  }

  private turn(): Turn {
    const { conversation, plan, tags } = this.#parts;
    return new Turn({
      plan,
      conversation,
      context: this.#context,
      voice: this.#voice,
      tags,
      over: this.#over,
      inbox: {
        take: () => [...conversation.left.splice(0).map((one) => one.with(tags)), ...this.#inbox.splice(0)],
        close: () => {
          if (this.#inbox.length > 0) return false;
          this.#isOpen = false;
          return true;
        },
      },
      onFailure: (error) => {
        this.end(error, false);
      },
    });
  }

  private expire(): Disposable | undefined {
    const { timeoutMs } = this.#parts.plan.limits;
    if (timeoutMs === Infinity) return undefined;
    return currentClock().schedule(timeoutMs, () => {
      this.end(limitReached("timeoutMs", timeoutMs, timeoutMs, this.messages()), false);
    });
  }

  // As far as they are known at once.
  private messages(): readonly ChatMessage[] {
    try {
      const reading = this.#parts.conversation.transcript.read();
      if (!(reading instanceof Promise)) return reading.messages();
      reading.catch(() => undefined);
    } catch {
      // of a storage; the turn fails anyway
    }
    return [];
  }

  // The first reason counts.
  private end(error: unknown, isCancelled: boolean): void {
    if (this.#ending !== undefined || this.#status === "completed") return;
    this.#ending = { error, isCancelled };
    this.#isOpen = false;
    this.#voice.cut(() => error);
    this.#over.abort(error);
  }
}

function runOver(turn: string): MillraceError {
  return new MillraceError("RUN_OVER", `The turn ${turn} has ended; it takes no more messages.`);
}
