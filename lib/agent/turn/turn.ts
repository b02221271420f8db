// THE loop of a turn: it sends, then it acts; it is no subscriber of its own events.
import { randomUUID } from "node:crypto";
import { MillraceError } from "../../errors/millrace-error.js";
import type { Usage } from "../../model/usage.js";
import type { Abortable } from "../../primitives/lazy-abort.js";
import type { Context } from "../../stream/context.js";
import type { Conversation } from "../conversation/conversation.js";
import type { TranscriptSource } from "../conversation/transcript-source.js";
import type { TurnLock } from "../conversation/turn-lock.js";
import type { AgentTags } from "../events/agent-tags.js";
import { ModelMessage, ModelRequest, ModelResponse } from "../events/model-events.js";
import { ToolCall, ToolCalls, ToolResult, ToolResults } from "../events/tool-events.js";
import { compose, modelLayers, turnLayers } from "../middleware/compose.js";
import { makeMiddleware } from "../middleware/make-middleware.js";
import type { Middleware, ModelInput } from "../middleware/middleware.js";
import { writePrompt } from "../prompt-part.js";
import type { Answer } from "../request/asking.js";
import { UsageEvent } from "../request/request-events.js";
import { callSuppressed } from "./call-suppressed.js";
import { callModel } from "./call-model.js";
import { distinctCalls } from "./distinct-calls.js";
import { runCalls } from "./run-calls.js";
import { TurnBudget } from "./turn-limits.js";
import type { TurnPlan } from "./turn-plan.js";
import type { TurnVoice } from "./turn-voice.js";

/** What a turn begins with: a question, or what clients have made of calls. */
export type TurnStart =
  | { readonly request: ModelRequest; readonly prompt: TurnPlan["prompt"] | undefined }
  | { readonly results: readonly ToolResult[] };

/** What belongs to one turn and outlives its loop. */
export interface TurnParts {
  readonly plan: TurnPlan;
  readonly conversation: Conversation;
  readonly context: Context;
  readonly voice: TurnVoice;
  readonly tags: AgentTags & { readonly agent: string; readonly turn: string };
  /** Aborted when the turn is given up. */
  readonly over: Abortable;
  /** Messages that come in while it runs. */
  readonly inbox: { take(): readonly ModelRequest[]; close(): boolean };
  readonly onFailure: (error: unknown) => void;
}

/** One turn. */
export class Turn {
  readonly plan: TurnPlan;
  readonly context: Context;
  readonly voice: TurnVoice;
  readonly tags: TurnParts["tags"];
  readonly over: Abortable;
  readonly budget: TurnBudget;
  readonly transcript: TranscriptSource;
  readonly lock: TurnLock;
  middleware: readonly Middleware[] = [];
  /** The calls that are being answered, or were last. */
  private answering: Promise<unknown> | undefined = undefined;
  private requests = 0;
  /** What the answers of the model came to as data, and the text that it was read from. */
  private readonly data = new WeakMap<ModelResponse, { readonly data: unknown; readonly text: string | undefined }>();

  constructor(private readonly parts: TurnParts) {
    const { plan, context, voice, tags, over, conversation } = parts;
    this.plan = plan;
    this.context = context;
    this.voice = voice;
    this.tags = tags;
    this.over = over;
    this.budget = new TurnBudget(plan.limits);
    this.transcript = conversation.transcript;
    this.lock = conversation.lock;
  }

  /** From the question to the last response. */
  async run(start: TurnStart): Promise<ModelResponse> {
    const { context, plan } = this;
    const request = "request" in start ? start.request : new ModelRequest({ inputs: [], ...this.tags });
    if ("request" in start) await this.prompt(request, start.prompt);
    if (plan.middleware.length > 0) {
      this.middleware = await this.voice.within(makeMiddleware(plan.middleware, request, context));
    }
    const layers = turnLayers(this.middleware);
    const core = async (asked: ModelRequest): Promise<ModelResponse> => {
      if ("results" in start) await this.takeResults(start.results);
      else await this.voice.say(this.isOwn(asked) ? asked : asked.with({ conversation: undefined, ...this.tags }));
      return this.converse();
    };
    return layers.length === 0 ? core(request) : this.voice.within(compose(layers, context, core)(request));
  }

