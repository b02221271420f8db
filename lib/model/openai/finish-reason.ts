// Why models stop, in each provider's words.
import type { FinishReason } from "../model-part.js";

const REASONS: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  eos: "stop",
  eos_token: "stop",
  end_turn: "stop",
  stop_sequence: "stop",
  length: "length",
  max_tokens: "length",
  model_length: "length",
  max_output_tokens: "length",
  tool_calls: "tool-calls",
  tool_use: "tool-calls",
  function_call: "tool-calls",
  content_filter: "content-filter",
  safety: "content-filter",
  sensitive: "content-filter",
};

/** The neutral name of a provider's reason. */
export function finishReasonOf(raw: string): FinishReason {
  const name = raw.toLowerCase();
  return (Object.hasOwn(REASONS, name) ? REASONS[name] : undefined) ?? "other";
}
