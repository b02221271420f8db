// How many tokens something is likely to be, without asking a model's own tokenizer: for budgets and displays.
import type { ChatMessage, ContentPart } from "../chat-message.js";

/** Four characters of Latin script are about a token; of other scripts about one and a half. */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x2ff) wide++;
  return Math.ceil((text.length - wide) / 4 + wide / 1.5);
}

/** What providers charge around each message. */
const PER_MESSAGE = 4;

/** The tokens of a message, with its calls. */
export function estimateMessage(message: ChatMessage): number {
  const { content } = message;
  const said = typeof content === "string" ? estimateTokens(content) : sum(content.map(estimatePart));
  const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
  return PER_MESSAGE + said + sum(calls.map((call) => estimateTokens(call.name) + estimateTokens(call.arguments)));
}

/** A picture is counted as most providers count one of middle size; of recordings and documents the bytes tell little. */
export function estimatePart(part: ContentPart): number {
  if (part.type === "text") return estimateTokens(part.text);
  if (part.type === "image") return part.detail === "low" ? 85 : 765;
  const source = part.type === "audio" ? part.audio : part.file;
  return source instanceof Uint8Array ? Math.ceil(source.byteLength / (part.type === "audio" ? 1600 : 16)) : 0;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
