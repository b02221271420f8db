// Transcripts made shorter in a form that providers take: an answer that asks for calls and their results stand and fall together.
import type { ChatMessage } from "../../model/chat-message.js";

/** Messages that are left out together or not at all. */
type Unit = readonly ChatMessage[];

/**
 * The messages within a limit: the system prompt, the first message of the user, and as many of the newest as fit. These two
 * and the newest are kept also where they are too much. What fits already is given back as it is; what has to be cut loses
 * results without a call and calls without a result as well.
 */
export function trimMessages(
  messages: readonly ChatMessage[],
  limit: number,
  sizeOf: (message: ChatMessage) => number,
): readonly ChatMessage[] {
  const sizes = new Map(messages.map((message) => [message, sizeOf(message)]));
  const sum = (unit: Unit): number => unit.reduce((total, message) => total + (sizes.get(message) ?? 0), 0);
  if (sum(messages) <= limit) return messages;
  const systemEnd = messages.findIndex(({ role }) => !isSystem(role));
  if (systemEnd === -1) return messages;
  const system = messages.slice(0, systemEnd);
  const units = unitsOf(messages.slice(systemEnd));
  const newest = units.at(-1);
  if (newest === undefined) return messages;
  const firstOfUser = units.findIndex(([message]) => message?.role === "user");
  const first = units[firstOfUser] ?? [];
  let from = units.length - 1;
  let used = sum(system) + sum(newest) + (first === newest ? 0 : sum(first));
  for (; from > 0; from--) {
    const size = from - 1 === firstOfUser ? 0 : sum(units[from - 1] ?? []);
    if (used + size > limit) break;
    used += size;
  }
  return [...system, ...(firstOfUser < from ? first : []), ...units.slice(from).flat()];
}

function isSystem(role: ChatMessage["role"]): boolean {
  return role === "system" || role === "developer";
}

function unitsOf(messages: readonly ChatMessage[]): readonly Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < messages.length; at++) {
    const message = messages[at] as ChatMessage;
    if (message.role === "tool") continue; // of no call
    const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
    const results = new Map<string, ChatMessage>();
    for (let next = messages[at + 1]; next?.role === "tool" && calls.length > 0; next = messages[++at + 1]) {
      results.set(next.callId, next);
    }
    const answers = calls.flatMap(({ callId }) => results.get(callId) ?? []);
    if (answers.length === calls.length) units.push([message, ...answers]);
  }
  return units;
}
