// The fluent chain: each method is one line to a node. A chain stands at a place of the flow and carries its value's type.
import { type BatchNode, type Route } from "./blueprint.js";
import { type Chunk, type Step } from "./chunk.js";
import { type AnyStep, createChunk, type FlowBuilder } from "./flow-builder.js";
import { type FlowContract, invalid, type Slot } from "./flow-contract.js";

/** Options of `batch`. */
export interface BatchOptions {
  /** How many branches run at once. Default: all. */
  readonly concurrency?: number;
}

/** What a step gives. */
export type StepOutput<S> = S extends { readonly run: (...args: never[]) => infer O }
  ? Awaited<O>
  : S extends (...args: never[]) => infer O
    ? Awaited<O>
    : never;

/** The output of a batch of chunks: each under its name. */
export type BatchOutput<B extends readonly { readonly name: string }[]> = {
  [K in B[number] as K["name"]]: StepOutput<K>;
};

/** The output of a batch of named steps: each under its key. */
export type RecordOutput<R> = { [K in keyof R]: StepOutput<R[K]> };

/** A place in a flow behind which steps can be put. Two steps at one place both run, at once. */
export interface Chain<V, C extends FlowContract> {
  /** A step: its value is what came, what it returns goes on. Also by the name of a registered chunk. */
  to<O>(step: Step<V, O, C>): Chain<Awaited<O>, C>;
  to(step: string): Chain<Slot<FlowContract, "input">, C>;
  /**
   * Steps beside each other, all with the same value; goes on with their outputs by name, in the order written, when all
   * are done. A branch whose start an interrupter suppressed gives `{ skipped: true }`.
   */
  batch<const B extends readonly Chunk<string, V, unknown, C>[]>(...chunks: B): Chain<BatchOutput<B>, C>;
  batch<const B extends readonly Chunk<string, V, unknown, C>[]>(
    ...args: [...B, BatchOptions]
  ): Chain<BatchOutput<B>, C>;
  batch<const R extends Readonly<Record<string, Step<V, unknown, C>>>>(
    branches: R,
    options?: BatchOptions,
  ): Chain<RecordOutput<R>, C>;
  /** Takes the value as the result, unless there is one. Stops nothing. */
  end(): void;
}

/** The one implementation of {@link Chain}, untyped: it stands behind some routes. */
export class FlowChain {
  readonly #builder: FlowBuilder;
  readonly #on: readonly Route[];

  constructor(builder: FlowBuilder, on: readonly Route[]) {
    this.#builder = builder;
    this.#on = on;
  }

  to(step: AnyStep | string): FlowChain {
    const builder = this.#builder;
    const position = builder.position("step");
    const chunk = builder.chunkOf(step, position);
    const id = builder.idFor(chunk.name);
    builder.add({ kind: "chunk", id, on: this.#on, chunk });
    return new FlowChain(builder, [`ended/${id}`]);
  }

  batch(...args: readonly unknown[]): FlowChain {
    const builder = this.#builder;
    const { branches, options } = readBatch(builder, args);
    const id = builder.idFor(builder.position("batch"));
    const node: BatchNode = {
      kind: "batch",
      id,
      on: this.#on,
      branches: branches.map(([key]) => key),
      concurrency: options.concurrency,
    };
    builder.add(node);
    for (const [key, chunk] of branches) {
      const branch = builder.idFor(key);
      builder.add({ kind: "chunk", id: branch, on: [`branches/${id}`], chunk, batch: id });
      builder.add({
        kind: "collect",
        id: builder.idFor(`${branch} in ${id}`),
        on: [`ended/${branch}`, `skipped/${branch}`],
        batch: id,
        key,
      });
    }
    return new FlowChain(builder, [`ended/${id}`]);
  }

  end(): void {
    this.#builder.add({ kind: "end", id: this.#builder.idFor(this.#builder.position("end")), on: this.#on });
  }
}

interface BatchParts {
  readonly branches: readonly (readonly [key: string, chunk: Chunk])[];
  readonly options: BatchOptions;
}

function readBatch(builder: FlowBuilder, args: readonly unknown[]): BatchParts {
  const [first, second] = args;
  if (args.length <= 2 && isRecord(first) && (second === undefined || isOptions(second))) {
    const branches = Object.entries(first).map(([key, step]): readonly [string, Chunk] => {
      const chunk = builder.chunkOf(step as AnyStep, key);
      return [key, createChunk(key, chunk.run, chunk.valueSchema)];
    });
    return { branches, options: checkOptions(builder, second) };
  }
  const last = args.at(-1);
  const options = isOptions(last) ? last : undefined;
  const steps = options ? args.slice(0, -1) : args;
  const branches = steps.map((step, index): readonly [string, Chunk] => {
    const chunk = builder.chunkOf(step as AnyStep | string, `branch-${String(index + 1)}`);
    return [chunk.name, chunk];
  });
  const keys = branches.map(([key]) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw invalid(
      builder.name,
      `two branches of a batch are named "${twice}"`,
      "Give them keys: batch({ a: step, b: step }).",
    );
  }
  return { branches, options: checkOptions(builder, options) };
}

// A record of steps, as opposed to a chunk, which has a name and a function to run.
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !isChunk(value) && !isOptions(value);
}

function isChunk(value: object): boolean {
  return "run" in value && "name" in value && typeof value.name === "string" && typeof value.run === "function";
}

function isOptions(value: unknown): value is BatchOptions {
  if (typeof value !== "object" || value === null || isChunk(value)) return false;
  return Object.entries(value).every(
    ([key, part]) => key === "concurrency" && typeof part !== "function" && typeof part !== "object",
  );
}

function checkOptions({ name }: FlowBuilder, options: unknown): BatchOptions {
  if (options === undefined) return {};
  const { concurrency } = options as BatchOptions;
  if (concurrency === undefined || (Number.isSafeInteger(concurrency) && concurrency > 0))
    return options as BatchOptions;
  throw invalid(
    name,
    `a batch has the concurrency ${String(concurrency)}`,
    "Give a whole number from 1 up, or leave it out.",
  );
}
