// A flow that starts by itself: an execution of its own for each event of a stream that it waits for.
import { MillraceError } from "../../errors/millrace-error.js";
import { textOf } from "../../filter/compile-filter.js";
import type { FlowWiring } from "./flow-wiring.js";
import type { FlowRun } from "./flow-run.js";

/** Options of `flow.attach`. */
export interface FlowAttachOptions {
  /** When an execution starts: for each event that no execution has caused. */
  readonly start: "each";
}

/** Lets a wiring start executions until the result is disposed. Throws OPTION_INVALID. */
export function attachFlow(wiring: FlowWiring, options: FlowAttachOptions, open: () => FlowRun): Disposable {
  const start: unknown = (options as Partial<FlowAttachOptions> | undefined)?.start;
  if (start !== "each")
    throw new MillraceError("OPTION_INVALID", `attach was given the start ${textOf(start)}.`, {
      hint: 'Write flow.attach(stream, { start: "each" }).',
    });
  if (wiring.plan.blueprint.triggers.length === 0)
    throw new MillraceError("OPTION_INVALID", `Flow ${wiring.plan.blueprint.name} waits for no event of a stream.`, {
      hint: "Give it a chain such as flow.when(EventClass).to(step) before it is attached.",
    });
  const letGo = wiring.keep();
  wiring.starters.add(open);
  return {
    [Symbol.dispose]: () => {
      if (wiring.starters.delete(open)) letGo();
    },
  };
}
