// Who asks: a name, a model, settings, and what every request begins with.
import { MillraceError } from "../errors/millrace-error.js";
import type { ContentPart } from "../model/chat-message.js";
import type { OutputOf, OutputShape } from "../model/contract/output-shape.js";
import { settings as packageSettings } from "../model/settings/package-settings.js";
import type { SettingInput, SettingPath } from "../model/settings/setting-path.js";
import { Settings } from "../model/settings/settings.js";
import type { z } from "zod";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { AgentMessage } from "./agent-message.js";
import { type AgentOptions, type AskOptions, OPTION_NAMES, type ReplyOption } from "./agent-options.js";
import type { AgentReply } from "./agent-reply.js";
import { agentStep, type AgentStep, type AgentStepOptions } from "./agent-step.js";
import { promptParts } from "./prompt-part.js";
import { AgentRequest } from "./request/agent-request.js";
import { emptyDraft, type PromptVariables } from "./request/request-draft.js";
import { agentTool, type AgentToolOptions } from "./sub-agent/agent-tool.js";
import type { TaskInput } from "./sub-agent/task.js";
import type { Tool } from "./tool/create-tool.js";
import { beginRun, childOf, resumeConversation } from "./agent-turns.js";
import type { ResumedConversation, ResumeOptions } from "./resumed-conversation.js";
import type { Stream } from "../stream/stream.js";
import type { AgentRun } from "./turn/agent-run.js";
import { type AgentKit, agentKit } from "./turn/plan-turn.js";

/**
 * An agent. `Out` is what its answers come to: text, or the data of its `reply` schema.
 *
 * ```ts
 * const agent = new Agent("assistant", { model: openaiCompatible({ baseUrl: "http://127.0.0.1:11434/v1", model: "llama3.2" }), tools: [search] });
 * const reply = await agent.ask("Where is the old mill?");          // a conversation: tools, events, reply.ask(…)
 * const data = await agent.input("A title and two bullets on rivers.").output({ title: z.string(), items: [z.string()] }).start();
 * ```
 *
 * `ask` and `run` begin conversations, in which the model may use tools; each method that a request has begins a request,
 * which is one call of the model, read in many ways. Nothing is sent before somebody asks for a result.
 */
export class Agent<Out = string> {
  readonly name: string;
  /** Its layer of settings, over that of the package. */
  readonly settings: Settings;
  readonly #base: AgentRequest;
  readonly #kit: AgentKit;

  /**
   * Throws OPTION_INVALID, SETTINGS_INVALID, SETTINGS_ENV_MISSING, TOOL_INVALID, TOOL_NAME_TAKEN, PROMPT_INVALID,
   * OUTPUT_SHAPE_INVALID.
   */
  constructor(name: string, options: AgentOptions<Out> = {}) {
    refuseUnknown("Agent", options, OPTION_NAMES.agent);
    if (typeof (name as unknown) !== "string" || name.trim() === "") {
      throw new MillraceError("OPTION_INVALID", "An agent was made without a name.", {
        hint: 'Write new Agent("assistant", { … }).',
      });
    }
    this.name = name;
    this.settings = new Settings(`agent ${name}`, packageSettings);
    if (options.settings) this.settings.merge(options.settings);
    const { prompt, model, stream, request } = options;
    const blank = new AgentRequest(emptyDraft(name, this.settings, model, stream));
    const texts = promptParts(prompt).filter((part) => typeof part === "string");
    const base = texts.reduce((said, text) => said.system(text), blank);
    this.#base = (request?.(base) ?? base).asBase();
    this.#kit = agentKit(name, options, this.settings, this.#base.systemText());
  }

