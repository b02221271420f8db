// The fluent chain as its users see it: a place in a flow, the type of the value there, and the blocks that are open. The
// one implementation is `flow-chain.ts`.
import type { BatchOptions, BatchOutput, Outcomes, RecordOutput } from "./batch-arguments.js";
import type { Each, If, ItemOf, Match, MatchMode, Merged, Passed, Root } from "./chain-scope.js";
import type { Chunk, Step } from "./chunk.js";
import type { Condition, ConditionHandler } from "./condition.js";
import type { FlowContract, FlowInput, ResultInput } from "./flow-contract.js";
import type { CaseLiteral, Exhaustive, Narrowed, NoFunction, PathInto, Remaining } from "./narrow-case.js";
import type { Resumed } from "./pause.js";
import type { AttemptOptions, ChunkFailure } from "./step-options.js";
import type {
  CaptureViewOf,
  FitsInput,
  SourcePath,
  SubFlow,
  SubFlowOptions,
  SubFlowOutput,
  WithInput,
  WriteBackViewOf,
} from "./sub-flow.js";
import type { BeginsChains } from "./when-trigger.js";

export { type BatchOptions } from "./batch-arguments.js";

/** Options of a step in its place; its time and retry go before those of the chunk. */
export interface StepOptions<V = never, F = unknown, C extends FlowContract = never> extends AttemptOptions {
  /** The name of the node. The same name, step and place again adds nothing. Default: the name of the chunk. */
  readonly name?: string;
  /** Takes the failure of the step; the chain goes on with what either gives. */
  readonly onError?: Step<ChunkFailure<V>, F, C>;
}

/** Options of `forEach`. */
export interface ForEachOptions {
  /** How many items are in the body at once. Default: all. */
  readonly concurrency?: number;
  /** The order of the outputs: that of the items, or that in which they came through. Default `"input"`. */
  readonly order?: "input" | "completion";
}

/** Options of `match`. */
export interface MatchOptions<M extends MatchMode = MatchMode, By extends string | undefined = string | undefined> {
  /** Whether the first case that fits runs, or all of them. Default `"hitFirst"`. */
  readonly mode?: M;
  /** A path into the value: literal cases are compared with what stands there. Default: the value itself. */
  readonly by?: By;
}

/** Options of `collect`. */
export interface CollectOptions<B extends string = string> {
  /** The key of this branch. Default: its position. */
  readonly branch?: B;
  /** What comes after it was full: each update goes on with the whole, or all is collected anew. Default the first. */
  readonly mode?: "filledAndUpdate" | "filledThenEmpty";
}

/** Options of `separator`. */
export interface SeparatorOptions {
  /** Writes a line to stderr when something passes. Default false. */
  readonly print?: boolean;
  /** Writes the value, too. Default false. */
  readonly value?: boolean;
}

/** What a collection gives: this branch by its key; the others are told by their own chains. */
export type Collected<V, B extends string> = Readonly<Record<string, unknown>> & { readonly [K in B]: V };

/** What `end` takes: nothing where the value fits; the sentence that the compiler shows where it cannot. */
export type EndArguments<V, C extends FlowContract> = unknown extends V
  ? []
  : [V] extends [ResultInput<C>]
    ? []
    : [refused: "this value does not fit the result of the contract"];

/** A child that takes the value as it is. */
type FittingFlow<V, R extends FlowContract> = SubFlow<R> & FitsInput<V, R>;

declare const scope: unique symbol;

/**
 * A place in a flow behind which steps can be put; `V` is the value there, `S` the blocks that are open. Two steps at one
 * place both run, at once. All of it throws FLOW_INVALID for what cannot run.
 */