  /** Resolves when no call is left without an answer: behind a middleware that was cut off, they may still be on their way. */
  async rest(): Promise<void> {
    await this.answering?.catch(() => undefined); // told by `run`
    await this.voice.rest();
  }

  /** What a response came to as data. Rejects with OUTPUT_INVALID where it was changed and does not fit any more. */
  async dataOf(response: ModelResponse): Promise<unknown> {
    const known = this.data.get(response);
    const { contract } = this.plan;
    if (known !== undefined && known.text === response.content) return known.data;
    if (response.toolCalls.length > 0) return undefined; // a client has the word
    if (contract === undefined) return response.content ?? "";
    const { content = "" } = response;
    const checked = await contract.check(contract.isText ? content : parsed(content));
    if (checked.ok) return checked.value;
    const list = checked.issues.map(({ path, message }) => `\n  ${path === "" ? "the answer" : path}: ${message}`);
    throw new MillraceError("OUTPUT_INVALID", `The answer does not fit what was asked for:${list.join("")}`, {
      details: { issues: checked.issues, text: content },
    });
  }

  /** Sends a response that is not a model's, and ends the turn. */
  async force(what: {
    readonly content?: string;
    readonly data?: unknown;
    readonly calls?: readonly ToolCall[];
  }): Promise<ModelResponse> {
    const { content, calls = [] } = what;
    const response = new ModelResponse({
      message: content === undefined ? undefined : new ModelMessage({ content, ...this.tags }),
      toolCalls: new ToolCalls({ calls: [...calls], ...this.tags }),
      responseForce: true,
      ...this.tags,
    });
    const said = await this.voice.say(response);
    if (this.plan.contract === undefined)
      this.data.set(said, { data: "data" in what ? what.data : content, text: content });
    return said;
  }

  /** Sends the results of calls, which the model is told next. */
  async tellResults(results: readonly ToolResult[]): Promise<void> {
    await this.voice.say(new ToolResults({ results: [...results], ...this.tags }));
  }

  // Like the results of tools: each one is sent, and what its interrupters have made of it is told.
  private async takeResults(results: readonly ToolResult[]): Promise<void> {
    const said: ToolResult[] = [];
    for (const result of results) {
      const sent = await this.voice.send<ToolResult>(result, { as: ToolResult });
      if (sent === undefined) throw callSuppressed("The result", result);
      said.push(sent);
    }
    if (said.length > 0) await this.tellResults(said);
  }

  private async converse(): Promise<ModelResponse> {
    for (;;) {
      await this.takeMessages();
      const response = await this.ask();
      if (response.responseForce || response.toolCalls.length === 0) {
        // What came in meanwhile is heard; from here on, nothing comes in any more.
        if (response.responseForce || this.parts.inbox.close()) return response;
        continue;
      }
      this.voice.refuseLate(); // calls that nobody waits for any more are not begun
      const answering = runCalls(this, response);
      this.answering = answering;
      const last = await answering;
      if (last !== undefined) {
        this.parts.inbox.close();
        return last;
      }
    }
  }

  private async takeMessages(): Promise<void> {
    for (const message of this.parts.inbox.take()) await this.voice.say(message);
  }

  private async ask(): Promise<ModelResponse> {
    const { budget, context, plan } = this;
    const reading = this.transcript.read();
    const transcript = reading instanceof Promise ? await this.voice.within(reading) : reading;
    budget.callModel(() => transcript.messages());
    const { prompt } = context;
    const input: ModelInput = {
      messages: transcript.messages(prompt.length === 0 ? undefined : prompt.join("\n")),
      tools: plan.tools.descriptions,
      options: plan.options,
    };
    const layers = modelLayers(this.middleware);
    const isTaken = (callId: string): boolean => transcript.hasCall(callId);
    const core = (given: ModelInput): Promise<ModelResponse> => this.call(given, isTaken);
    const given = await this.voice.within(layers.length === 0 ? core(input) : compose(layers, context, core)(input));
    const sent = await this.voice.say(this.asOwn(given, isTaken));
    const known = this.data.get(given);
    if (known !== undefined && sent !== given) this.data.set(sent, known);
    return sent;
  }

