// What providers say an answer has cost, under each of its names.
import type { Usage } from "../usage.js";
import { numberOf, objectOf, withoutGaps } from "./wire-value.js";

/** The usage that a message of the wire tells; undefined where it tells none. */
export function readUsage(wire: unknown): Usage | undefined {
  const usage = objectOf(wire);
  if (usage === undefined) return undefined;
  const input = objectOf(usage["prompt_tokens_details"]) ?? objectOf(usage["input_tokens_details"]) ?? {};
  const output = objectOf(usage["completion_tokens_details"]) ?? objectOf(usage["output_tokens_details"]) ?? {};
  const told: Usage = withoutGaps({
    inputTokens: numberOf(usage["prompt_tokens"]) ?? numberOf(usage["input_tokens"]),
    outputTokens: numberOf(usage["completion_tokens"]) ?? numberOf(usage["output_tokens"]),
    totalTokens: numberOf(usage["total_tokens"]),
    reasoningTokens: numberOf(output["reasoning_tokens"]),
    cachedTokens: numberOf(input["cached_tokens"]) ?? numberOf(usage["prompt_cache_hit_tokens"]),
    cacheWriteTokens: numberOf(usage["cache_creation_input_tokens"]),
  });
  return Object.keys(told).length === 0 ? undefined : told;
}

/** Whether two usages tell the same. */
export function sameUsage(one: Usage | undefined, other: Usage): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other);
}