export interface Chain<V, C extends FlowContract, S = Root> extends BeginsChains<C> {
  /** For the types only. */
  readonly [scope]: S;
  /**
   * A step: its value is what came, what it returns goes on, or the answer where it pauses. Also by the name of a
   * registered chunk; a flow runs as `toSubFlow`.
   */
  to(step: string, options?: StepOptions): Chain<unknown, C, S>;
  to<R extends FlowContract>(
    flow: FittingFlow<V, R>,
    options?: SubFlowOptions,
  ): Chain<SubFlowOutput<R, "result">, C, S>;
  to<O, F = never>(
    step: Step<V, O, C>,
    options?: StepOptions<V, F, C>,
  ): Chain<Resumed<Awaited<O>> | Resumed<Awaited<F>>, C, S>;
  /** A step that nothing follows: the chain goes on where it was, beside it. */
  sideBranch(step: Step<V, unknown, C> | string, options?: StepOptions<V, unknown, C>): Chain<V, C, S>;
  /**
   * Steps beside each other, all with the same value; goes on with their outputs by name, in the order written, when all
   * are done. A branch whose start an interrupter suppressed gives `{ skipped: true }`.
   */
  batch<const B extends readonly Chunk<string, V, unknown, C>[]>(...chunks: B): Chain<BatchOutput<B>, C, S>;
  batch<const B extends readonly Chunk<string, V, unknown, C>[], const T extends boolean = false>(
    ...args: [...B, BatchOptions<T>]
  ): Chain<Outcomes<BatchOutput<B>, T>, C, S>;
  batch<const R extends Readonly<Record<string, Step<V, unknown, C>>>, const T extends boolean = false>(
    branches: R,
    options?: BatchOptions<T>,
  ): Chain<Outcomes<RecordOutput<R>, T>, C, S>;
  /** Opens a block that each item of the value goes through: of a list, an iterable or an async one. A text is one item. */
  forEach(options?: ForEachOptions): Chain<ItemOf<V>, C, Each<S>>;
  /** Closes the block: goes on with the list of what came through, when all items are done. */
  endForEach<P>(this: Chain<V, C, Each<P>>): Chain<V[], C, P>;
  /** Opens a choice by cases, all with the value that stands here. */
  match<const M extends MatchMode = "hitFirst", const By extends PathInto<V> | undefined = undefined>(
    options?: MatchOptions<M, By>,
  ): Chain<V, C, Match<S, V, V, never, M, By, "match">>;
  /** A branch for the values that meet the condition, or equal the literal; literals are compared deeply. */
  case<P, X, Rest, Out, M, By, At extends "match" | "case">(
    this: Chain<V, C, Match<P, X, Rest, Out, M, By, At>>,
    condition: ConditionHandler<X, C> | Condition<X, C>,
  ): Chain<X, C, Match<P, X, Rest, Passed<Out, V, At>, M, By, "case">>;
  case<P, X, Rest, Out, M, By, At extends "match" | "case", const K extends CaseLiteral<X, By>>(
    this: Chain<V, C, Match<P, X, Rest, Out, M, By, At>>,
    literal: K & NoFunction<K>,
  ): Chain<Narrowed<X, By, K>, C, Match<P, X, Remaining<Rest, By, K>, Passed<Out, V, At>, M, By, "case">>;
  /** The branch for all values that no case takes. */
  caseElse<P, X, Rest, Out, M, By>(
    this: Chain<V, C, Match<P, X, Rest, Out, M, By, "case">>,
  ): Chain<Rest, C, Match<P, X, Rest, Out | V, M, By, "else">>;
  /**
   * Closes the choice: goes on with what the branch gives (`hitAll`: the list of what the branches give, in their order),
   * or with the value itself where no case fits and there is no `caseElse`. With `exhaustive`, such a value is an error.
   */
  endMatch<P, X, Rest, Out, M, By, At extends "case" | "else">(
    this: Chain<V, C, Match<P, X, Rest, Out, M, By, At>>,
    options?: { readonly exhaustive?: Exhaustive<Rest, By> },
  ): Chain<Merged<V, Rest, Out, M, At>, C, P>;
  /** Opens a choice by conditions: `match` with its first `case`. */
  ifCondition(test: ConditionHandler<V, C> | Condition<V, C>): Chain<V, C, If<S, V, never, "case">>;
  /** The next condition, for values that met none before. */
  elifCondition<P, X, Out>(
    this: Chain<V, C, If<P, X, Out, "case">>,
    test: ConditionHandler<X, C> | Condition<X, C>,
  ): Chain<X, C, If<P, X, Out | V, "case">>;
  /** The branch for all values that met no condition. */
  elseCondition<P, X, Out>(this: Chain<V, C, If<P, X, Out, "case">>): Chain<X, C, If<P, X, Out | V, "else">>;
  /** Closes the choice: goes on with what the branch gives, or with the value itself where none was taken. */
  endCondition<P, X, Out, At extends "case" | "else">(
    this: Chain<V, C, If<P, X, Out, At>>,
  ): Chain<Merged<V, X, Out, "hitFirst", At>, C, P>;
  /** Ends a branch of a named collection, whichever chain it is on; goes on with all of them by key, when all are there. */
  collect<const B extends string = never>(name: string, options?: CollectOptions<B>): Chain<Collected<V, B>, C, S>;
  /**
   * Another flow as a step: an execution of its own for each pass. It gets the value, or what `capture` says; the chain
   * goes on with its result, or what `writeBack` says.
   */
  toSubFlow<R extends FlowContract, const P extends SourcePath<WriteBackViewOf<R>> = "result", O = never>(
    flow: FittingFlow<V, R>,
    options?: SubFlowOptions<CaptureViewOf<V, C>, FlowInput<R>, WriteBackViewOf<R>, P, O>,
  ): Chain<SubFlowOutput<R, P, O>, C, S>;
  toSubFlow<R extends FlowContract, const P extends SourcePath<WriteBackViewOf<R>> = "result", O = never>(
    flow: SubFlow<R>,
    options: SubFlowOptions<CaptureViewOf<V, C>, FlowInput<R>, WriteBackViewOf<R>, P, O> &
      WithInput<CaptureViewOf<V, C>, FlowInput<R>>,
  ): Chain<SubFlowOutput<R, P, O>, C, S>;
  /** A note for readers of the definition; the chain stays where it is. */
  separator(note?: string, options?: SeparatorOptions): Chain<V, C, S>;
  /** Takes the value as the result, unless there is one. Stops nothing. The value must fit the result of the contract. */
  end(this: Chain<V, C>, ...fits: EndArguments<V, C>): void;
}
