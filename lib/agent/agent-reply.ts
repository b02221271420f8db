// What an agent has answered, and the conversation that it belongs to.
import { MillraceError } from "../errors/millrace-error.js";
import type { Usage } from "../model/usage.js";
import type { Context } from "../stream/context.js";
import type { History } from "../stream/history.js";
import type { Stream } from "../stream/stream.js";
import type { z } from "zod";
import type { AgentMessage } from "./agent-message.js";
import type { ReplyOption, TurnOptions } from "./agent-options.js";
import type { CheckpointOptions } from "./conversation/checkpoint.js";
import { answersOf } from "./conversation/client-answers.js";
import type { Conversation } from "./conversation/conversation.js";
import type { ConversationCheckpoint } from "./events/conversation-events.js";
import type { GeneratedFile, ModelResponse } from "./events/model-events.js";
import type { ToolCall } from "./events/tool-events.js";
import type { AgentRun, TurnOutcome } from "./turn/agent-run.js";
import type { TurnStart } from "./turn/turn.js";

/** How a conversation goes on; the agent's part of a reply. */
export interface Continuation {
  readonly conversation: Conversation;
  run(
    start: AgentMessage | Extract<TurnStart, { results: unknown }>,
    options: TurnOptions,
  ): AgentRun<AgentReply<never, never>>;
  checkpoint(options: CheckpointOptions): Promise<ConversationCheckpoint>;
}

/**
 * The answer of one turn. `Out` is what it came to, `Own` what the agent's answers come to: `reply.ask` goes on with that.
 *
 * A reply is a handle on its conversation: two questions that are asked of one reply are asked one after the other.
 */
export class AgentReply<Out = string, Own = Out> implements AsyncDisposable {
  /** The last response of the model, or what took its place. */
  readonly response: ModelResponse;
  /** What the answer came to: its text, or the data of the `reply` schema; undefined while clients have calls to answer. */
  readonly data: Out;
  /** What the turn has used, sub-agents not included. */
  readonly usage: Usage;
  readonly #continuation: Continuation;

  /** For agents. */
  constructor({ response, data, usage }: TurnOutcome, continuation: Continuation) {
    this.response = response;
    this.data = data as Out;
    this.usage = usage;
    this.#continuation = continuation;
  }

  /** The text; undefined where the answer has none. */
  get body(): string | undefined {
    return this.response.content;
  }

  /** Files that the model has made. */
  get files(): readonly GeneratedFile[] {
    return this.response.files;
  }

  /** The context of the conversation: its variables, its prompt. */
  get context(): Context {
    return this.conversation.context;
  }

  get stream(): Stream {
    return this.conversation.stream;
  }

  /** What was recorded on the stream. */
  get history(): History {
    return this.stream.history;
  }

  /** The calls that a client has to answer, with {@link resume}; empty for a turn that has its answer. */
  get clientCalls(): readonly ToolCall[] {
    return this.response.responseForce ? this.response.toolCalls.calls : [];
  }

  /** Goes on with the conversation. As {@link Agent.ask}, on the same stream, with the same model unless another is named. */
  ask(message: AgentMessage, options: TurnOptions & ReplyOption<null>): Promise<AgentReply<string, Own>>;
  ask<R extends z.ZodType>(
    message: AgentMessage,
    options: TurnOptions & ReplyOption<R>,
  ): Promise<AgentReply<z.output<R>, Own>>;
  ask(message: AgentMessage, options?: TurnOptions): Promise<AgentReply<Own, Own>>;
  async ask(message: AgentMessage, options: TurnOptions = {}): Promise<AgentReply<unknown, Own>> {
    return this.run(message, options).result();
  }

  /** The same as a run: see {@link AgentRun}. */
  run(message: AgentMessage, options: TurnOptions & ReplyOption<null>): AgentRun<AgentReply<string, Own>>;
  run<R extends z.ZodType>(
    message: AgentMessage,
    options: TurnOptions & ReplyOption<R>,
  ): AgentRun<AgentReply<z.output<R>, Own>>;
  run(message: AgentMessage, options?: TurnOptions): AgentRun<AgentReply<Own, Own>>;
  run(message: AgentMessage, options: TurnOptions = {}): AgentRun<AgentReply<unknown, Own>> {
    return this.#continuation.run(message, options);
  }

  /**
   * Goes on with what clients have made of {@link clientCalls}: results by the ids of their calls, an Error for one that
   * failed. A call that is left out is answered as not completed.
   *
   * @throws CALLS_UNANSWERED for ids that nobody waits for; as {@link ask}.
   */
  async resume(results: Readonly<Record<string, unknown>>, options: TurnOptions = {}): Promise<AgentReply<Own, Own>> {
    const calls = this.clientCalls;
    const unknown = Object.keys(results).filter((callId) => !calls.some((call) => call.callId === callId));
    const open = (await this.#continuation.conversation.transcript.read()).unanswered;
    if (unknown.length > 0 || !calls.some(({ callId }) => open.some((one) => one.callId === callId))) {
      const waiting = open.map(({ callId }) => callId);
      throw new MillraceError(
        "CALLS_UNANSWERED",
        `The conversation waits for other calls than ${unknown.join(", ") || "these"}.`,
        {
          details: { waiting, given: Object.keys(results) },
        },
      );
    }
    return this.#continuation.run({ results: answersOf(calls, results) }, options).result();
  }

  /**
   * Records where the conversation stands, its variables and its prompt, as a `ConversationCheckpoint` in the history, and so in
   * the storage: `agent.resume(stream)` goes on from there, in another process as well. Waits for a turn that is under way.
   *
   * @throws CHECKPOINT_UNSAVABLE with the names of variables that JSON cannot carry; HISTORY_UNAVAILABLE, TURN_REENTERED.
   */
  checkpoint(options: CheckpointOptions = {}): Promise<ConversationCheckpoint> {
    return this.#continuation.checkpoint(options);
  }

  // Handed out: who has it may ask on its stream from within the next turn.
  private get conversation(): Conversation {
    const { conversation } = this.#continuation;
    conversation.isShared = true;
    return conversation;
  }

  /** Ends the conversation: a turn under way is given up, what its context has resolved is disposed. The stream stays. */
  end(): Promise<void> {
    return this.#continuation.conversation.end();
  }

  /** {@link end}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }
}
