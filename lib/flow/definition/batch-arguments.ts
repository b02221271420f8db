// What people give to `batch`: chunks, or steps under keys, and options behind them.
import { type Chunk } from "./chunk.js";
import { type AnyStep, type FlowBuilder, isChunk } from "./flow-builder.js";
import { invalid } from "./flow-contract.js";

/** Options of `batch`. */
export interface BatchOptions {
  /** How many branches run at once. Default: all. */
  readonly concurrency?: number;
}

/** A batch as written. */
export interface BatchArguments {
  readonly branches: readonly (readonly [key: string, chunk: Chunk])[];
  readonly concurrency: number | undefined;
}

/** Reads the arguments of `batch`. Throws FLOW_INVALID for what is no step, for keys used twice and wrong options. */
export function readBatch(builder: FlowBuilder, args: readonly unknown[]): BatchArguments {
  const last = args.at(-1);
  const options = isOptions(last) ? last : {};
  const steps = isOptions(last) ? args.slice(0, -1) : args;
  const [first] = steps;
  if (steps.length > 1) refuseOptions(builder, steps.at(-1));
  return {
    branches: steps.length === 1 && isRecord(first) ? readRecord(builder, first) : readList(builder, steps),
    concurrency: checkConcurrency(builder, options),
  };
}

// A record behind steps can only be meant for options.
function refuseOptions({ name }: FlowBuilder, last: unknown): void {
  if (!isRecord(last)) return;
  const unknown = Object.keys(last).filter((key) => key !== "concurrency");
  throw unknown.length === 0
    ? invalid(name, "the concurrency of a batch is a step", "Give a whole number, or put all branches into one record.")
    : invalid(
        name,
        `a batch has no option "${unknown.join('", "')}"`,
        "The option is concurrency; branches stand in one record: batch({ a: step, b: step }, { concurrency: 2 }).",
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
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !isChunk(value);
}

// A record may have a branch called "concurrency", which is a step then.
function isOptions(value: unknown): value is BatchOptions {
  if (!isRecord(value)) return false;
  const { concurrency, ...others } = value;
  return Object.keys(others).length === 0 && typeof concurrency !== "function" && !isChunk(concurrency);
}

function checkConcurrency({ name }: FlowBuilder, { concurrency }: BatchOptions): number | undefined {
  if (concurrency === undefined || (Number.isSafeInteger(concurrency) && concurrency > 0)) return concurrency;
  throw invalid(
    name,
    `a batch has the concurrency ${String(concurrency)}`,
    "Give a whole number from 1 up, or leave it out.",
  );
}
