// Where chains begin: the part of a flow that its definition is made of. Running it is for `TriggerFlow`.
import type { z } from "zod";
import { z as zod } from "../../event/zod.js";
import type { Blueprint } from "./blueprint.js";
import type { Chain } from "./chain.js";
import { attemptsRefused, checkOptions } from "./check-options.js";
import { type Chunk, type ChunkHandler, createChunk } from "./chunk.js";
import type { Condition, ConditionHandler } from "./condition.js";
import { FlowBuilder } from "./flow-builder.js";
import { FlowChain } from "./flow-chain.js";
import { checkContract, type FlowContract, invalid, type OpenContract, type Slot } from "./flow-contract.js";
import type { Pause } from "./pause.js";
import { type AttemptOptions, readAttempts } from "./step-options.js";

let anonymous = 0;

/** What a chunk made apart from a chain has as its value: the flow's input. */
export type ChunkInput<C extends FlowContract> = Slot<C, "input">;

/** Options of `flow.chunk` beside its schemas. */
export interface ChunkOptions extends AttemptOptions {
  /** The signals that the chunk says it emits: for drawings and stall reports, never checked. */
  readonly emits?: readonly string[];
}

/** What the schema of a value says, or the flow's input where there is none. */
type ValueOf<C extends FlowContract, S extends z.ZodType> = [S] extends [never] ? ChunkInput<C> : z.infer<S>;

type Start<C extends FlowContract> = Chain<ChunkInput<C>, C>;

/** The definition of a flow: its chunks and the beginnings of its chains. Chains at the start all run, at once. */
export class FlowStart<const C extends FlowContract = OpenContract> {
  readonly name: string;
  readonly contract: C;
  /** A step at the start: its value is the input. See {@link Chain.to}. */
  readonly to: Start<C>["to"];
  /** A step at the start that nothing follows. See {@link Chain.sideBranch}. */
  readonly sideBranch: Start<C>["sideBranch"];
  /** Steps beside each other, at the start. See {@link Chain.batch}. */
  readonly batch: Start<C>["batch"];
  /** Sends the items of the input through a block. See {@link Chain.forEach}. */
  readonly forEach: Start<C>["forEach"];
  /** Chooses by the input. See {@link Chain.match}. */
  readonly match: Start<C>["match"];
  /** Chooses by conditions. See {@link Chain.ifCondition}. */
  readonly ifCondition: Start<C>["ifCondition"];
  /** Another flow as a step at the start. See {@link Chain.toSubFlow}. */
  readonly toSubFlow: Start<C>["toSubFlow"];
  /** A note at the start. See {@link Chain.separator}. */
  readonly separator: Start<C>["separator"];
  /** A chain that runs each time something happens. See {@link Chain.when}. */
  readonly when: Start<C>["when"];
  /** @internal */
  protected readonly builder: FlowBuilder;

  /** Throws FLOW_INVALID for a contract that holds anything but schemas. */
  constructor(name?: string, contract?: C) {
    this.name = name ?? `flow-${String(++anonymous)}`;
    this.contract = contract ?? ({} as C);
    checkContract(this.name, this.contract);
    this.builder = new FlowBuilder(this.name, this.contract);
    const start = new FlowChain(this.builder, ["start"]);
    this.to = method<Start<C>, "to">(start, "to");
    this.sideBranch = method<Start<C>, "sideBranch">(start, "sideBranch");
    this.batch = method<Start<C>, "batch">(start, "batch");
    this.forEach = method<Start<C>, "forEach">(start, "forEach");
    this.match = method<Start<C>, "match">(start, "match");
    this.ifCondition = method<Start<C>, "ifCondition">(start, "ifCondition");
    this.toSubFlow = method<Start<C>, "toSubFlow">(start, "toSubFlow");
    this.separator = method<Start<C>, "separator">(start, "separator");
    this.when = method<Start<C>, "when">(start, "when");
  }

  /**
   * Names a step, to be placed by `to`, `batch` and `when`. Its value is the flow's input, or what the schema or the
   * annotation `data: ChunkData<V>` says; with an output schema, what it returns is parsed. Throws FLOW_INVALID when the
   * name is taken by another function.
   */
  chunk<const N extends string, O, V = ChunkInput<C>>(name: N, run: ChunkHandler<V, O, C>): Chunk<N, V, Awaited<O>, C>;
  chunk<const N extends string, O, V = ChunkInput<C>>(
    name: N,
    options: ChunkOptions & { readonly value?: never; readonly output?: never },
    run: ChunkHandler<V, O, C>,
  ): Chunk<N, V, Awaited<O>, C>;
  chunk<const N extends string, O, S extends z.ZodType>(
    name: N,
    options: ChunkOptions & { readonly value: S; readonly output?: never },
    run: ChunkHandler<z.infer<S>, O, C>,
  ): Chunk<N, z.infer<S>, Awaited<O>, C>;
  chunk<const N extends string, P extends z.ZodType, S extends z.ZodType = never>(
    name: N,
    options: ChunkOptions & { readonly value?: S; readonly output: P },
    run: ChunkHandler<ValueOf<C, S>, z.input<P> | Pause<z.input<P>>, C>,
  ): Chunk<N, ValueOf<C, S>, z.output<P>, C>;
  chunk(name: string, second: unknown, third?: unknown): unknown {
    const run = (third ?? second) as Chunk["run"];
    const place = `chunk "${name}"`;
    const options = (third === undefined ? {} : second) as ChunkOptions &
      Readonly<Record<"value" | "output", z.ZodType>>;
    checkOptions(this.builder, place, options, ["value", "output", "timeoutMs", "retry", "emits"]);
    const { value: valueSchema, output: outputSchema, emits = [] } = options;
    for (const schema of [valueSchema, outputSchema] as unknown[]) {
      if (schema !== undefined && !(schema instanceof zod.ZodType)) {
        throw invalid(this.name, `${place} has a value or output that is no zod schema`);
      }
    }
    const attempts = readAttempts(options, attemptsRefused(this.builder, place));
    const parts = { valueSchema, outputSchema, emits: Object.freeze([...emits]), ...attempts };
    return this.builder.register(createChunk(name, run, parts));
  }

  /** Names a question for `case` and `ifCondition`. Throws FLOW_INVALID when the name is taken by another function. */
  condition<V = ChunkInput<C>>(name: string, test: ConditionHandler<V, C>): Condition<V, C> {
    return this.builder.registerCondition(name, test as unknown as Condition["test"]) as unknown as Condition<V, C>;
  }

  /**
   * The flow as it is now: data, complete and immutable. Throws FLOW_INVALID for what cannot run: blocks left open, joins
   * that nobody can complete, steps that nothing leads to.
   */
  blueprint(): Blueprint {
    return this.builder.build();
  }
}

// The chain has no types of its own; the start of a flow wears those of `Chain`.
function method<T, K extends keyof T & keyof FlowChain>(chain: FlowChain, name: K): T[K] {
  return (chain[name] as (...args: readonly unknown[]) => unknown).bind(chain) as T[K];
}
