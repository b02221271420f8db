import fc from "fast-check";
import { MillraceError } from "millrace";
import { describe, expect, it } from "vitest";
import { isRetryable, nextDelay, retryPolicy, type RetryPolicy } from "../../lib/model/retry-policy.js";
import { caught } from "../caught.js";

const failed = (details: Readonly<Record<string, unknown>> = {}): MillraceError =>
  new MillraceError("MODEL_FAILED", "It failed.", { details: { retryable: true, ...details } });

const defaults = retryPolicy();
const most = (): number => 0.999_999_999;

const policies: fc.Arbitrary<RetryPolicy> = fc.record(
  {
    attempts: fc.integer({ min: 1, max: 50 }),
    delayMs: fc.nat(10_000),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
    maxDelayMs: fc.nat(100_000),
    maxRetryAfterMs: fc.nat(100_000),
    totalMs: fc.nat(1_000_000),
  },
  { requiredKeys: [] },
);
const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("retryPolicy", () => {
  it("tries three times unless told otherwise, and once when it is false", () => {
    expect(defaults).toMatchObject({ attempts: 3, delayMs: 500, factor: 2, maxDelayMs: 30_000, totalMs: Infinity });
    expect(retryPolicy(false).attempts).toBe(1);
    expect(retryPolicy({ attempts: 5, factor: undefined } as object)).toMatchObject({ attempts: 5, factor: 2 });
  });

  it.each([
    [{ attempts: 0 }, "attempts"],
    [{ attempts: 1.5 }, "attempts"],
    [{ delayMs: -1 }, "delayMs"],
    [{ delayMs: NaN }, "delayMs"],
    [{ factor: 0.5 }, "factor"],
    [{ maxDelayMs: "30s" }, "maxDelayMs"],
    [{ maxRetryAfterMs: -1 }, "maxRetryAfterMs"],
    [{ totalMs: null }, "totalMs"],
    [{ retries: 3 }, "retries"],
  ])("refuses %o by name", (policy, name) => {
    const error = caught(() => retryPolicy(policy as RetryPolicy));

    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(name);
  });
});

describe("nextDelay", () => {
  it("grows the longest wait by the factor, up to its limit", () => {
    const policy = retryPolicy({ attempts: 20 });
    const longest = [1, 2, 3, 4, 7, 12].map((attempt) =>
      Math.round(nextDelay({ attempt, error: failed(), policy, random: most }) ?? -1),
    );

    expect(longest).toEqual([500, 1000, 2000, 4000, 30_000, 30_000]);
  });

  it("waits as long as the provider asks for, and longer when the draw says so", () => {
    const ask = (retryAfterMs: unknown, random = 0.5): number | undefined =>
      nextDelay({ attempt: 1, error: failed({ retryAfterMs }), policy: defaults, random: () => random });

    expect(ask(60_000)).toBe(60_000);
    expect(ask(100)).toBe(250);
    expect(ask("soon")).toBe(250);
    expect(ask(-5)).toBe(250);
  });

  it("does not try again where the provider asks for more than is allowed", () => {
    expect(nextDelay({ attempt: 1, error: failed({ retryAfterMs: 120_001 }), policy: defaults })).toBeUndefined();
  });

  it("stops at the last try, and where the time would be over", () => {
    const policy = retryPolicy({ totalMs: 1000 });
    const ask = (attempt: number, elapsedMs: number): number | undefined =>
      nextDelay({ attempt, error: failed(), policy, random: () => 0.5, elapsedMs });

    expect(ask(1, 750)).toBe(250);
    expect(ask(1, 751)).toBeUndefined();
    expect(ask(3, 0)).toBeUndefined();
  });

  it("never tries again what was aborted, what says no, and what is none of ours", () => {
    const aborted = new MillraceError("ABORTED", "Stopped.", { details: { retryable: true } });
    const foreign = Object.assign(new Error("?"), { details: { retryable: true } });

    for (const error of [aborted, failed({ retryable: false }), failed({ retryable: "yes" }), foreign, undefined]) {
      expect(isRetryable(error)).toBe(false);
      expect(nextDelay({ attempt: 1, error, policy: defaults })).toBeUndefined();
    }
    expect(isRetryable(failed())).toBe(true);
  });

  it("keeps to its limits, whatever the policy and the draw", () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 60 }), fc.nat(200_000), fc.nat(500_000), draws, (...given) => {
        const [options, attempt, retryAfterMs, elapsedMs, draw] = given;
        const policy = retryPolicy(options);
        const delay = nextDelay({ attempt, error: failed({ retryAfterMs }), policy, random: () => draw, elapsedMs });

        if (delay === undefined) return;
        expect(attempt).toBeLessThan(policy.attempts);
        expect(delay).toBeGreaterThanOrEqual(retryAfterMs);
        expect(delay).toBeLessThanOrEqual(Math.max(policy.maxDelayMs, retryAfterMs));
        expect(retryAfterMs).toBeLessThanOrEqual(policy.maxRetryAfterMs);
        expect(elapsedMs + delay).toBeLessThanOrEqual(policy.totalMs);
      }),
    );
  });

  it("draws evenly: the wait is the drawn share of the longest one", () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 60 }), draws, (options, attempt, draw) => {
        const policy = { ...retryPolicy(options), attempts: 100, totalMs: Infinity };
        const ask = (random: number): number =>
          nextDelay({ attempt, error: failed(), policy, random: () => random }) ?? -1;

        expect(ask(draw)).toBeCloseTo(draw * ask(0.5) * 2, 3);
        expect(ask(0)).toBe(0);
      }),
    );
  });

  it("gives a time even without any ceiling", () => {
    const policy = retryPolicy({ attempts: Infinity, maxDelayMs: Infinity, factor: 10 });

    expect(nextDelay({ attempt: 5000, error: failed(), policy, random: () => 0 })).toBe(0);
  });
});
