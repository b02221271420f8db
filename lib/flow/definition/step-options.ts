// What can be said about a step beside what it does: its name, its time, and what becomes of its failure.
import type { MillraceError } from "../../errors/millrace-error.js";

/** How a chunk that fails is run again. */
export interface Retry {
  /** How often it runs at most, the first time included; from 1 up. */
  readonly attempts: number;
  /** The wait before the second attempt, in milliseconds. Default 0. */
  readonly delayMs?: number;
  /** What each further wait is multiplied by. Default 2. */
  readonly factor?: number;
  /** The longest wait, in milliseconds. Default: no limit. */
  readonly maxDelayMs?: number;
}

/** Options of a chunk; a step in its place may say otherwise. */
export interface AttemptOptions {
  /** The longest one attempt may take, in milliseconds; then it fails with TIMEOUT and its `data.signal` aborts. */
  readonly timeoutMs?: number;
  /** Runs it again when it fails. A number is the number of attempts. */
  readonly retry?: Retry | number;
}

/** What the error branch of a chunk has as its value. */
export interface ChunkFailure<V = unknown> {
  /** What the chunk threw in its last attempt. */
  readonly error: unknown;
  /** What it ran with. */
  readonly value: V;
  /** The node that failed. */
  readonly node: string;
  /** How often it ran. */
  readonly attempts: number;
}

/** A batch branch that was allowed to fail. */
export type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** The wait before an attempt, in milliseconds; the second attempt is number 2. */
export function delayBefore(attempt: number, { delayMs = 0, factor = 2, maxDelayMs = Infinity }: Retry): number {
  return Math.min(delayMs * factor ** (attempt - 2), maxDelayMs);
}

/** Checks the options of a step. `fail` makes the error. Throws what it makes. */
export function readAttempts(
  { timeoutMs, retry }: AttemptOptions,
  fail: (why: string, hint: string) => MillraceError,
): { readonly timeoutMs: number | undefined; readonly retry: Retry | undefined } {
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs > 0))
    throw fail(`has the timeoutMs ${String(timeoutMs)}`, "Give milliseconds above 0, or leave it out.");
  const read = typeof retry === "number" ? { attempts: retry } : retry;
  if (read === undefined) return { timeoutMs, retry: undefined };
  if (!Number.isSafeInteger(read.attempts) || read.attempts < 1)
    throw fail(`has ${String(read.attempts)} attempts`, "Give a whole number from 1 up; the first run counts.");
  const { delayMs = 0, factor = 1, maxDelayMs = 0 } = read;
  if (![delayMs, factor, maxDelayMs].every((one) => one >= 0))
    throw fail("has a retry that cannot be waited for", "Give delayMs, factor and maxDelayMs from 0 up.");
  return { timeoutMs, retry: Object.freeze({ ...read }) };
}
