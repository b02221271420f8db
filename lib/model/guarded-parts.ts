// The parts of one call as its reader gets them: begun when asked for, ended by a signal, a limit, or by leaving.
import { CallGuard } from "./call-guard.js";
import type { ModelPart } from "./model-part.js";
import type { PhaseLimits } from "./phase-limits.js";

/** The parts that say something: what the limits for the first one and for silence wait for. */
const SAYING: ReadonlySet<ModelPart["kind"]> = new Set(["text", "reasoning", "tool-delta", "tool-ready"]);

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** What a call does under its guard; it waits for everything through `guard.wait`. */
export type GuardedCall = (guard: CallGuard) => AsyncIterable<ModelPart>;

/**
 * Runs `call` when the first part is asked for. A signal that aborts, or a limit that passes, ends it wherever it stands: the
 * reader gets ABORTED or TIMEOUT next, and no part. Leaving early ends it, too, even while a part is being waited for.
 */
export function guardedParts(
  call: GuardedCall,
  limits: PhaseLimits,
  signal: AbortSignal | undefined,
): AsyncIterableIterator<ModelPart, undefined> {
  const guard = new CallGuard(limits, signal);
  const parts = read(call, guard);
  return {
    next: () => parts.next(),
    async return() {
      guard.leave();
      await parts.return(undefined);
      return DONE;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* read(call: GuardedCall, guard: CallGuard): AsyncGenerator<ModelPart, undefined> {
  try {
    guard.begin();
    for await (const part of call(guard)) {
      if (SAYING.has(part.kind)) guard.said();
      guard.check();
      yield part;
      guard.check();
    }
    return undefined;
  } catch (error) {
    if (guard.left) return undefined;
    throw guard.ending ?? error;
  } finally {
    guard.end();
  }
}
