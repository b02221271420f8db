// What a model call has cost, in tokens.

/** Tokens of one or more model calls; a number is missing where the provider does not tell it. */
export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly totalTokens?: number;
  /** Those of the output that nobody reads. */
  readonly reasoningTokens?: number;
  /** Those of the input that the provider had kept. */
  readonly cachedTokens?: number;
  /** Those of the input that the provider has kept for later calls. */
  readonly cacheWriteTokens?: number;
}

const FIELDS = [
  ...(["inputTokens", "outputTokens", "totalTokens"] as const),
  ...(["reasoningTokens", "cachedTokens", "cacheWriteTokens"] as const),
];

/** The sum of two usages; what neither tells stays untold. */
export function addUsage(one: Usage, other: Usage): Usage {
  const sum: { -readonly [K in keyof Usage]: number } = {};
  for (const field of FIELDS) {
    if (one[field] === undefined && other[field] === undefined) continue;
    sum[field] = (one[field] ?? 0) + (other[field] ?? 0);
  }
  return sum;
}
