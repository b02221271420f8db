// What spans say, by the names of OpenTelemetry's conventions for generative AI; names of our own begin with `millrace.`.
import { type Attributes, type Span, SpanStatusCode } from "@opentelemetry/api";
import type { ModelResponse } from "../agent/events/model-events.js";
import { type ToolCall, ToolResult } from "../agent/events/tool-events.js";
import { MillraceError } from "../errors/millrace-error.js";
import type { ChatMessage } from "../model/chat-message.js";

/** The kinds of spans, as `millrace.span.type` says them. */
export type SpanType = "agent" | "llm" | "tool" | "human_input";

/** What spans call the agent, its provider and its model, where their author has said so. */
export interface SpanNames {
  readonly agentName?: string;
  readonly providerName?: string;
  readonly modelName?: string;
}

/** What every span has. */
export function spanAttributes(type: SpanType, operation: string): Attributes {
  return { "millrace.span.type": type, "gen_ai.operation.name": operation };
}

/** The provider and model that are known before anybody is asked. */
export function requestAttributes({ providerName, modelName }: SpanNames): Attributes {
  return known({ "gen_ai.provider.name": providerName, "gen_ai.request.model": modelName });
}

/** What a model's answer says of itself; provider and model of the request are its own where the author has named none. */
export function responseAttributes(response: ModelResponse, names: SpanNames): Attributes {
  const { model, provider, finishReason, usage } = response;
  return known({
    ...requestAttributes({
      providerName: names.providerName ?? provider,
      modelName: names.modelName ?? model,
    } as SpanNames),
    "gen_ai.response.model": model,
    "gen_ai.response.finish_reasons": finishReason === undefined ? undefined : [finishReason],
    "gen_ai.usage.input_tokens": usage.inputTokens,
    "gen_ai.usage.output_tokens": usage.outputTokens,
    "gen_ai.usage.cache_creation_input_tokens": usage.cacheWriteTokens || undefined,
    "gen_ai.usage.cache_read_input_tokens": usage.cachedTokens || undefined,
  });
}

/** The texts that users have said, all turns of the conversation included, as JSON. */
export function inputMessages(messages: readonly ChatMessage[]): string {
  const said = messages.flatMap((message) => {
    if (message.role !== "user") return [];
    const { content } = message;
    const texts =
      typeof content === "string" ? [content] : content.flatMap((part) => (part.type === "text" ? [part.text] : []));
    return texts.length === 0 ? [] : [{ role: "user", parts: texts.map(textPart) }];
  });
  return JSON.stringify(said);
}

/** The text of an answer, as JSON; nothing for an answer without text. */
export function outputMessages({ content, finishReason }: ModelResponse): Attributes {
  if (content === undefined) return {};
  const message = { role: "assistant", parts: [textPart(content)], finish_reason: finishReason };
  return { "gen_ai.output.messages": JSON.stringify([message]) };
}

/** What is called. */
export function callAttributes({ name, callId }: ToolCall): Attributes {
  return { "gen_ai.tool.name": name, "gen_ai.tool.call.id": callId, "gen_ai.tool.type": "function" };
}

/** What a tool gave, as JSON. Inner middleware may have given a plain value. */
export function resultText(given: unknown): string {
  return given instanceof ToolResult ? given.content : JSON.stringify(given ?? null);
}

/** Marks the span of something that has failed. */
export function markFailed(span: Span, error: unknown): void {
  const { message, type } = wordsOf(error);
  span.setAttribute("error.type", type);
  span.recordException(error instanceof Error ? error : message);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function wordsOf(error: unknown): { readonly message: string; readonly type: string } {
  if (MillraceError.is(error)) return { message: error.message.replace(/\n {2}Hint: [^]*$/, ""), type: error.code };
  if (error instanceof Error) return { message: error.message, type: error.name };
  return { message: String(error), type: typeof error };
}

function textPart(content: string): { readonly type: "text"; readonly content: string } {
  return { type: "text", content };
}

function known(attributes: Readonly<Record<string, Attributes[string]>>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