  // A middleware may give a response of its own making.
  private asOwn(response: ModelResponse, isTaken: (callId: string) => boolean): ModelResponse {
    const { toolCalls } = response;
    const calls = distinctCalls(toolCalls.calls, isTaken);
    if (this.isOwn(response) && calls === toolCalls.calls) return response;
    const tags = { conversation: undefined, ...this.tags };
    return response.with({ ...tags, toolCalls: toolCalls.with({ ...tags, calls: [...calls] }) });
  }

  // What does not say whose it is, the transcript of a shared stream would not know.
  private isOwn({ turn, conversation }: AgentTags): boolean {
    return turn === this.tags.turn && conversation === this.tags.conversation;
  }

  // One call of the model, behind all middleware.
  private async call(input: ModelInput, isTaken: (callId: string) => boolean): Promise<ModelResponse> {
    const { plan, tags, budget, voice } = this;
    voice.refuseLate(); // a middleware may try again too late
    const requestId = `${tags.turn}:${String(++this.requests)}`; // or more than once
    const { parts } = this;
    const answer = await callModel(parts, input, requestId);
    budget.spend(answer.usage);
    const text = answer.text ?? "";
    let message: ModelMessage | undefined;
    try {
      if (text !== "") message = await voice.send(new ModelMessage({ content: text, ...tags }));
    } finally {
      // What was spent is told also where somebody who hears of the message fails: a middleware may go on from there.
      if (hasTokens(answer.usage)) await voice.send(this.usageOf(answer, requestId));
    }
    const response = new ModelResponse({
      message,
      toolCalls: new ToolCalls({ calls: callsOf(answer, tags, isTaken), ...tags }),
      usage: answer.usage,
      reasoning: answer.reasoning === "" ? undefined : answer.reasoning,
      model: answer.modelName ?? plan.model.model,
      provider: plan.model.provider,
      finishReason: answer.finishReason,
      ...tags,
    });
    this.data.set(response, { data: answer.data, text: text === "" ? undefined : text });
    return response;
  }

  private usageOf({ usage, attempts, finishReason, modelName }: Answer, requestId: string): UsageEvent {
    const { provider, model } = this.plan.model;
    const about = { provider, model: modelName ?? model, label: this.plan.agent };
    return new UsageEvent({ requestId, attempt: attempts, seq: 0 }, usage, usage, finishReason, about);
  }

  // Once for each conversation; another prompt takes the place of the first.
  private async prompt(request: ModelRequest, own: TurnPlan["prompt"] | undefined): Promise<void> {
    const { conversation, plan } = this.parts;
    const { isPrompted } = conversation;
    if (isPrompted && own === undefined) return;
    const { prompt } = this.context;
    const earlier = prompt.splice(0);
    conversation.isPrompted = true;
    try {
      await this.voice.within(writePrompt(own ?? plan.prompt, request, this.context));
    } catch (error) {
      prompt.splice(0, prompt.length, ...earlier); // no half of one
      conversation.isPrompted = isPrompted;
      throw error;
    }
  }
}

/** A new name for a turn. */
export function turnId(): string {
  return randomUUID();
}

// Providers tie results to calls by their ids: two of one id could not be told apart.
function callsOf({ toolCalls }: Answer, tags: AgentTags, isUsed: (callId: string) => boolean): ToolCall[] {
  const seen = new Set<string>();
  return toolCalls.map(({ callId, name, arguments: text }) => {
    const isTaken = callId === "" || seen.has(callId) || isUsed(callId);
    seen.add(callId);
    return new ToolCall({ ...(isTaken ? {} : { callId }), name, arguments: text, ...tags });
  });
}

function hasTokens(usage: Usage): boolean {
  return Object.values(usage).some((tokens) => (tokens ?? 0) > 0);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
