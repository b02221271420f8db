// A conversation that is taken up again, perhaps in another process: what a reply is, without an answer.
import type { z } from "zod";
import { MillraceError } from "../errors/millrace-error.js";
import type { RequestedCall } from "../model/chat-message.js";
import type { Context } from "../stream/context.js";
import type { Container } from "../stream/injection-port.js";
import type { History } from "../stream/history.js";
import type { Stream } from "../stream/stream.js";
import type { AgentMessage } from "./agent-message.js";
import type { ReplyOption, TurnOptions } from "./agent-options.js";
import type { AgentReply, Continuation } from "./agent-reply.js";
import { answersOf } from "./conversation/client-answers.js";
import type { CheckpointOptions } from "./conversation/checkpoint.js";
import type { ConversationCheckpoint } from "./events/conversation-events.js";
import type { AgentRun } from "./turn/agent-run.js";

/** Options of `agent.resume`. */
export interface ResumeOptions {
  /**
   * Goes back: the id of a checkpoint, or which one from the end, 1 being the last. What was recorded behind it is taken out of
   * the history. Default: the last one, and the whole history.
   */
  readonly at?: string | number;
  /** Whose checkpoint it is. Default: the agent's own; those of others are passed over. */
  readonly from?: string;
  /** Variables that go over those of the checkpoint. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Objects by name, for `Inject("name")`, over the agent's. */
  readonly dependencies?: Readonly<Record<string, unknown>>;
  /** The tsyringe container behind the conversation. Default: the agent's. */
  readonly container?: Container;
}

/**
 * A conversation that goes on from a checkpoint, with its variables and its prompt; its transcript is the history of its
 * stream. Made by `agent.resume`.
 */
export class ResumedConversation<Own = string> implements AsyncDisposable {
  /** Where it goes on from. */
  readonly from: ConversationCheckpoint;
  readonly #continuation: Continuation;

  /** For agents. */
  constructor(from: ConversationCheckpoint, continuation: Continuation) {
    this.from = from;
    this.#continuation = continuation;
  }

  /** The context of the conversation: its variables, its prompt. */
  get context(): Context {
    return this.#continuation.conversation.context;
  }

  get stream(): Stream {
    return this.#continuation.conversation.stream;
  }

  /** What was recorded on the stream. */
  get history(): History {
    return this.stream.history;
  }

  /** Asks. As {@link Agent.ask}; a call without a result, and a question without an answer, stay in the transcript as that. */
  ask(message: AgentMessage, options: TurnOptions & ReplyOption<null>): Promise<AgentReply<string, Own>>;
  ask<R extends z.ZodType>(
    message: AgentMessage,
    options: TurnOptions & ReplyOption<R>,
  ): Promise<AgentReply<z.output<R>, Own>>;
  ask(message: AgentMessage, options?: TurnOptions): Promise<AgentReply<Own, Own>>;
  ask(message: AgentMessage, options: TurnOptions = {}): Promise<AgentReply<unknown, Own>> {
    return this.run(message, options).result();
  }

  /** The same as a run: see {@link AgentRun}. */
  run(message: AgentMessage, options: TurnOptions = {}): AgentRun<AgentReply<Own, Own>> {
    return this.#continuation.run(message, options);
  }

  /** The calls of the last answer that have no result: a client's, or those that a process was at when it ended. */
  async openCalls(): Promise<readonly RequestedCall[]> {
    return (await this.#continuation.conversation.transcript.read()).unanswered;
  }

  /**
   * Goes on with what is open, and asks nothing new: with results of {@link openCalls} by their ids, an Error for one that
   * failed; one that is left out is answered as not completed. A question that has no answer is answered.
   *
   * @throws CALLS_UNANSWERED for ids that nobody waits for, and where nothing is open; as {@link ask}.
   */
  async resume(
    results: Readonly<Record<string, unknown>> = {},
    options: TurnOptions = {},
  ): Promise<AgentReply<Own, Own>> {
    const transcript = await this.#continuation.conversation.transcript.read();
    const open = transcript.unanswered;
    const unknown = Object.keys(results).filter((callId) => !open.some((call) => call.callId === callId));
    const last = transcript.messages().at(-1)?.role;
    if (unknown.length > 0 || last === undefined || last === "assistant") {
      throw new MillraceError(
        "CALLS_UNANSWERED",
        unknown.length > 0
          ? `The conversation waits for other calls than ${unknown.join(", ")}.`
          : "The conversation waits for nothing: the last question has its answer.",
        { details: { waiting: open.map(({ callId }) => callId), given: Object.keys(results) } },
      );
    }
    return this.#continuation.run({ results: answersOf(open, results) }, options).result();
  }

  /** Records where it stands: see {@link AgentReply.checkpoint}. */
  checkpoint(options: CheckpointOptions = {}): Promise<ConversationCheckpoint> {
    return this.#continuation.checkpoint(options);
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
