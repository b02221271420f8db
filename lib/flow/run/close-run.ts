// The orderly end of an execution: nothing comes in any more, what is under way is finished, within a deadline if need be.
import { MillraceError } from "../../errors/millrace-error.js";
import type { CloseOptions } from "../execution-options.js";
import type { FlowRun } from "./flow-run.js";
import type { Interrupt } from "./interrupt.js";
import type { Lifecycle } from "./lifecycle.js";
import { pendingInterrupts } from "./pending-interrupts.js";
import type { Ending } from "./settlement.js";

/** Closes an execution when what is under way is done. Rejects with EXECUTION_WAITING, or with the failure. */
export async function closeRun(life: Lifecycle, { timeoutMs, pending = "error" }: CloseOptions): Promise<Ending> {
  const { run } = life;
  const { sealed } = run;
  run.sealed = true;
  run.closing = true;
  const expire = (): void => {
    const late = `Execution ${life.id} of flow ${run.flow} was not done within ${String(timeoutMs)} ms of its close.`;
    life.drop(new MillraceError("TIMEOUT", late));
  };
  const timer = timeoutMs === undefined ? undefined : run.wiring.core.clock.schedule(timeoutMs, expire);
  try {
    while (run.open && !run.quiet) await life.atRest;
  } finally {
    timer?.[Symbol.dispose]();
  }
  if (run.open && life.paused) {
    if (pending === "cancel") return life.cancel("close");
    run.sealed = sealed;
    run.closing = false;
    throw waiting(run, pendingInterrupts(run));
  }
  life.finish();
  return life.outcome;
}

function waiting(run: FlowRun, interrupts: readonly Interrupt[]): MillraceError {
  const ids = interrupts.map(({ id }) => `"${id}"`).join(", ");
  return new MillraceError(
    "EXECUTION_WAITING",
    `Execution ${run.id} of flow ${run.flow} waits for answers to ${ids}.`,
    {
      details: { flow: run.flow, execution: run.id, interrupts: interrupts.map(({ id }) => id) },
    },
  );
}
