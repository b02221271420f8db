// What people give to `batch`: chunks, or steps under keys, and options behind them; and what the batch gives.
import { attemptsRefused, checkConcurrency, isRecord } from "./check-options.js";
import type { Chunk } from "./chunk.js";
import { type AnyStep, type FlowBuilder, isChunk } from "./flow-builder.js";
import { invalid } from "./flow-contract.js";
import type { Resumed } from "./pause.js";
import { type AttemptOptions, readAttempts, type Retry, type Settled } from "./step-options.js";

/** Options of `batch`; time and retry are for the branches that do not say their own. */
export interface BatchOptions<T extends boolean = boolean> extends AttemptOptions {
  /** How many branches run at once. Default: all. */
  readonly concurrency?: number;
  /** Gives `{ ok, value }` or `{ ok, error }` for each branch, so that a failure stops nothing. Default false. */
  readonly settled?: T;
}

/** What a step gives. */
export type StepOutput<S> = S extends { readonly run: (...args: never[]) => infer O }
  ? Resumed<Awaited<O>>
  : S extends (...args: never[]) => infer O
    ? Resumed<Awaited<O>>
    : never;

/** The output of a batch of chunks: each under its name. */
export type BatchOutput<B extends readonly { readonly name: string }[]> = {
  [K in B[number] as K["name"]]: StepOutput<K>;
};

/** The output of a batch of named steps: each under its key. */
export type RecordOutput<R> = { [K in keyof R]: StepOutput<R[K]> };

/** The outputs as they are; settled, each tells whether it is one. */
export type Outcomes<Outputs, T> = T extends true ? { [K in keyof Outputs]: Settled<Outputs[K]> } : Outputs;

/** A batch as written. */
export interface BatchArguments {
  readonly branches: readonly (readonly [key: string, chunk: Chunk])[];
  readonly concurrency: number | undefined;
  readonly settled: boolean;
  readonly timeoutMs: number | undefined;
  readonly retry: Retry | undefined;
}

/** Reads the arguments of `batch`. Throws FLOW_INVALID for what is no step, for keys used twice and wrong options. */
export function readBatch(builder: FlowBuilder, args: readonly unknown[]): BatchArguments {
  const last = args.at(-1);
  const options = isOptions(last) ? last : {};
  const steps = isOptions(last) ? args.slice(0, -1) : args;
  const [first] = steps;
  if (steps.length > 1) refuseOptions(builder, steps.at(-1));
  const { settled = false } = options;
  if (typeof settled !== "boolean")
    throw invalid(builder.name, "the option settled of a batch is neither true nor false");
  return {
    branches: steps.length === 1 && isBranches(first) ? readRecord(builder, first) : readList(builder, steps),
    concurrency: checkConcurrency(builder, "a batch", options.concurrency),
    settled,
    ...readAttempts(options, attemptsRefused(builder, "a batch")),
  };
}

const OPTIONS = ["concurrency", "settled", "timeoutMs", "retry"];

// A record behind steps can only be meant for options.
function refuseOptions({ name }: FlowBuilder, last: unknown): void {
  if (!isBranches(last)) return;
  const unknown = Object.keys(last).filter((key) => !OPTIONS.includes(key));
  throw unknown.length === 0
    ? invalid(name, "an option of a batch is a step", "Give options, or put all branches into one record.")
    : invalid(
        name,
        `a batch has no option "${unknown.join('", "')}"`,
        `The options are ${OPTIONS.join(", ")}; branches stand in one record: batch({ a: step, b: step }, { concurrency: 2 }).`,
      );
}

function readRecord(builder: FlowBuilder, record: Readonly<Record<string, unknown>>): BatchArguments["branches"] {
  return Object.entries(record).map(([key, step]) => [key, builder.chunkOf(step as AnyStep, key)]);
}

function readList(builder: FlowBuilder, steps: readonly unknown[]): BatchArguments["branches"] {
  const branches = steps.map((step, index): readonly [string, Chunk] => {
    const chunk = builder.chunkOf(step as AnyStep | string, `branch-${String(index + 1)}`);
    return [chunk.name, chunk];
  });
  const keys = branches.map(([key]) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice === undefined) return branches;
  throw invalid(
    builder.name,
    `two branches of a batch are named "${twice}"`,
    "Give them keys: batch({ a: step, b: step }).",
  );
}

// A record of steps, as opposed to a chunk, which has a name and a function to run.
function isBranches(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !isChunk(value);
}

// A record may have branches that are called like options, which are steps then.
function isOptions(value: unknown): value is BatchOptions {
  if (!isBranches(value)) return false;
  return Object.entries(value).every(
    ([key, one]) => OPTIONS.includes(key) && typeof one !== "function" && !isChunk(one),
  );
}
