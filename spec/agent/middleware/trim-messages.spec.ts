/** The law of shorter transcripts: valid, within the limit where that can be, with its beginning and its end. */
import fc from "fast-check";
import type { ChatMessage } from "millrace";
import { describe, expect, it } from "vitest";
import { trimMessages } from "../../../lib/agent/middleware/trim-messages.js";
import { transcriptFaults, transcripts } from "../transcript-law.js";

const lengthOf = (message: ChatMessage): number => JSON.stringify(message.content).length;
const sizeOf = (messages: readonly ChatMessage[]): number => messages.reduce((sum, one) => sum + lengthOf(one), 0);

/** The newest message with what it cannot be without: the answer that asked for it, and the results beside it. */
function newestOf(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const start = [...messages].reverse().findIndex(({ role }) => role !== "tool");
  return messages.slice(messages.length - 1 - start);
}

const limits = fc.integer({ min: 0, max: 300 });

describe("trimMessages", () => {
  it("is given transcripts that keep the law, by specs that know it", () => {
    fc.assert(fc.property(transcripts, (messages) => transcriptFaults(messages).length === 0));
    const call: ChatMessage = {
      role: "assistant",
      content: "",
      toolCalls: [
        { callId: "1", name: "a", arguments: "{}" },
        { callId: "2", name: "a", arguments: "{}" },
      ],
    };
    const result = (callId: string): ChatMessage => ({ role: "tool", callId, content: "" });
    const broken: ChatMessage[][] = [
      [],
      [result("1")],
      [call, result("1")],
      [call, result("2"), result("1")],
      [call, result("1"), result("2"), result("2")],
      [call, result("1"), { role: "user", content: "" }, result("2")],
      [call, result("1"), result("2"), call, result("1"), result("2")],
      [
        { role: "user", content: "" },
        { role: "system", content: "" },
      ],
    ];
    for (const messages of broken) expect(transcriptFaults(messages), JSON.stringify(messages)).not.toEqual([]);
  });

  it("gives a valid transcript with the system prompt, the first message of the user and the newest message", () => {
    fc.assert(
      fc.property(transcripts, limits, (messages, limit) => {
        const trimmed = trimMessages(messages, limit, lengthOf);

        expect(transcriptFaults(trimmed)).toEqual([]);
        expect(trimmed.filter(({ role }) => role === "system")).toEqual(
          messages.filter(({ role }) => role === "system"),
        );
        expect(trimmed.find(({ role }) => role === "user")).toBe(messages.find(({ role }) => role === "user"));
        expect(trimmed.at(-1)).toBe(messages.at(-1));
      }),
    );
  });

  it("leaves out whole interactions from the front, and adds and moves nothing", () => {
    fc.assert(
      fc.property(transcripts, limits, (messages, limit) => {
        const trimmed = trimMessages(messages, limit, lengthOf);
        const kept = messages.filter((message) => trimmed.includes(message));

        expect(trimmed).toEqual(kept);
        // but for the beginning, what is kept is one piece up to the end
        const gaps = messages.filter(
          (message, at) => !trimmed.includes(message) && trimmed.includes(messages[at + 1] as never),
        );
        expect(gaps.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("keeps within the limit unless only what is always kept is left, and leaves out no more than it has to", () => {
    fc.assert(
      fc.property(transcripts, limits, (messages, limit) => {
        const trimmed = trimMessages(messages, limit, lengthOf);
        if (sizeOf(messages) <= limit) expect(trimmed).toBe(messages);
        const user = messages.find(({ role }) => role === "user");
        const always = new Set([...messages.filter(({ role }) => role === "system"), user, ...newestOf(messages)]);
        if (sizeOf(trimmed) > limit) expect(new Set([...trimmed, user])).toEqual(always);

        const next = messages.slice(
          0,
          messages.findIndex((one) => !always.has(one) && trimmed.includes(one)),
        );
        const nextUnit = newestOf(next.filter((one) => !always.has(one)));
        if (trimmed !== messages && nextUnit.length > 0 && trimmed.length > always.size) {
          expect(sizeOf(trimmed) + sizeOf(nextUnit)).toBeGreaterThan(limit);
        }
      }),
    );
  });

  it("mends what is broken already when it has to cut, and never gives nothing", () => {
    const user: ChatMessage = { role: "user", content: "x".repeat(50) };
    const stray: ChatMessage = { role: "tool", callId: "gone", content: "stray" };
    const open: ChatMessage = {
      role: "assistant",
      content: "",
      toolCalls: [{ callId: "open", name: "a", arguments: "{}" }],
    };
    const last: ChatMessage = { role: "user", content: "last" };

    expect(trimMessages([stray, user, stray, open, last], 20, lengthOf)).toEqual([user, last]);
    expect(trimMessages([stray, open, stray], 0, lengthOf)).toEqual([stray, open, stray]);
    expect(trimMessages([{ role: "system", content: "long" }], 0, lengthOf)).toHaveLength(1);
    expect(trimMessages([], 0, lengthOf)).toEqual([]);
  });
});
