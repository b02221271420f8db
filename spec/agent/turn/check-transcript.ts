/** What every provider asks of a transcript. */
import type { ChatMessage } from "millrace";
import { expect } from "vitest";

/** Each answer with calls is followed by exactly its results, in its order, and no result stands elsewhere; ids are unique. */
export function checkTranscript(messages: readonly ChatMessage[]): void {
  const ids: string[] = [];
  let open: string[] = [];
  for (const message of messages) {
    if (message.role === "tool") {
      expect(message.callId, "a result in its place").toBe(open.shift());
      expect(typeof message.content, "a result that is a text").toBe("string");
      continue;
    }
    expect(open, "calls without results").toEqual([]);
    if (message.role !== "assistant") continue;
    open = (message.toolCalls ?? []).map(({ callId }) => callId);
    ids.push(...open);
  }
  expect(open, "calls without results").toEqual([]);
  expect(ids, "ids of calls").not.toContain("");
  expect(new Set(ids).size, "equal ids").toBe(ids.length);
}
