// Calls that can be told apart: providers tie results to calls by their ids, and so do observers.
import { randomUUID } from "node:crypto";
import type { ToolCall } from "../events/tool-events.js";

/** The same calls; those without an id, or with one that another call has, get an id of their own. */
export function distinctCalls(calls: readonly ToolCall[], isTaken: (callId: string) => boolean): readonly ToolCall[] {
  const seen = new Set<string>();
  const isOwn = ({ callId }: ToolCall): boolean => {
    const isNew = callId !== "" && !seen.has(callId) && !isTaken(callId);
    seen.add(callId);
    return isNew;
  };
  const own = calls.map((call) => (isOwn(call) ? call : call.with({ callId: randomUUID() })));
  return own.every((call, place) => call === calls[place]) ? calls : own;
}

/** The calls without those whose id an earlier one has: they came to be after the model was heard, and are run once. */
export function firstOfEachId(calls: readonly ToolCall[]): readonly ToolCall[] {
  const seen = new Set<string>();
  return calls.filter(({ callId }) => !seen.has(callId) && seen.add(callId));
}
