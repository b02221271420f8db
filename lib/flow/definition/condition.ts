// What a case of a match asks: a function of the data that came, which answers true or false.
import type { ChunkData, ChunkState, FlowData, MaybePromise } from "./chunk.js";
import type { FlowContract } from "./flow-contract.js";

/** What a condition sees: what a chunk would see, to be read. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as for ChunkData: no other contract fits them all
export interface ConditionData<V = unknown, C extends FlowContract = any> extends Pick<
  ChunkData<V, C>,
  "value" | "input" | "resource" | "context" | "signal" | "execution"
> {
  readonly state: Pick<ChunkState<C>, "get">;
  readonly flowData: Pick<FlowData, "get">;
}

/**
 * The function of a condition. It must answer `true` or `false`, at once or later; anything else fails the match with
 * FLOW_VALUE_INVALID, since "truthy" hides mistakes.
 */
export type ConditionHandler<V, C extends FlowContract> = (data: ConditionData<V, C>) => MaybePromise<boolean>;

/** A named question; made with `flow.condition(name, handler)`, or by position from a function in a chain. */
export interface Condition<V = never, C extends FlowContract = FlowContract> {
  readonly name: string;
  readonly test: ConditionHandler<V, C>;
}
