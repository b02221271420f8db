// How an execution begins on the bus, and how its failure or cancellation is told when those who wait have been.
import { reportFailure } from "../../stream/report-failure.js";
import {
  type ExecutionCancelled,
  ExecutionCompleted,
  type ExecutionFailed,
  ExecutionStarted,
  RuntimeStreamStopped,
} from "../flow-events.js";
import type { FlowRun } from "./flow-run.js";
import { sendSignal } from "./send-signal.js";
import type { Ending } from "./settlement.js";
import { SignalWork } from "./signal.js";
import { tell } from "./tell.js";

/** Tells that an execution has started, then sends its input to the nodes that wait for it. */
export function startRun(run: FlowRun, input: unknown): void {
  run.root.begin(() => {
    if (!run.wants(ExecutionStarted)) {
      void sendSignal(run, { kind: "start", name: "", value: input }, run.start);
      return;
    }
    const start = new SignalWork({ kind: "start", name: "", value: input }, run.start);
    const lineage = run.settings.child?.parent.lineage;
    const told = tell(run, ExecutionStarted, () => new ExecutionStarted(run.flow, run.id, input, lineage));
    if (told === undefined) start.sendIfOpen();
    else
      void told.then(() => {
        start.sendIfOpen();
      });
  });
}

/** Tells that an execution has started without an input: for an event that is about to arrive. */
export function tellStart(run: FlowRun): void {
  void tell(run, ExecutionStarted, () => new ExecutionStarted(run.flow, run.id, undefined));
}

/** Ends the runtime stream and tells that all went well. Rejects with what a hearer throws. */
export async function tellCompletion(run: FlowRun, { result, state }: Ending): Promise<void> {
  const { flow, id, start } = run;
  if (run.usedStream?.stop() === true && run.wants(RuntimeStreamStopped))
    await start.send(new RuntimeStreamStopped(flow, id));
  if (run.wants(ExecutionCompleted)) await start.send(new ExecutionCompleted(flow, id, result, state));
}

/** Tells of a failure or a cancellation. What its hearers throw is reported. Never rejects. */
export async function tellEnd(run: FlowRun, event: ExecutionFailed | ExecutionCancelled): Promise<void> {
  if (run.wiring.core.closed || !run.wants(event.constructor as typeof ExecutionFailed)) return;
  await run.start.send(event).catch(reportTo(run, event, "a hearer"));
}

/** Reports what goes wrong behind the end of an execution. */
export function reportTo(
  run: FlowRun,
  event: ExecutionFailed | ExecutionCancelled,
  what: string,
): (error: unknown) => Promise<void> {
  const { subject } = run.wiring.core;
  return (error) => reportFailure(subject, event, `${what} of execution ${run.id}`, error);
}
