/** Answers in the shapes that servers send, and the parts that they come to. */
import type { ModelPart } from "../../../lib/model/model-part.js";

interface Wire {
  readonly events: readonly unknown[];
  /** Texts that follow each other are one; without what the answer is called. */
  readonly parts: readonly ModelPart[];
}

const chunk = (delta: object, finish: string | null = null, more: object = {}): object => ({
  id: "chatcmpl-7",
  object: "chat.completion.chunk",
  created: 1_700_000_000,
  model: "m",
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  ...more,
});
const call = (name: string, text: string, more: object = {}): object => ({
  ...more,
  type: "function",
  function: { name, arguments: text },
});
const stop: ModelPart = { kind: "finish", reason: "stop", raw: "stop" };
const asks: ModelPart = { kind: "finish", reason: "tool-calls", raw: "tool_calls" };
const called = (callId: string, name: string, text: string): ModelPart[] => [
  { kind: "tool-delta", callId, name, delta: text },
  { kind: "tool-ready", callId, name, arguments: text },
];

export const wires: Readonly<Record<string, Wire>> = {
  "OpenAI, with usage in a tail without choices": {
    events: [
      chunk({ role: "assistant", content: "", refusal: null }, null, { usage: null, service_tier: "default" }),
      chunk({ content: "Grüße" }, null, { usage: null, obfuscation: "x7" }),
      chunk({ content: " 👋" }, null, { usage: null }),
      chunk({}, "stop", { usage: null }),
      chunk({}, null, {
        choices: [],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 12,
          total_tokens: 21,
          prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 8 },
        },
      }),
      "[DONE]",
    ],
    parts: [
      { kind: "text", text: "Grüße 👋" },
      {
        kind: "usage",
        usage: { inputTokens: 9, outputTokens: 12, totalTokens: 21, reasoningTokens: 8, cachedTokens: 4 },
      },
      stop,
    ],
  },
  "OpenAI, with two calls in fragments": {
    events: [
      chunk({ role: "assistant", content: null, tool_calls: [call("get_weather", "", { index: 0, id: "call_a" })] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city"' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: ':"Köln"}' } }] }),
      chunk({ tool_calls: [call("get_time", "", { index: 1, id: "call_b" })] }),
      chunk({ tool_calls: [{ index: 1, function: { arguments: "{}" } }] }),
      chunk({}, "tool_calls"),
      "[DONE]",
    ],
    parts: [...called("call_a", "get_weather", '{"city":"Köln"}'), ...called("call_b", "get_time", "{}"), asks],
  },
  "Ollama, with reasoning, a whole call and usage in the tail": {
    events: [
      chunk({ role: "assistant", content: "", reasoning: "Let me " }),
      chunk({ role: "assistant", content: "", reasoning: "look." }),
      chunk({ role: "assistant", content: "", tool_calls: [call("look", '{"at":1}', { index: 0, id: "call_x" })] }),
      chunk({ role: "assistant", content: "" }, "stop"),
      chunk({}, null, { choices: [], usage: { prompt_tokens: 5, completion_tokens: 6, total_tokens: 11 } }),
      "[DONE]",
    ],
    parts: [
      { kind: "reasoning", text: "Let me look." },
      { kind: "tool-delta", callId: "call_x", name: "look", delta: '{"at":1}' },
      { kind: "usage", usage: { inputTokens: 5, outputTokens: 6, totalTokens: 11 } },
      { kind: "tool-ready", callId: "call_x", name: "look", arguments: '{"at":1}' },
      { kind: "finish", reason: "tool-calls", raw: "stop" },
    ],
  },
  "vLLM, with both names of reasoning and usage in every chunk": {
    events: [
      chunk({ role: "assistant", content: "" }, null, { usage: { prompt_tokens: 3, completion_tokens: 0 } }),
      chunk({ reasoning: "Hm", reasoning_content: "Hm" }, null, { usage: { prompt_tokens: 3, completion_tokens: 1 } }),
      chunk({ content: "Yes" }, "stop", { usage: { prompt_tokens: 3, completion_tokens: 2 } }),
      "[DONE]",
    ],
    parts: [
      { kind: "usage", usage: { inputTokens: 3, outputTokens: 0 } },
      { kind: "reasoning", text: "Hm" },
      { kind: "usage", usage: { inputTokens: 3, outputTokens: 1 } },
      { kind: "text", text: "Yes" },
      { kind: "usage", usage: { inputTokens: 3, outputTokens: 2 } },
      stop,
    ],
  },
  "LM Studio, with a think block in the text": {
    events: [
      chunk({ role: "assistant", content: "<think>" }, null, { system_fingerprint: "m" }),
      chunk({ content: "\nLet me see" }),
      chunk({ content: "</th" }),
      chunk({ content: "ink>\n\n4" }),
      chunk({}, "stop", { stats: {} }),
      "[DONE]",
    ],
    parts: [{ kind: "reasoning", text: "Let me see" }, { kind: "text", text: "4" }, stop],
  },
  "DeepSeek, with reasoning beside empty content and usage on the finish": {
    events: [
      chunk({ role: "assistant", content: null, reasoning_content: "" }),
      chunk({ content: null, reasoning_content: "I think" }),
      chunk({ content: "so", reasoning_content: null }),
      chunk({ content: "", reasoning_content: null }, "length", {
        usage: { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7, prompt_cache_hit_tokens: 2 },
      }),
      "[DONE]",
    ],
    parts: [
      { kind: "reasoning", text: "I think" },
      { kind: "text", text: "so" },
      { kind: "usage", usage: { inputTokens: 4, outputTokens: 3, totalTokens: 7, cachedTokens: 2 } },
      { kind: "finish", reason: "length", raw: "length" },
    ],
  },
  "DashScope, with empty finish reasons, empty ids and no end marker": {
    events: [
      chunk({ role: "assistant", content: "" }, ""),
      chunk({ content: null, tool_calls: [call("find", "", { index: 0, id: "call_q" })] }, ""),
      chunk({ content: null, tool_calls: [call("", '{"q":', { index: 0, id: "" })] }, ""),
      chunk({ content: null, tool_calls: [call("", '"é"}', { index: 0, id: "" })] }, ""),
      chunk({ content: "" }, "tool_calls"),
    ],
    parts: [...called("call_q", "find", '{"q":"é"}'), asks],
  },
};
