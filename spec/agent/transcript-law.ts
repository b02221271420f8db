/** The law of transcripts: what every provider takes, and transcripts that keep it. */
import fc from "fast-check";
import type { ChatMessage } from "millrace";

/**
 * What is wrong with a transcript, a line for each fault; none when it keeps the law: system prompts first, each answer that
 * asks for calls followed directly by exactly their results in the order of the calls, and no other result anywhere.
 */
export function transcriptFaults(messages: readonly ChatMessage[]): readonly string[] {
  const faults: string[] = [];
  const ids = new Set<string>();
  let waiting: string[] = [];
  let isBehindSystem = false;
  for (const [place, message] of messages.entries()) {
    const at = `message ${String(place)} (${message.role})`;
    if (message.role === "tool") {
      const next = waiting.shift();
      if (next === undefined) faults.push(`${at}: the result ${message.callId} has no call`);
      else if (next !== message.callId)
        faults.push(`${at}: the result of ${next} is due, and ${message.callId} stands here`);
      continue;
    }
    if (waiting.length > 0) faults.push(`${at}: the results of ${waiting.join(", ")} are missing before it`);
    waiting = message.role === "assistant" ? (message.toolCalls ?? []).map(({ callId }) => callId) : [];
    for (const id of waiting) {
      if (ids.has(id)) faults.push(`${at}: the call ${id} has its id twice`);
      ids.add(id);
    }
    if (message.role !== "system") isBehindSystem = true;
    else if (isBehindSystem) faults.push(`${at}: a system prompt stands behind what was said`);
  }
  if (waiting.length > 0) faults.push(`the end: the results of ${waiting.join(", ")} are missing`);
  if (messages.length === 0) faults.push("the end: there is nothing");
  return faults;
}

const text = fc.string({ maxLength: 40, unit: "grapheme" });

const said = fc.oneof(
  text.map((content): ChatMessage => ({ role: "user", content })),
  text.map((content): ChatMessage => ({ role: "assistant", content })),
);

const interaction = fc.array(fc.record({ name: fc.constantFrom("search", "save"), given: text, result: text }), {
  minLength: 1,
  maxLength: 4,
});

/** Transcripts that keep the law; most begin with a system prompt and a user. */
export const transcripts: fc.Arbitrary<ChatMessage[]> = fc
  .record({
    system: fc.option(text, { nil: undefined, freq: 4 }),
    first: fc.option(text, { nil: undefined, freq: 6 }),
    rest: fc.array(fc.oneof(said, interaction), { maxLength: 12 }),
  })
  .map(({ system, first, rest }) => {
    let lastId = 0;
    const messages: ChatMessage[] = [];
    if (system !== undefined) messages.push({ role: "system", content: system });
    if (first !== undefined || rest.length === 0) messages.push({ role: "user", content: first ?? "" });
    for (const one of rest) {
      if (!Array.isArray(one)) {
        messages.push(one);
        continue;
      }
      const calls = one.map((call) => ({ ...call, callId: `call-${String(++lastId)}` }));
      const toolCalls = calls.map(({ callId, name, given }) => ({
        callId,
        name,
        arguments: JSON.stringify({ given }),
      }));
      messages.push({ role: "assistant", content: "", toolCalls });
      for (const { callId, result } of calls) messages.push({ role: "tool", callId, content: result });
    }
    return messages;
  });
