// One step of work: a named function, and what it receives. How it is run is in `operators/chunk.ts`.
import { type z } from "zod";
import { type Context } from "../../stream/context.js";
import { type Execution } from "../execution.js";
import {
  type FlowContract,
  type FlowState,
  type SignalArguments,
  type SignalName,
  type Slot,
} from "./flow-contract.js";

/** What `append` adds: an item of a list, or a second value beside a single one. */
type Item<T> = T extends readonly (infer I)[] ? I : T;

/**
 * The state of an execution as a chunk sees it. Plain data is copied on its way in and out, class instances are shared; a
 * dot in a key reaches into objects and lists. Writing throws FLOW_VALUE_INVALID for what does not fit, and
 * EXECUTION_CLOSED when the execution is over.
 */
export interface ChunkState<C extends FlowContract> {
  get<K extends keyof FlowState<C> & string>(key: K): FlowState<C>[K] | undefined;
  get<K extends keyof FlowState<C> & string>(key: K, fallback: FlowState<C>[K]): FlowState<C>[K];
  /** Writes at once; those who wait `when({ state: key })` are called after the chunk's next pause, not inside. */
  set<K extends keyof FlowState<C> & string>(key: K, value: FlowState<C>[K]): void;
  /** Adds to the list under the key; a single value becomes a list first. */
  append<K extends keyof FlowState<C> & string>(key: K, item: Item<NonNullable<FlowState<C>[K]>>): void;
  /** Removes a key, or the end of a path; those who wait for it get `undefined`. */
  delete(key: keyof FlowState<C> & string): void;
}

/**
 * What a chunk gets: its value, and everything it may do. An annotation that names the value only, `ChunkData<Facts>`, fits
 * the flows of every contract; what it does not say is unknown then.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- no other contract fits them all, as both reads and writes depend on it
export interface ChunkData<V = unknown, C extends FlowContract = any> {
  /** What the step before gave. */
  readonly value: V;
  /** The same as `value`. */
  readonly input: V;
  readonly state: ChunkState<C>;
  /**
   * Writes a state key and waits until everything that it sets off is done; rejects at once with the first failure in it.
   * What the chunk does next comes after all of that: `state.set` is what lets both go on beside each other. A failure
   * that nobody hears, since the promise is left alone, fails the execution.
   */
  setState<K extends keyof FlowState<C> & string>(key: K, value: FlowState<C>[K]): Promise<void>;
  /**
   * Emits a signal and waits for its whole subtree; rejects at once with the first failure in it, which fails the
   * execution only if nobody catches it here, or nobody listens to the promise at all. Rejects with EXECUTION_CLOSED, FLOW_VALUE_INVALID.
   */
  emit<N extends SignalName<C>>(name: N, ...value: SignalArguments<C, N>): Promise<void>;
  /**
   * Posts a signal: it goes out after the chunk's next pause. Its failure fails the execution at once. One that comes too
   * late is dropped with a warning.
   */
  emitNowait<N extends SignalName<C>>(name: N, ...value: SignalArguments<C, N>): void;
  /**
   * Puts an item into the runtime stream. It is queued when this returns; the promise waits for those who hear of it on
   * the bus. One that comes after the end of the stream is dropped with a warning. Throws FLOW_VALUE_INVALID.
   */
  putIntoStream(item: Slot<C, "stream">): Promise<void>;
  /** Ends the runtime stream behind the items already put. The execution goes on. */
  stopStream(): Promise<void>;
  /** Sets the result, over an earlier one. Throws FLOW_VALUE_INVALID, EXECUTION_CLOSED. */
  setResult(result: Slot<C, "result">): void;
  /** A resource of the execution by its name. Throws DEPENDENCY_MISSING and lists what there is. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a typed read, as of a Map by name
  resource<T = unknown>(name: string): T;
  /** The context: variables, dependencies, `input`, and `send` for events caused by this execution. */
  readonly context: Context;
  /** Aborts when the execution fails or is closed before the chunk is done. */
  readonly signal: AbortSignal;
  /**
   * The execution, to hand on to what outlives the chunk. A chunk that awaits its execution's `emit`, `settled` or `close`
   * waits for itself; `emit` of the data is the one for chunks.
   */
  readonly execution: Execution<C>;
}

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
}

/** What can stand as a step: a chunk, or a function. */
export type Step<V, O, C extends FlowContract> = Chunk<string, V, O, C> | ChunkHandler<V, O, C>;

/** Makes a chunk. What `flow.chunk` and functions in place of chunks come to. */
export function createChunk<N extends string, V, O, C extends FlowContract>(
  name: N,
  run: ChunkHandler<V, O, C>,
  valueSchema?: z.ZodType,
): Chunk<N, V, O, C> {
  return Object.freeze({ name, run, valueSchema });
}