  /**
   * Asks: one turn, in which the model may call tools, until it has an answer. Without `stream` and `context` it begins a
   * conversation of its own; `reply.ask` goes on with it.
   *
   * One turn at a time on a stream: who asks while another turn runs waits for it.
   *
   * @throws what the model throws; LIMIT_REACHED, OUTPUT_INVALID, OUTPUT_TRUNCATED, ABORTED, TOOL_CALL_SUPPRESSED,
   * TURN_SUPPRESSED, TURN_REENTERED, HUMAN_INPUT_MISSING, HUMAN_INPUT_FAILED, TIMEOUT of a question to a human; MODEL_MISSING,
   * OPTION_INVALID, and what subscribers and middleware throw.
   */
  ask(message: AgentMessage, options: AskOptions & ReplyOption<null>): Promise<AgentReply<string, Out>>;
  ask<R extends z.ZodType>(
    message: AgentMessage,
    options: AskOptions & ReplyOption<R>,
  ): Promise<AgentReply<z.output<R>, Out>>;
  ask(message: AgentMessage, options?: AskOptions): Promise<AgentReply<Out>>;
  async ask(message: AgentMessage, options: AskOptions = {}): Promise<AgentReply<unknown, Out>> {
    return beginRun(this.#kit, message, options).result();
  }

  /** The same as a handle: look on before it starts, put messages in while it runs, give it up. See {@link AgentRun}. */
  run(message: AgentMessage, options: AskOptions & ReplyOption<null>): AgentRun<AgentReply<string, Out>>;
  run<R extends z.ZodType>(
    message: AgentMessage,
    options: AskOptions & ReplyOption<R>,
  ): AgentRun<AgentReply<z.output<R>, Out>>;
  run(message: AgentMessage, options?: AskOptions): AgentRun<AgentReply<Out>>;
  run(message: AgentMessage, options: AskOptions = {}): AgentRun<AgentReply<unknown, Out>> {
    return beginRun(this.#kit, message, options);
  }

  /**
   * Takes a conversation up where `reply.checkpoint()` was called last, in another process, say: with the variables and the
   * prompt of that checkpoint, and the history of the stream as its transcript. Functions of the prompt do not run again.
   *
   * ```ts
   * const stream = new MemoryStream({ id: "talk-7", storage, retain: Infinity });
   * await using conversation = await agent.resume(stream); // or { at: 2 }: back to the last checkpoint but one
   * await conversation.ask("Where were we?");
   * ```
   *
   * @throws CHECKPOINT_MISSING; CHECKPOINT_MISMATCH for a checkpoint of another agent, unless `from` names it, and for one of a
   * newer version; HISTORY_UNAVAILABLE, OPTION_INVALID, TURN_REENTERED.
   */
  resume(stream: Stream, options: ResumeOptions = {}): Promise<ResumedConversation<Out>> {
    return resumeConversation(this.#kit, stream, options);
  }

  /**
   * The agent as a step of a flow, `flow.to(agent.step())`: it is asked with the value that comes in, a text or data, and
   * gives what its answer comes to. Its events are on the stream of the flow, in a conversation of their own.
   */
  step(options: AgentStepOptions = {}): AgentStep<Out> {
    return agentStep(this.name, (message, more) => this.ask(message, more), options);
  }

  /**
   * The agent as a tool of another one, whose model hands it tasks: `tools: [critic.asTool({ description: "Judges drafts." })]`.
   *
   * Each task is a turn in a conversation of its own, with a copy of the variables above, and what is provided there. It ends with
   * the turn above. What its answer comes to is what the model above is told; a failure is told without its stack.
   *
   * @throws TOOL_INVALID, OPTION_INVALID.
   */
  asTool<const N extends string = string>(options: AgentToolOptions<N>): Tool<TaskInput, Out, N> {
    return agentTool(childOf(this.#kit), options) as Tool<TaskInput, Out, N>;
  }

  /** Sets a setting of the agent, for requests whose result is made from now on. Throws SETTINGS_INVALID, SETTINGS_ENV_MISSING. */
  setSettings<P extends SettingPath>(path: P, value: SettingInput<P>): this {
    this.settings.set(path, value);
    return this;
  }

  /** A request with nothing in it but what all have. */
  request(): AgentRequest {
    return this.#base;
  }

  /** See {@link AgentRequest.input}. */
  input(value: unknown, variables?: PromptVariables): AgentRequest {
    return this.#base.input(value, variables);
  }

  /** See {@link AgentRequest.info}. */
  info(value: unknown, variables?: PromptVariables): AgentRequest {
    return this.#base.info(value, variables);
  }

  /** See {@link AgentRequest.instruct}. */
  instruct(value: unknown, variables?: PromptVariables): AgentRequest {
    return this.#base.instruct(value, variables);
  }

  /** See {@link AgentRequest.examples}. */
  examples(value: unknown, variables?: PromptVariables): AgentRequest {
    return this.#base.examples(value, variables);
  }

  /** See {@link AgentRequest.system}. */
  system(text: string, variables?: PromptVariables): AgentRequest {
    return this.#base.system(text, variables);
  }

  /** See {@link AgentRequest.role}. */
  role(text: string, variables?: PromptVariables): AgentRequest {
    return this.#base.role(text, variables);
  }

  /** See {@link AgentRequest.rule}. */
  rule(text: string, variables?: PromptVariables): AgentRequest {
    return this.#base.rule(text, variables);
  }

  /** See {@link AgentRequest.attach}. */
  attach(...parts: readonly ContentPart[]): AgentRequest {
    return this.#base.attach(...parts);
  }

  /** See {@link AgentRequest.options}. */
  options(fields: Readonly<Record<string, unknown>>): AgentRequest {
    return this.#base.options(fields);
  }

  /** See {@link AgentRequest.output}. */
  output<const S extends OutputShape>(shape: S): AgentRequest<OutputOf<S>> {
    return this.#base.output(shape);
  }
}
