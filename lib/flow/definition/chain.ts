// The fluent chain: each method is one line to a node. A chain stands at a place of the flow and carries its value's type.
import { type BatchOptions, readBatch } from "./batch-arguments.js";
import { type Route } from "./blueprint.js";
import { type Chunk, type Step } from "./chunk.js";
import { type AnyStep, type FlowBuilder } from "./flow-builder.js";
import { type FlowContract, type ResultInput, type Slot } from "./flow-contract.js";

export { type BatchOptions } from "./batch-arguments.js";

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

/** What `end` takes: nothing where the value fits; the sentence that the compiler shows where it cannot. */
export type EndArguments<V, C extends FlowContract> = unknown extends V
  ? []
  : [V] extends [ResultInput<C>]
    ? []
    : [refused: "this value does not fit the result of the contract"];

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
  /** Takes the value as the result, unless there is one. Stops nothing. The value must fit the result of the contract. */
  end(...fits: EndArguments<V, C>): void;
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
    const { branches: steps, concurrency } = readBatch(builder, args);
    const branches = steps.map(([key]) => key);
    const id = builder.idFor(builder.position("batch"));
    builder.add({ kind: "batch", id, on: this.#on, branches, concurrency });
    for (const [key, chunk] of steps) {
      const branch = builder.idFor(key);
      const on: Route[] = [`ended/${branch}`, `skipped/${branch}`];
      builder.add({ kind: "chunk", id: branch, on: [`branches/${id}`], chunk, batch: id });
      builder.add({ kind: "collect", id: builder.idFor(`${branch} in ${id}`), on, batch: id, key, branches });
    }
    return new FlowChain(builder, [`ended/${id}`]);
  }

  end(): void {
    this.#builder.add({ kind: "end", id: this.#builder.idFor(this.#builder.position("end")), on: this.#on });
  }
}
