// How scripted and replayed models wait: by the clock in force, and no longer than their call goes on.
import type { CallGuard } from "../model/call-guard.js";
import { currentClock } from "../primitives/clock.js";

/** Waits `delayMs`; `Infinity` waits until the call is over. Rejects with what has ended the call. */
export async function pause(guard: CallGuard, delayMs: number): Promise<void> {
  let timer: Disposable | undefined;
  const due = new Promise<void>((resolve) => {
    if (delayMs !== Infinity) timer = currentClock().schedule(delayMs, resolve);
  });
  try {
    await guard.wait(due);
  } finally {
    timer?.[Symbol.dispose]();
  }
}
