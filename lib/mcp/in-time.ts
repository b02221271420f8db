// A request that ends with its time or with a signal, by the clock that is in force.
import { MillraceError } from "../errors/millrace-error.js";
import { currentClock } from "../primitives/clock.js";
import { createDeferred } from "../primitives/deferred.js";
import { onAbort } from "../stream/on-abort.js";

/** How a request of the MCP library is ended: by us alone. */
export interface Ends {
  readonly signal: AbortSignal;
  readonly timeout: number;
}

/** The longest that timers of Node can wait: the library has no word for "no limit". */
export const NO_TIMEOUT = 2 ** 31 - 1;

/** Rejects with TIMEOUT or ABORTED, and ends the request, also where it does not listen. */
export async function inTime<T>(
  what: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (ends: Ends) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const given = createDeferred<never>();
  const giveUp = (error: MillraceError): void => {
    given.reject(error);
    controller.abort(error);
  };
  const timer = currentClock().schedule(timeoutMs, () => {
    giveUp(
      new MillraceError("TIMEOUT", `It took longer than ${String(timeoutMs)} ms ${what}.`, { details: { timeoutMs } }),
    );
  });
  const stop =
    signal &&
    onAbort(signal, () => {
      giveUp(new MillraceError("ABORTED", `It was given up ${what}.`, { cause: signal.reason }));
    });
  try {
    return await Promise.race([given.promise, work({ signal: controller.signal, timeout: NO_TIMEOUT })]);
  } finally {
    timer[Symbol.dispose]();
    stop?.();
  }
}
