/** Restarts in one process: the last snapshot goes into a new flow of the same definition, on a new stream. */
import { type Execution, FlowEvent, MemoryStream, type Outcome } from "millrace";
import { buildFlow } from "./build-random-flow.js";
import { type RandomChain } from "./random-flows.js";
import { answerAll } from "./random-runs.js";
import { draws, RandomSchedule } from "./random-schedule.js";

/** A run that was observed: what came of it, and a snapshot from one of the boundaries between its events. */
export interface Observed {
  readonly outcome: Outcome;
  readonly snapshot: string | undefined;
  /** How many events it had, and the type of the one at which the snapshot was taken. */
  readonly events: number;
  readonly at: string;
}

/** Which of the boundaries is kept, told at each of them. */
export type Keeps = (event: number) => boolean;

/** Keeps one boundary, each with the same chance, without knowing how many there are. */
export function anyBoundary(seed: number): Keeps {
  const draw = draws(seed);
  return (event) => draw(event + 1) === 0;
}

/** Runs a flow from its start, or from a snapshot, with a snapshot at the boundary that is kept. */
export async function runObserved(
  definition: RandomChain,
  from: { readonly input: number } | { readonly snapshot: string | undefined },
  {
    seed,
    concurrency,
    keeps,
  }: { readonly seed: number; readonly concurrency: number | undefined; readonly keeps: Keeps },
): Promise<Observed> {
  const stream = new MemoryStream();
  const flow = buildFlow(definition, new RandomSchedule(seed));
  const execution: Execution = flow.createExecution({ stream, ...(concurrency === undefined ? {} : { concurrency }) });
  if ("snapshot" in from) execution.load(from.snapshot ?? "");
  let snapshot: string | undefined;
  let events = 0;
  let at = "";
  stream.subscribe((event) => {
    if (!(event instanceof FlowEvent) || !keeps(events++)) return;
    snapshot = JSON.stringify(execution.save());
    at = event.type;
  });
  const outcome = await answerAll(execution, "snapshot" in from ? execution.resume() : execution.start(from.input));
  return { outcome, snapshot, events, at };
}
