// What runs around the steps of a turn: the turn itself, each call of the model, each call of a tool, each question to a human.
import type { ChatMessage } from "../../model/chat-message.js";
import type { ToolDescription } from "../../model/language-model.js";
import type { Context } from "../../stream/context.js";
import type { HumanInputRequest, HumanMessage } from "../../stream/human-input.js";
import type { ModelRequest, ModelResponse } from "../events/model-events.js";
import type { ToolCall, ToolResult } from "../events/tool-events.js";
import type { Tool } from "../tool/create-tool.js";

/** A turn: `next` runs it, with this request or another one, and gives its last response. */
export interface TurnStep {
  readonly request: ModelRequest;
  readonly next: (request?: ModelRequest) => Promise<ModelResponse>;
}

/** What a model is about to be told. */
export interface ModelInput {
  /** The whole transcript, the system prompt first. */
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolDescription[];
  /** Fields of the provider, such as `temperature`. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A call of the model: `next` makes it, with what is changed. */
export interface ModelStep extends ModelInput {
  readonly next: (changes?: Partial<ModelInput>) => Promise<ModelResponse>;
}

/** A call of a tool: `next` runs it, or another one. It gives a `ToolError` rather than to throw. */
export interface ToolStep {
  readonly call: ToolCall;
  /** What the call names; undefined where there is no such tool. */
  readonly tool: Tool | undefined;
  /**
   * `check` is given a copy of the call that is run in the end, behind everything inside, and refuses it by throwing: the
   * tool is not run then, and the model is told. A call in the place of another meets the middleware of its own tool.
   */
  readonly next: (call?: ToolCall, check?: (call: ToolCall) => void) => Promise<ToolResult>;
}

/** A question to a human: `next` asks the hook. Its answer is undefined where somebody else answers on the stream. */
export interface HumanStep {
  readonly request: HumanInputRequest;
  readonly next: (request?: HumanInputRequest) => Promise<HumanMessage | undefined>;
}

/** Something, or a promise of it. */
export type Soon<T> = T | PromiseLike<T>;

/**
 * What runs around the steps of a turn. Each hook gets its step and the context, so that functions made with `inject` fit;
 * it may change what goes in, change what comes out, call `next` again, or not at all. One that throws fails the turn; around
 * a tool it fails that call alone, and the model is told; around a question it is HUMAN_INPUT_FAILED. One that gives nothing
 * where an answer belongs is MIDDLEWARE_INVALID.
 *
 * ```ts
 * const stopwatch: Middleware = {
 *   async onModelCall({ next }) {
 *     const began = Date.now();
 *     const response = await next();
 *     console.log(Date.now() - began, "ms");
 *     return response;
 *   },
 * };
 * ```
 */
export interface Middleware {
  /** How errors and descriptions call it. */
  readonly name?: string;
  onTurn?(step: TurnStep, context: Context): Soon<ModelResponse>;
  onModelCall?(step: ModelStep, context: Context): Soon<ModelResponse>;
  /** May give a plain value, or what `finalResult` makes: it is the result. */
  onToolCall?(step: ToolStep, context: Context): Soon<unknown>;
  /** May give a text. Runs only where there is a `humanInput` hook. */
  onHumanInput?(step: HumanStep, context: Context): Soon<HumanMessage | string | undefined>;
}

/** A middleware, or a function that makes one for each turn. */
export type MiddlewareSource = Middleware | ((request: ModelRequest, context: Context) => Soon<Middleware>);

/** A middleware of tools: the hook alone will do. */
export type ToolMiddleware = Pick<Middleware, "name" | "onToolCall"> | NonNullable<Middleware["onToolCall"]>;
