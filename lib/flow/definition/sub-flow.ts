// A flow inside of a flow: what it is to its parent, what it is given, and what it gives back.
import type { Blueprint } from "./blueprint.js";
import type { FlowContract, FlowInput, FlowState, Slot } from "./flow-contract.js";
import type { ValueAt } from "./narrow-case.js";

/** What a parent needs to know of a flow that runs in one of its nodes; a `TriggerFlow` is one. */
export interface SubFlow<C extends FlowContract = FlowContract> {
  readonly name: string;
  readonly contract: C;
  /** Live objects by name, for all its executions. */
  readonly resources?: Readonly<Record<string, unknown>>;
  /** The flow as it is now. Throws FLOW_INVALID. */
  blueprint(): Blueprint;
}

type Data = Readonly<Record<string, unknown>>;

/** What functions that capture see of the parent. */
export interface CaptureView<V = unknown, State = Data> {
  /** What came to the node. */
  readonly value: V;
  /** The state of the parent's execution. */
  readonly state: State;
  readonly flowData: Data;
  readonly resources: Data;
}

/** What functions that write back see of the child. */
export interface WriteBackView<Result = unknown, State = Data> {
  /** What reached the child's `end` or `setResult`; its state when nothing did. */
  readonly result: Result;
  /** The state of the child's execution when it closed; `snapshot` is another word for it. */
  readonly state: State;
  readonly snapshot: State;
}

/** A dotted path whose first step is a part of the view, such as `state.user.name`. */
export type SourcePath<View> = (string & keyof View) | `${string & keyof View}.${string}`;

/** A path into the view, or a function of the view. */
export type Source<View, Out = unknown, P = SourcePath<View>> = P | ((view: View) => Out);

/** Where the child's input, state, flow data and resources come from. Without `input`, the child gets the value. */
export interface CaptureSources<View = CaptureView, Input = unknown> {
  readonly input?: Source<View, Input>;
  readonly state?: Readonly<Record<string, Source<View>>>;
  readonly flowData?: Readonly<Record<string, Source<View>>>;
  readonly resources?: Readonly<Record<string, Source<View>>>;
}

/** Where what the child leaves goes. Without `value`, the node gives the child's result. Keys are paths. */
export interface WriteBackSources<View = WriteBackView, P = SourcePath<View>, Out = unknown> {
  readonly value?: Source<View, Out, P>;
  readonly state?: Readonly<Record<string, Source<View>>>;
  readonly flowData?: Readonly<Record<string, Source<View>>>;
}

/** Options of `toSubFlow`. */
export interface SubFlowOptions<
  Captured = CaptureView,
  Input = unknown,
  Written = WriteBackView,
  P = SourcePath<Written>,
  Out = unknown,
> {
  readonly capture?: CaptureSources<Captured, Input>;
  readonly writeBack?: WriteBackSources<Written, P, Out>;
  /** How many children of this node run at once. Default: no limit. */
  readonly concurrency?: number;
  /** The longest a child may take, in milliseconds; then it is cancelled and the node fails with TIMEOUT. */
  readonly timeoutMs?: number;
  /** The name of the node. Default: the name of the flow. */
  readonly name?: string;
}

/** What a parent's chain lets its children capture. */
export type CaptureViewOf<V, C extends FlowContract> = CaptureView<V, Readonly<Partial<FlowState<C>>>>;

/** What a child with this contract leaves. */
export type WriteBackViewOf<R extends FlowContract> = WriteBackView<Slot<R, "result">, Readonly<Partial<FlowState<R>>>>;

/** Options of `toSubFlow` that give the child its input. */
export interface WithInput<Captured, Input> {
  readonly capture: { readonly input: Source<Captured, Input> };
}

/** Nothing where the value fits the input of a child, else the sentence that the compiler shows. */
export type FitsInput<V, R extends FlowContract> = unknown extends V
  ? unknown
  : [V] extends [FlowInput<R>]
    ? unknown
    : "this value does not fit the input of the flow: give it one with capture.input";

/** What a node with a child gives: the child's result, or what stands at the source of `writeBack.value`. */
export type SubFlowOutput<R extends FlowContract, P, Out = never> = [Out] extends [never]
  ? ValueAt<WriteBackViewOf<R>, P>
  : Out;
