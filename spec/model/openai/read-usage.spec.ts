import { describe, expect, it } from "vitest";
import { readUsage } from "../../../lib/model/openai/read-usage.js";

describe("readUsage", () => {
  it("reads each provider's names", () => {
    const openai = {
      prompt_tokens: 10,
      completion_tokens: 7,
      total_tokens: 17,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 5 },
    };
    expect(readUsage(openai)).toEqual({
      inputTokens: 10,
      outputTokens: 7,
      totalTokens: 17,
      reasoningTokens: 5,
      cachedTokens: 4,
    });
    expect(readUsage({ prompt_tokens: 1, prompt_cache_hit_tokens: 1 })).toEqual({ inputTokens: 1, cachedTokens: 1 });
    expect(readUsage({ prompt_tokens: 2, cache_creation_input_tokens: 1 })).toEqual({
      inputTokens: 2,
      cacheWriteTokens: 1,
    });
    expect(readUsage({ input_tokens: 1, output_tokens: 2 })).toEqual({ inputTokens: 1, outputTokens: 2 });
  });

  it("tells nothing where nothing is told", () => {
    for (const nothing of [undefined, null, {}, 3, [], { prompt_tokens: "3" }])
      expect(readUsage(nothing)).toBeUndefined();
  });
});
