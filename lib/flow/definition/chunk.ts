// One step of work: a named function and what is said about it. How it is run is in `operators/chunk.ts`.
import type { z } from "zod";
import type { Context } from "../../stream/context.js";
import type { ChunkData } from "./chunk-data.js";
import type { FlowContract } from "./flow-contract.js";
import type { Retry } from "./step-options.js";

export { type ChunkData, type ChunkState, type FlowData } from "./chunk-data.js";

/** A value, or a promise of it. */
export type MaybePromise<T> = T | PromiseLike<T>;

/** The function of a chunk. The second argument lets functions made with `inject` stand here. */
export type ChunkHandler<V, O, C extends FlowContract> = (data: ChunkData<V, C>, context: Context) => MaybePromise<O>;

/** A named step; made with `flow.chunk(name, handler)` and placed by `to`, `batch` and the others. */
export interface Chunk<N extends string = string, V = unknown, O = unknown, C extends FlowContract = FlowContract> {
  readonly name: N;
  readonly run: ChunkHandler<V, O, C>;
  /** Checks what the chunk is given, where it names a schema. */
  readonly valueSchema: z.ZodType | undefined;
  /** Checks what the chunk gives, where it names a schema. */
  readonly outputSchema: z.ZodType | undefined;
  readonly timeoutMs: number | undefined;
  readonly retry: Retry | undefined;
  /** The signals that it says it emits: for drawings and stall reports, never checked. */
  readonly emits: readonly string[];
  /** False when the function is certain to take nothing beside the data. */
  readonly takesContext: boolean;
}

/** What can stand as a step: a chunk, or a function. */
export type Step<V, O, C extends FlowContract> = Chunk<string, V, O, C> | ChunkHandler<V, O, C>;

/** What {@link createChunk} is given beside name and function. */
export type ChunkParts = Partial<Pick<Chunk, "valueSchema" | "outputSchema" | "timeoutMs" | "retry" | "emits">>;

/** Makes a chunk. What `flow.chunk` and functions in place of chunks come to. */
export function createChunk<N extends string, V, O, C extends FlowContract>(
  name: N,
  run: ChunkHandler<V, O, C>,
  parts: ChunkParts = {},
): Chunk<N, V, O, C> {
  const { valueSchema, outputSchema, timeoutMs, retry, emits = [] } = parts;
  const takesContext = typeof run !== "function" || !ONE_PARAMETER.test(Function.prototype.toString.call(run));
  return Object.freeze({ name, run, valueSchema, outputSchema, timeoutMs, retry, emits, takesContext });
}

// Arrow functions of one plain parameter, or none: they have no `arguments` either. A context of its own costs about as
// much as the rest of a call, so it is made for those who could see it.
const ONE_PARAMETER = /^(?:async\s*)?(?:\(\s*[\w$]*\s*\)|[\w$]+)\s*=>/;
