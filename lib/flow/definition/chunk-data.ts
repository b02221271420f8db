// What a chunk receives: its value, and everything it may do with its execution. The object itself is `run/call-data.ts`.
/* eslint-disable @typescript-eslint/no-invalid-void-type -- `this: void` lets people take methods apart from the data */
import type { z } from "zod";
import type { Context } from "../../stream/context.js";
import type { Execution } from "../execution.js";
import type { EmitOptions, PostOptions, SignalReceipt } from "../run/signal-receipt.js";
import type { FlowContract, FlowState, SignalArguments, SignalName, Slot } from "./flow-contract.js";
import type { Pause, PauseOptions, ResumeTo } from "./pause.js";

/** What `append` adds: an item of a list, or a second value beside a single one. */
type Item<T> = T extends readonly (infer I)[] ? I : T;

/** The keys of a state, and paths below them. */
type StateKey<S> = keyof S & string;
type PathBelow<S> = `${keyof S & string}.${string}`;

/**
 * The state of an execution as a chunk sees it. Plain data is copied on its way in and out, class instances are shared; a
 * dot in a key reaches into objects and lists. Writing throws FLOW_VALUE_INVALID for what does not fit, and
 * EXECUTION_CLOSED when the execution is over.
 */
export interface ChunkState<C extends FlowContract> {
  get<K extends StateKey<FlowState<C>>>(key: K): FlowState<C>[K] | undefined;
  get<K extends StateKey<FlowState<C>>>(key: K, fallback: FlowState<C>[K]): FlowState<C>[K];
  /** What stands at a path below a key, such as `user.name`. */
  get(path: PathBelow<FlowState<C>>, fallback?: unknown): unknown;
  /** Writes at once; those who wait `when({ state: key })` are called after the chunk's next pause, not inside. */
  set<K extends StateKey<FlowState<C>>>(key: K, value: FlowState<C>[K]): void;
  set(path: PathBelow<FlowState<C>>, value: unknown): void;
  /** Adds to the list under the key; a single value becomes a list first. */
  append<K extends StateKey<FlowState<C>>>(key: K, item: Item<NonNullable<FlowState<C>[K]>>): void;
  append(path: PathBelow<FlowState<C>>, item: unknown): void;
  /** Removes a key, or the end of a path; those who wait for it get `undefined`. */
  delete(key: StateKey<FlowState<C>> | PathBelow<FlowState<C>>): void;
}

/** Data that all executions of a flow share: the verbs of the state, without a contract. Writing tells every execution. */
export interface FlowData {
  get<T = unknown>(key: string, fallback?: T): T | undefined;
  set(key: string, value: unknown): void;
  append(key: string, item: unknown): void;
  delete(key: string): void;
}

/** The answer that runs a chunk once more, for `resumeTo: "self"`. */
export interface Resume {
  /** The id of the pause. */
  readonly id: string;
  /** The answer. */
  readonly value: unknown;
  /** How often the chunk was resumed, this time included. */
  readonly count: number;
  /** The idempotency key that the answer came with. */
  readonly requestId: string | undefined;
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
  /** Data that all executions of the flow share. */
  readonly flowData: FlowData;
  /**
   * Writes a state key and waits until everything that it sets off is done; rejects at once with the first failure in it.
   * What the chunk does next comes after all of that: `state.set` is what lets both go on beside each other. A failure
   * that nobody hears, since the promise is left alone, fails the execution.
   */
  setState<K extends keyof FlowState<C> & string>(this: void, key: K, value: FlowState<C>[K]): Promise<void>;
  /**
   * Emits a signal and waits for its whole subtree; rejects at once with the first failure in it, which fails the
   * execution only if nobody catches it here, or nobody listens to the promise at all. Resolves with what became of it.
   * Rejects with EXECUTION_CLOSED, FLOW_VALUE_INVALID, FLOW_SIGNAL_UNKNOWN.
   */
  emit<N extends SignalName<C>>(
    this: void,
    name: N,
    ...value: SignalArguments<C, N, EmitOptions>
  ): Promise<SignalReceipt>;
  /**
   * Posts a signal: it goes out after the chunk's next pause. Its failure fails the execution at once. One that comes too
   * late is dropped with a warning.
   */
  emitNowait<N extends SignalName<C>>(this: void, name: N, ...value: SignalArguments<C, N, PostOptions>): void;
  /**
   * Puts an item into the runtime stream. It is queued when this returns; the promise waits for those who hear of it on
   * the bus. One that comes after the end of the stream is dropped with a warning. Throws FLOW_VALUE_INVALID.
   */
  putIntoStream(this: void, item: Slot<C, "stream">): Promise<void>;
  /** Ends the runtime stream behind the items already put. The execution goes on. */
  stopStream(this: void): Promise<void>;
  /** Sets the result, over an earlier one. Throws FLOW_VALUE_INVALID, EXECUTION_CLOSED. */
  setResult(this: void, result: Slot<C, "result">): void;
  /**
   * Waits for an answer from outside: `return data.pauseFor({ id: "gate", answer: z.boolean() })`. Only this chunk waits;
   * `execution.continueWith(id, answer)` goes on where `resumeTo` says. Not returning it fails the chunk.
   */
  pauseFor<S extends z.ZodType = z.ZodUnknown, const To extends ResumeTo = "next">(
    this: void,
    options?: PauseOptions<S, To>,
  ): Pause<"next" extends To ? z.infer<S> : never>;
  /** True when an answer runs the chunk once more. */
  readonly isResume: boolean;
  /** The answer then. */
  readonly resume: Resume | undefined;
  /** Which attempt this is, from 1 up. */
  readonly attempt: number;
  /** A resource of the execution, or else of the flow, by its name. Throws DEPENDENCY_MISSING and lists what there is. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a typed read, as of a Map by name
  resource<T = unknown>(this: void, name: string): T;
  /** Gives the execution a resource, over one of the flow. It ends with the execution and is in no snapshot. */
  setResource(this: void, name: string, resource: unknown): void;
  /** The context: variables, dependencies, `input`, and `send` for events caused by this execution. */
  readonly context: Context;
  /** Aborts when the chunk runs out of its time, its subtree fails, or the execution ends before the chunk is done. */
  readonly signal: AbortSignal;
  /**
   * The execution, to hand on to what outlives the chunk. A chunk that awaits its execution's `emit`, `settled` or `close`
   * waits for itself; `emit` of the data is the one for chunks.
   */
  readonly execution: Execution<C>;
}
