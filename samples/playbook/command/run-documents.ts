// Runs the playbook over many documents, a few at a time, and gathers what came of each. One that cannot be read, or
// whose run fails, is an outcome like any other: the rest go on.

import { type Stream } from "millrace";
import { cleanLine } from "../normalize/clean-text.js";
import { type Input } from "../documents/read-documents.js";
import type { ModelReader } from "../model/model-reader.js";
import { playbook } from "../playbook-flow.js";
import { type Report } from "../report/report.js";
import { type LiveView } from "./live-view.js";
import { type Progress } from "./stage.js";

export type Outcome =
  { readonly name: string; readonly report: Report } | { readonly name: string; readonly problem: string };

export interface RunOptions {
  /** Documents at the same time. */
  readonly concurrency: number;
  /** The bus that all executions share. */
  readonly stream: Stream;
  readonly view: LiveView;
  /** The model that finds facts and risks; plain code does without one. */
  readonly reader?: ModelReader | undefined;
  /** Aborted when the user wants to stop: what runs is cancelled, what waits is not begun. */
  readonly signal: AbortSignal;
}

/** The outcomes in the order of the inputs; shorter than the inputs when the signal was aborted. */
export async function runDocuments(inputs: readonly Input[], options: RunOptions): Promise<Outcome[]> {
  const { signal, concurrency } = options;
  const outcomes = inputs.map((): Outcome | undefined => undefined);
  const waiting = inputs.entries();
  const aborted = rejectOnAbort(signal);
  const work = async (): Promise<void> => {
    for (const [number, input] of waiting) {
      if (signal.aborted) return;
      outcomes[number] = await runDocument(number, input, options, aborted);
      // Lets the terminal and an interrupt have their turn between two documents.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, inputs.length) }, work));
  return outcomes.flatMap((outcome) => outcome ?? []);
}

async function runDocument(
  number: number,
  input: Input,
  { stream, view, signal, reader }: RunOptions,
  aborted: Promise<never>,
): Promise<Outcome | undefined> {
  try {
    // Standard input may never end; an interrupt does not wait for it.
    const source = await Promise.race([input.read(), aborted]);
    const execution = playbook.createExecution({ concurrency: 2, stream, resources: { reader } });
    const watch = async (): Promise<void> => {
      for await (const item of execution.getRuntimeStream(source)) show(view, number, input.name, item);
    };
    const work = Promise.all([execution.start(source), watch()]);
    // Whoever interrupts does not wait for the end of a model's answer.
    const end = () => (signal.aborted ? execution.cancel("interrupted") : execution.close());
    const [{ result }] = await Promise.race([work, aborted]).finally(end);
    if (result === undefined) throw new Error("the run ended without a report");
    view.finish(number, input.name);
    return { name: input.name, report: result };
  } catch (error) {
    if (signal.aborted) return undefined;
    const problem = cleanLine(error instanceof Error ? error.message : String(error));
    view.finish(number, input.name, problem);
    return { name: input.name, problem };
  }
}

function show(view: LiveView, key: number, name: string, item: Progress): void {
  if (item.stage === "writing") view.writing(key, name, item);
  else if (item.stage === "fallback") view.note(key, name, item.why);
  else view.stage(key, name, item);
}

/** One promise for all documents: a listener for each would be a crowd on one signal. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("interrupted")), { once: true });
  });
  aborted.catch(() => undefined);
  return aborted;
}
