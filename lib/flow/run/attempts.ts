// A call of a handler: with its schemas, its time, and as many attempts as it has.
import { MillraceError } from "../../errors/millrace-error.js";
import { onAbort } from "../../stream/on-abort.js";
import { checkValue } from "../definition/flow-contract.js";
import { Pause } from "../definition/pause.js";
import { delayBefore } from "../definition/step-options.js";
import { ChunkRetrying } from "../flow-events.js";
import { CallData } from "./call-data.js";
import type { Call } from "./call.js";
import { tell } from "./tell.js";

/** Calls the handler of a chunk that is nothing but its function. */
export function invoke(call: Call, value: unknown): unknown {
  const { chunk: one } = call.station.node;
  const data = new CallData(call, value);
  // The second argument lets functions made by `inject` stand here.
  return one.takesContext ? one.run(data, data.context) : (one.run as unknown as (alone: CallData) => unknown)(data);
}

/** Runs a chunk with its schemas, its time, and as many attempts as it has. */
export async function attempt(call: Call): Promise<unknown> {
  const { run, station } = call;
  const { chunk: one, retry, id } = station.node;
  for (;;) {
    try {
      const checked = checkValue(run.flow, `value of chunk "${one.name}"`, one.valueSchema, call.value);
      const output = await within(call, checked);
      return output instanceof Pause
        ? output
        : checkValue(run.flow, `output of chunk "${one.name}"`, one.outputSchema, output);
    } catch (error) {
      if (retry === undefined || call.attempt >= retry.attempts || !call.live) throw error;
      call.again();
      const delayMs = delayBefore(call.attempt, retry);
      const { attempt: next, place, value } = call;
      await tell(
        run,
        ChunkRetrying,
        () => new ChunkRetrying(run.flow, run.id, id, one.name, value, place.scope.path, error, next, delayMs),
        place,
      );
      await wait(call, delayMs);
      await call.lease?.take();
      if (isOver(call)) throw error;
    }
  }
}

// Asked again behind a wait.
function isOver(call: Call): boolean {
  return !call.live;
}

// The time runs while the handler does, waits for its own subtree included.
async function within(call: Call, value: unknown): Promise<unknown> {
  const { run, station } = call;
  const { timeoutMs, id } = station.node;
  if (timeoutMs === undefined) {
    return invoke(call, value);
  }
  const giveUp = call.limit();
  return new Promise((resolve, reject) => {
    const timer = run.wiring.core.clock.schedule(timeoutMs, () => {
      const late = new MillraceError(
        "TIMEOUT",
        `Chunk ${id} of flow ${run.flow} did not end within ${String(timeoutMs)} ms.`,
        { details: { flow: run.flow, node: id, timeoutMs } },
      );
      call.giveUp(); // what the handler does from now on is refused
      giveUp(late);
      reject(late);
    });
    const settle =
      <T>(pass: (outcome: T) => void) =>
      (outcome: T): void => {
        timer[Symbol.dispose]();
        giveUp();
        pass(outcome);
      };
    Promise.resolve()
      .then(() => invoke(call, value))
      .then(settle(resolve), settle(reject));
  });
}

// The wait before the next attempt, without permits. The end of the work around it ends it.
function wait(call: Call, delayMs: number): Promise<void> {
  if (delayMs === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = call.run.wiring.core.clock.schedule(delayMs, () => {
      unfollow();
      resolve();
    });
    const unfollow = onAbort(call.signal, () => {
      timer[Symbol.dispose]();
      resolve();
    });
  });
}
