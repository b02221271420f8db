/** What every provider asks of a transcript, as an expectation. */
import type { ChatMessage } from "millrace";
import { expect } from "vitest";
import { transcriptFaults } from "../transcript-law.js";

/** The law of transcripts; and no call without an id, no result that is no text. */
export function checkTranscript(messages: readonly ChatMessage[]): void {
  expect(transcriptFaults(messages)).toEqual([]);
  for (const message of messages) {
    if (message.role === "tool") expect(typeof message.content, "a result that is a text").toBe("string");
    if (message.role !== "assistant") continue;
    expect(message.toolCalls?.map(({ callId }) => callId) ?? [], "ids of calls").not.toContain("");
  }
}
