// A flow that starts by itself: an execution of its own for each event of a stream that it waits for.
import { MillraceError } from "../../errors/millrace-error.js";
import type { BaseEvent } from "../../event/base-event.js";
import { textOf } from "../../filter/compile-filter.js";
import { reportFailure } from "../../stream/report-failure.js";
import type { FlowRun } from "./flow-run.js";
import type { FlowWiring } from "./flow-wiring.js";
import type { Lifecycle } from "./lifecycle.js";

/** Options of `flow.attach`. */
export interface FlowAttachOptions {
  /** When an execution starts: for each event that no execution has caused. */
  readonly start: "each";
}

/** Lets a wiring start executions until the result is disposed. Throws OPTION_INVALID. */
export function attachFlow(wiring: FlowWiring, options: FlowAttachOptions, open: () => Lifecycle): Disposable {
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
  // Nobody holds the execution: what it fails with is reported, as for any handler of the event.
  const begin = (event: BaseEvent): FlowRun => {
    const life = open();
    const { name } = wiring.plan.blueprint;
    life.outcome.catch((error: unknown) => reportFailure(wiring.core.subject, event, `the flow ${name}`, error));
    return life.open();
  };
  wiring.starters.add(begin);
  return {
    [Symbol.dispose]: () => {
      if (wiring.starters.delete(begin)) letGo();
    },
  };
}
