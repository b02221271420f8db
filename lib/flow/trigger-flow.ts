// A flow as its author holds it: chunks, chains, and executions. Defining runs nothing.
import { type z } from "zod";
import { type MillraceError } from "../errors/millrace-error.js";
import { type EventOf, type FilterInput } from "../filter/filter.js";
import { where } from "../filter/where.js";
import { MemoryStream } from "../stream/memory-stream.js";
import { type Stream } from "../stream/stream.js";
import { type Route } from "./definition/blueprint.js";
import { type BatchOptions, type BatchOutput, type Chain, FlowChain, type RecordOutput } from "./definition/chain.js";
import { type Chunk, type ChunkHandler, createChunk, type MaybePromise, type Step } from "./definition/chunk.js";
import { Execution, type ExecutionOptions, type Outcome } from "./execution.js";
import { FlowBuilder, isChunk } from "./definition/flow-builder.js";
import {
  checkContract,
  type FlowContract,
  type FlowInput,
  type FlowState,
  invalid,
  schemaOf,
  type SignalName,
  type SignalValue,
  type Slot,
} from "./definition/flow-contract.js";
import { FlowWiring } from "./run/flow-wiring.js";
import { type ReadOptions, type RuntimeStreamReader } from "./run/runtime-stream.js";

/** No contract: everything is open. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- no slot is named, which is what the types ask for
type OpenContract = {};

let anonymous = 0;

/** A chunk whatever its value and its flow: only what it gives matters. */
interface AnyChunk<O> {
  readonly name: string;
  readonly run: (...args: never[]) => MaybePromise<O>;
}

type OpenStartArguments<C extends FlowContract, O> = [input?: FlowInput<C>, options?: O];

/** What starts a flow: its input, which may be left out only where the contract allows that, and options. */
export type StartArguments<C extends FlowContract, O> =
  undefined extends FlowInput<C> ? OpenStartArguments<C, O> : [input: FlowInput<C>, options?: O];

/** What a chunk made apart from a chain has as its value: the flow's input. */
type ChunkInput<C extends FlowContract> = Slot<C, "input">;

/**
 * An event-driven workflow whose signals, chunks and state are events of a stream.
 *
 * ```ts
 * const flow = new TriggerFlow("playbook", { input: z.string(), state: z.object({ topic: z.string() }) });
 * const normalize = flow.chunk("normalize", (data) => data.value.trim());
 * flow.to(normalize).end();
 * const { result } = await flow.start("  Millrace ");
 * ```
 *
 * A flow is a definition; each execution takes it as it is when the execution is made. After Agently's TriggerFlow.
 */
export class TriggerFlow<const C extends FlowContract = OpenContract> {
  readonly name: string;
  readonly contract: C;
  readonly #builder: FlowBuilder;
  readonly #wirings = new WeakMap<Stream, FlowWiring>();
  #ownStream: Stream | undefined;

  /** Throws FLOW_INVALID for a contract that holds anything but schemas. */
  constructor(name?: string, contract?: C) {
    this.name = name ?? `flow-${String(++anonymous)}`;
    this.contract = contract ?? ({} as C);
    checkContract(this.name, this.contract);
    this.#builder = new FlowBuilder(this.name);
  }

  /**
   * Names a step, to be placed by `to`, `batch` and `when`. Its value is the flow's input, or what the schema or the
   * annotation `data: ChunkData<V>` says. Throws FLOW_INVALID when the name is taken by another function.
   */
  chunk<const N extends string, O, V = ChunkInput<C>>(name: N, run: ChunkHandler<V, O, C>): Chunk<N, V, Awaited<O>, C>;
  chunk<const N extends string, O, S extends z.ZodType>(
    name: N,
    options: { readonly value: S },
    run: ChunkHandler<z.infer<S>, O, C>,
  ): Chunk<N, z.infer<S>, Awaited<O>, C>;
  chunk(name: string, second: unknown, third?: unknown): unknown {
    const run = (third ?? second) as Chunk["run"];
    const schema = third === undefined ? undefined : (second as { readonly value: z.ZodType }).value;
    return this.#builder.register(createChunk(name, run, schema));
  }

