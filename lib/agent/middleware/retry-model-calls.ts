// A built-in: calls of the model that fail are made again, after a wait that grows and is drawn by lot.
import type { ErrorCode } from "../../errors/error-codes.js";
import { MillraceError } from "../../errors/millrace-error.js";
import { nextDelay, type RetryPolicy, retryPolicy } from "../../model/retry-policy.js";
import { currentClock } from "../../primitives/clock.js";
import { onAbort } from "../../stream/on-abort.js";
import type { Middleware } from "./middleware.js";

/** Options of {@link retryModelCalls}: which errors, and how often and when. */
export interface ModelRetry extends RetryPolicy {
  /** The errors that another call may mend: their codes, or a function that says so. */
  readonly retryOn: readonly ErrorCode[] | ((error: unknown) => boolean);
}

/**
 * Calls the model again when it fails with what `retryOn` names; everything else is thrown at once, as is the last error.
 *
 * Broken connections, time limits, 429 and 5xx need no middleware: each call is tried by the settings `request.attempts` and
 * `request.delayMs` already, and an answer that does not fit is asked for again (`request.corrections`). Take this one for
 * what is not called retryable there: the errors of a model of your own, a content filter that changes its mind, an
 * OUTPUT_INVALID that deserves a new beginning. The tries multiply where both know an error.
 *
 * ```ts
 * new Agent("a", { middleware: [retryModelCalls({ attempts: 3, retryOn: ["OUTPUT_INVALID"] })] });
 * ```
 *
 * Waits are those of {@link RetryPolicy}; they end when the turn does. ABORTED is never tried again. All tries are one call for
 * `limits.modelCalls`; what inner middleware does is done anew.
 *
 * @throws OPTION_INVALID.
 */
export function retryModelCalls({ retryOn, ...options }: ModelRetry): Middleware {
  const policy = retryPolicy(options);
  const isWorth = worthOf(retryOn);
  return {
    name: "retryModelCalls",
    async onModelCall({ next }, { signal }) {
      const beganAt = currentClock().now();
      for (let attempt = 1; ; attempt++) {
        try {
          return await next();
        } catch (error) {
          const elapsedMs = currentClock().now() - beganAt;
          const delayMs = nextDelay({ attempt, error, policy, elapsedMs, isWorth });
          if (delayMs === undefined || signal.aborted) throw error;
          if (!(await passed(delayMs, signal))) throw error;
        }
      }
    },
  };
}

function worthOf(retryOn: ModelRetry["retryOn"]): (error: unknown) => boolean {
  if (typeof retryOn === "function") return retryOn;
  if (Array.isArray(retryOn)) return (error) => MillraceError.is(error) && retryOn.includes(error.code);
  throw new MillraceError("OPTION_INVALID", "retryModelCalls was not told which errors to try again.", {
    hint: 'Pass retryOn: ["OUTPUT_INVALID"], or a function of an error.',
  });
}

// False where the turn has ended before.
function passed(delayMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = currentClock().schedule(delayMs, () => {
      unfollow();
      resolve(true);
    });
    const unfollow = onAbort(signal, () => {
      timer[Symbol.dispose]();
      resolve(false);
    });
  });
}
