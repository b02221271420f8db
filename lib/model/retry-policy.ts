// Whether a failed call is tried again, and when: a pure decision, without a timer and without a request.
import { MillraceError } from "../errors/millrace-error.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";

/** How often a call is tried, and how long each wait may be. */
export interface RetryPolicy {
  /** Tries in all, the first one included; 1 never tries again. Default: 3. */
  readonly attempts?: number;
  /** The longest wait before the second try, in milliseconds. Default: 500. */
  readonly delayMs?: number;
  /** By how much the longest wait grows with each try. Default: 2. */
  readonly factor?: number;
  /** The wait grows no longer than this, in milliseconds. Default: 30,000. */
  readonly maxDelayMs?: number;
  /**
   * The longest wait that a provider may ask for, in milliseconds; asked for more, the call is not tried again, since an
   * earlier try would fail. Default: 120,000.
   */
  readonly maxRetryAfterMs?: number;
  /** No try begins later than this after the first one began, in milliseconds. Default: no limit. */
  readonly totalMs?: number;
}

/** What {@link nextDelay} decides from. */
export interface RetryQuestion {
  /** The try that has just failed, from 1. */
  readonly attempt: number;
  /** What it failed with. */
  readonly error: unknown;
  readonly policy: Required<RetryPolicy>;
  /** Gives a number from 0 up to, not including, 1. Default: `Math.random`. */
  readonly random?: () => number;
  /** How long ago the first try began, in milliseconds. Default: 0. */
  readonly elapsedMs?: number;
  /** Whether another try may help. Default: {@link isRetryable}. ABORTED is never tried again. */
  readonly isWorth?: (error: unknown) => boolean;
}

const DEFAULTS: Required<RetryPolicy> = {
  attempts: 3,
  delayMs: 500,
  factor: 2,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 120_000,
  totalMs: Infinity,
};

/** One try and no more. */
const NEVER: Required<RetryPolicy> = { ...DEFAULTS, attempts: 1 };

/**
 * A policy with its defaults; `false` is one that never tries again.
 *
 * @throws OPTION_INVALID, with the name of the option.
 */
export function retryPolicy(policy: RetryPolicy | false = {}): Required<RetryPolicy> {
  if (policy === false) return NEVER;
  refuseUnknown("The retry policy", policy, Object.keys(DEFAULTS));
  const told = Object.entries(policy).filter(([, value]) => value !== undefined);
  const whole = { ...DEFAULTS, ...(Object.fromEntries(told) as RetryPolicy) };
  checkCount("attempts", whole.attempts, 1);
  for (const option of ["delayMs", "maxDelayMs", "maxRetryAfterMs", "totalMs"] as const) {
    checkAtLeast(option, whole[option], 0);
  }
  checkAtLeast("factor", whole.factor, 1);
  return whole;
}

/**
 * How long to wait before the next try, in milliseconds, or undefined for no other try.
 *
 * An error is worth another try when its `details.retryable` is true, or as `isWorth` says, and never when it is ABORTED. The wait is drawn evenly
 * from 0 up to `delayMs * factor ** (attempt - 1)`, at most `maxDelayMs`, so that callers which failed together do not come
 * back together; it is never shorter than `details.retryAfterMs`. A wait that would end after `totalMs` is not begun.
 */
export function nextDelay(question: RetryQuestion): number | undefined {
  const { attempt, error, policy, random = Math.random, elapsedMs = 0, isWorth = isRetryable } = question;
  if (attempt >= policy.attempts || MillraceError.is(error, "ABORTED") || !isWorth(error)) return undefined;
  const askedMs = retryAfterMs(error);
  if (askedMs > policy.maxRetryAfterMs) return undefined;
  const ceilingMs = Math.min(policy.maxDelayMs, policy.delayMs * policy.factor ** (attempt - 1));
  const delayMs = Math.max(askedMs, spread(ceilingMs, random));
  return elapsedMs + delayMs > policy.totalMs ? undefined : delayMs;
}

/** True when an error says that another try may help: `details.retryable` is true, and it is not ABORTED. */
export function isRetryable(error: unknown): boolean {
  return MillraceError.is(error) && error.code !== "ABORTED" && error.details["retryable"] === true;
}

// A policy without a ceiling, `maxDelayMs: Infinity`, still has to give a time: 0 times Infinity is none.
function spread(ceilingMs: number, random: () => number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, ceilingMs) * random();
}

function retryAfterMs(error: unknown): number {
  const asked = MillraceError.is(error) ? error.details["retryAfterMs"] : undefined;
  return typeof asked === "number" && asked > 0 ? asked : 0;
}

function checkAtLeast(option: string, value: unknown, least: number): void {
  if (typeof value === "number" && value >= least) return;
  throw new MillraceError(
    "OPTION_INVALID",
    `${option} is ${String(value)}; a number from ${String(least)} up is expected.`,
  );
}
