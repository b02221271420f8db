/** What a model is told of a conversation. */
import {
  type BaseEvent,
  image,
  ModelMessage,
  ModelRequest,
  ModelResponse,
  ToolCall,
  ToolCalls,
  ToolError,
  ToolResult,
  ToolResults,
} from "millrace";
import { describe, expect, it } from "vitest";
import { Transcript, UNANSWERED } from "../../../lib/agent/conversation/transcript.js";

const asks = (text: string, more: object = {}): ModelRequest => new ModelRequest({ inputs: [text], ...more });
const says = (content: string, ...ids: readonly string[]): ModelResponse =>
  new ModelResponse({
    ...(content === "" ? {} : { message: new ModelMessage({ content }) }),
    toolCalls: new ToolCalls({ calls: ids.map((callId) => new ToolCall({ callId, name: "t" })) }),
  });
const gives = (callId: string, result: unknown): ToolResult => new ToolResult({ callId, name: "t", result });

function told(...events: readonly BaseEvent[]): unknown {
  const transcript = new Transcript();
  for (const event of events) transcript.add(event);
  return transcript.messages().map((message) => `${message.role}: ${JSON.stringify(message.content)}`);
}

describe("Transcript", () => {
  it("is questions and answers in their order", () => {
    expect(told(asks("a"), says("b"), asks("c"), says("d"))).toEqual([
      'user: "a"',
      'assistant: "b"',
      'user: "c"',
      'assistant: "d"',
    ]);
  });

  it("has attachments as the parts that they are", () => {
    const picture = image("https://example.org/a.png");
    const transcript = new Transcript();
    transcript.add(new ModelRequest({ inputs: ["look", picture] }));

    expect(transcript.messages()).toEqual([{ role: "user", content: [{ type: "text", text: "look" }, picture] }]);
  });

  it("has results behind the answer that asked for them, in the order of its calls", () => {
    expect(told(asks("a"), says("", "1", "2"), gives("2", "two"), gives("1", { one: 1 }), says("b"))).toEqual([
      'user: "a"',
      'assistant: ""',
      'tool: "{\\"one\\":1}"',
      'tool: "two"',
      'assistant: "b"',
    ]);
  });

  it("takes what the batch of results says over what each result said", () => {
    const results = new ToolResults({ results: [gives("1", "changed")] });

    expect(told(asks("a"), says("", "1"), gives("1", "first"), results)).toContain('tool: "changed"');
  });

  it("tells the sentence of an error", () => {
    const error = new ToolError({ callId: "1", name: "t", result: "Error: no", error: new Error("no") });

    expect(told(asks("a"), says("", "1"), error)).toContain('tool: "Error: no"');
  });

  it("answers a call that nobody has answered, wherever the history ends", () => {
    const unanswered = `tool: ${JSON.stringify(UNANSWERED)}`;

    expect(told(asks("a"), says("", "1", "2"), gives("2", "two"))).toEqual([
      'user: "a"',
      'assistant: ""',
      unanswered,
      'tool: "two"',
    ]);
    expect(told(asks("a"), says("", "1"), asks("b"))).toEqual(['user: "a"', 'assistant: ""', unanswered, 'user: "b"']);
  });

  it("passes over results that nobody asked for, and those that come too late", () => {
    expect(told(gives("0", "?"), asks("a"), says("", "1"), asks("b"), gives("1", "late"))).toEqual([
      'user: "a"',
      'assistant: ""',
      `tool: ${JSON.stringify(UNANSWERED)}`,
      'user: "b"',
    ]);
  });

  it("has nothing of an answer that says nothing", () => {
    expect(told(asks("a"), says(""))).toEqual(['user: "a"']);
  });

  it("has what was said in its conversation, and not what was said in others on the same stream", () => {
    const mine = new Transcript("c1");
    for (const event of [
      asks("theirs"),
      asks("mine", { conversation: "c1" }),
      asks("others", { conversation: "c2" }),
    ]) {
      mine.add(event);
    }

    expect(mine.messages()).toEqual([{ role: "user", content: "mine" }]);
    expect(told(asks("own"), asks("another's", { conversation: "c1" }))).toEqual(['user: "own"']);
  });

  it("gives a list of the reader's own each time", () => {
    const transcript = new Transcript();
    transcript.add(asks("a"));
    transcript.messages().push({ role: "user", content: "mine" });

    expect(transcript.messages()).toHaveLength(1);
  });
});
