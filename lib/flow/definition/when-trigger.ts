// What `when` can wait for, and what its chain gets: the types. How the arguments are read is in `when-arguments.ts`.
import type { BaseEvent } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import type { EventOf, Filter, FilterInput } from "../../filter/filter.js";
import type { Chain } from "./chain.js";
import type { FlowContract, FlowState, SignalName, SignalValue } from "./flow-contract.js";
import type { ValueAt } from "./narrow-case.js";
import type { Resumed } from "./pause.js";

/** A chunk whatever its value and its flow: only what it gives matters. */
export interface AnyChunk<O = unknown> {
  readonly name: string;
  readonly run: (...args: never[]) => O;
}

/** The keys of a state, and paths below them. */
export type StateKey<C extends FlowContract> =
  (keyof FlowState<C> & string) | `${keyof FlowState<C> & string}.${string}`;

/** Waits for writes of a state key or path. */
export interface StateTrigger<K extends string = string> {
  readonly state: K;
  /** Also for writes below the key. Default false. */
  readonly deep?: boolean;
  /** Only for writes that change the value. Default false. */
  readonly changed?: boolean;
}

/** Waits for writes of a key of the data that all executions of a flow share. */
export interface FlowDataTrigger<K extends string = string> {
  readonly flowData: K;
}

/** One thing to wait for. */
export type Trigger<C extends FlowContract> =
  SignalName<C> | AnyChunk | StateTrigger<StateKey<C>> | FlowDataTrigger | EventConstructor<BaseEvent> | Filter;

/** How several triggers come together: all of them, any of them by name, or any of them as it is. */
export type WhenMode = "and" | "or" | "simple_or";

/** Options of `when` with several triggers. */
export interface WhenOptions<M extends WhenMode = WhenMode, V = unknown> {
  /** Default `"and"`. */
  readonly mode?: M;
  /**
   * For `"and"`: which values belong together, by a path into each or a function of it. Default: those of one pass through
   * the fan-outs that they come from.
   */
  readonly joinBy?: "and" extends M ? string | ((value: V) => unknown) : never;
}

type TypeOf<T> = T extends string
  ? "signal"
  : T extends EventConstructor | Filter
    ? "event"
    : T extends AnyChunk
      ? "chunk"
      : T extends StateTrigger
        ? "state"
        : "flowData";

type NameOf<T> = T extends string
  ? T
  : T extends EventConstructor | Filter
    ? T extends { readonly type: infer N extends string }
      ? N
      : string
    : T extends AnyChunk
      ? T["name"]
      : T extends StateTrigger<infer K>
        ? K
        : T extends FlowDataTrigger<infer K>
          ? K
          : never;

/** What arrives from one trigger. */
export type TriggerValue<C extends FlowContract, T> = T extends string
  ? SignalValue<C, T>
  : T extends EventConstructor | Filter
    ? EventOf<T>
    : T extends AnyChunk<infer O>
      ? Resumed<Awaited<O>>
      : T extends StateTrigger<infer K>
        ? ValueAt<FlowState<C>, K>
        : unknown;

type Fired<C extends FlowContract, T> = T extends unknown
  ? { readonly type: TypeOf<T>; readonly name: NameOf<T>; readonly value: TriggerValue<C, T> }
  : never;

type Gathered<C extends FlowContract, U> = {
  readonly [K in TypeOf<U>]: { readonly [T in U as TypeOf<T> extends K ? NameOf<T> : never]: TriggerValue<C, T> };
};

/** What a chain behind several triggers gets: by type and name, one of them with its name, or its value alone. */
export type WhenValue<C extends FlowContract, U, M extends WhenMode> = M extends "and"
  ? Gathered<C, U>
  : M extends "or"
    ? Fired<C, U>
    : TriggerValue<C, U>;

/** What begins chains of its own, wherever it is called. */
export interface BeginsChains<C extends FlowContract> {
  /**
   * A chain that runs each time something happens: a signal, a write of the state or the flow's data, the end of a chunk,
   * or an event of the stream, by class or filter. A list of classes and filters means any of them; other lists, and those
   * with options, wait for all of them (`mode: "and"`) or any (`"or"`, `"simple_or"`). Events that an execution caused
   * reach that execution; others every open one.
   *
   * @throws FLOW_INVALID, FILTER_INVALID.
   */
  when<O>(chunk: AnyChunk<O>): Chain<Resumed<Awaited<O>>, C>;
  when<const K extends StateKey<C>>(state: StateTrigger<K>): Chain<ValueAt<FlowState<C>, K>, C>;
  when(flowData: FlowDataTrigger): Chain<unknown, C>;
  when<const N extends SignalName<C>>(signal: N): Chain<SignalValue<C, N>, C>;
  when<const W extends FilterInput>(event: W): Chain<EventOf<W>, C>;
  when<const T extends readonly Trigger<C>[], const M extends WhenMode = "and">(
    triggers: T,
    options?: WhenOptions<M, TriggerValue<C, T[number]>>,
  ): Chain<WhenValue<C, T[number], M>, C>;
}