  /** A step at the start: its value is the input. Chains at the start all run, at once. */
  to<O>(step: Step<ChunkInput<C>, O, C>): Chain<Awaited<O>, C>;
  to(step: string): Chain<Slot<FlowContract, "input">, C>;
  to(step: never): unknown {
    return new FlowChain(this.#builder, ["start"]).to(step);
  }

  /** A batch at the start; see {@link Chain}. */
  batch<const B extends readonly Chunk<string, ChunkInput<C>, unknown, C>[]>(...chunks: B): Chain<BatchOutput<B>, C>;
  batch<const B extends readonly Chunk<string, ChunkInput<C>, unknown, C>[]>(
    ...args: [...B, BatchOptions]
  ): Chain<BatchOutput<B>, C>;
  batch<const R extends Readonly<Record<string, Step<ChunkInput<C>, unknown, C>>>>(
    branches: R,
    options?: BatchOptions,
  ): Chain<RecordOutput<R>, C>;
  batch(...args: readonly unknown[]): unknown {
    return new FlowChain(this.#builder, ["start"]).batch(...args);
  }

  /**
   * A chain that runs each time something happens: a signal, a change of a state key, the end of a chunk, or an event of
   * the stream, by class or filter. Events that an execution caused reach that execution; others every open one.
   *
   * @throws FLOW_INVALID, FILTER_INVALID.
   */
  when<O>(chunk: AnyChunk<O>): Chain<O, C>;
  when<const K extends keyof FlowState<C> & string>(state: { readonly state: K }): Chain<FlowState<C>[K], C>;
  when<const N extends SignalName<C>>(signal: N): Chain<SignalValue<C, N>, C>;
  when<const W extends FilterInput>(event: W): Chain<EventOf<W>, C>;
  when(trigger: unknown): unknown {
    return new FlowChain(this.#builder, this.routesOf(trigger));
  }

  /** Makes an execution, which starts when it is told to, or when a reader of its runtime stream begins. */
  createExecution(options: ExecutionOptions = {}): Execution<C> {
    return new Execution<C>(this.wiringOn(options.stream), this.contract, options);
  }

  /** Runs the flow once: resolves with the outcome when nothing is under way any more. */
  start(...args: StartArguments<C, ExecutionOptions>): Promise<Outcome<C>> {
    const [input, options = {}] = args as OpenStartArguments<C, ExecutionOptions>;
    return this.createExecution(options).start(input);
  }

  /** Runs the flow and leaves it open: resolves with the execution, which takes signals until it is closed. */
  async startExecution(...args: StartArguments<C, ExecutionOptions>): Promise<Execution<C>> {
    const [input, options = {}] = args as OpenStartArguments<C, ExecutionOptions>;
    const execution = this.createExecution({ ...options, autoClose: false });
    await execution.start(input);
    return execution;
  }

  /** Runs the flow once, when the reader begins, and reads its runtime stream. */
  getRuntimeStream(...args: StartArguments<C, ReadOptions & ExecutionOptions>): RuntimeStreamReader<Slot<C, "stream">> {
    const [input, options = {}] = args as OpenStartArguments<C, ReadOptions & ExecutionOptions>;
    const { timeoutMs, ...rest } = options;
    return this.createExecution(rest).getRuntimeStream(input, timeoutMs === undefined ? {} : { timeoutMs });
  }

  private wiringOn(given: Stream | undefined): FlowWiring {
    const stream = given ?? (this.#ownStream ??= new MemoryStream({ history: false }));
    const blueprint = this.#builder.build();
    const earlier = this.#wirings.get(stream);
    if (earlier?.blueprint === blueprint) return earlier;
    earlier?.retire();
    const wiring = new FlowWiring(blueprint, stream, given === undefined);
    this.#wirings.set(stream, wiring);
    return wiring;
  }

  private routesOf(trigger: unknown): Route[] {
    const { signals, state } = this.contract;
    if (typeof trigger === "string") {
      if (signals) schemaOf(this.name, "signal", signals, trigger);
      return [`signal/${trigger}`];
    }
    if (isStateTrigger(trigger)) {
      if (state) schemaOf(this.name, "state", state.shape, trigger.state);
      return [`state/${trigger.state}`];
    }
    if (isChunk(trigger)) return this.#builder.routesOf(trigger);
    if (isPlain(trigger)) throw this.noTrigger(trigger);
    return [this.#builder.addTrigger(where(trigger as FilterInput))];
  }

  private noTrigger(given: unknown): MillraceError {
    const shown = typeof given === "object" && given ? `{ ${Object.keys(given).join(", ")} }` : String(given);
    return invalid(
      this.name,
      `when(${shown}) names no trigger`,
      "There are a signal by its name, { state: key }, a chunk, an event class, a filter, and a list of classes and filters.",
    );
  }
}

// What no filter can be made of: a primitive, or an object without a class.
function isPlain(trigger: unknown): boolean {
  if (typeof trigger !== "object" || trigger === null) return typeof trigger !== "function";
  const prototype: unknown = Object.getPrototypeOf(trigger);
  return prototype === Object.prototype || prototype === null;
}

function isStateTrigger(trigger: unknown): trigger is { readonly state: string } {
  return typeof trigger === "object" && trigger !== null && "state" in trigger && typeof trigger.state === "string";
}
