// What a flow says on the bus: signals, chunks, state, stream items, results, lifecycle. Plain data, so that each can be
// filtered, awaited, observed and stored like any other event.
import { BaseEvent } from "../event/base-event.js";
import type { ParentLineage } from "./run/execution-parent.js";
import type { Interrupt } from "./run/interrupt.js";

/** What every event of a flow names: the flow and the execution that it belongs to. */
export abstract class FlowEvent extends BaseEvent {
  constructor(
    /** The name of the flow. */
    readonly flow: string,
    /** The id of the execution. */
    readonly execution: string,
  ) {
    super();
  }
}

/** What a signal comes from: `start`, an `emit`, or a change of the state or of the flow data. */
export type SignalKind = "start" | "signal" | "state" | "flowData";

/** A signal on its way to the nodes that wait for it. May be replaced or suppressed. */
export class FlowSignal extends FlowEvent {
  static readonly type = "flow.signal";

  constructor(
    flow: string,
    execution: string,
    readonly kind: SignalKind,
    /** The name of the signal, or the key or path that changed; empty for `start`. */
    readonly name: string,
    readonly value: unknown,
    /** The fan-outs that it comes from, outermost first. */
    readonly scope: readonly string[],
    /** What stood in the state before, for `state`. */
    readonly previous?: unknown,
    /** False when the state was written and is as it was. */
    readonly changed: boolean = true,
  ) {
    super(flow, execution);
  }
}

/** What events of chunks name beside flow and execution. */
export abstract class ChunkEvent extends FlowEvent {
  constructor(
    flow: string,
    execution: string,
    /** The node, unique in the flow: the chunk's name, or its position. */
    readonly node: string,
    /** The name of the chunk. */
    readonly chunk: string,
    readonly value: unknown,
    readonly scope: readonly string[],
  ) {
    super(flow, execution);
  }
}

/**
 * A chunk is about to run with `value`. May be replaced by another `ChunkStarted` of its node (another value) or suppressed;
 * then the node is skipped, as it is when an event of another class takes the place of this one.
 */
export class ChunkStarted extends ChunkEvent {
  static readonly type = "flow.chunk-started";
}

/** A chunk has returned `value`, or was skipped. Can be observed, not interrupted. */
export class ChunkEnded extends ChunkEvent {
  static readonly type = "flow.chunk-ended";
  static readonly interruptible = false;
}

/** A chunk has thrown; `value` is what it ran with. Can be observed, not interrupted. */
export class ChunkFailed extends ChunkEvent {
  static readonly type = "flow.chunk-failed";
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    node: string,
    chunk: string,
    value: unknown,
    scope: readonly string[],
    readonly error: unknown,
  ) {
    super(flow, execution, node, chunk, value, scope);
  }
}

/** A chunk has thrown and runs again, after `delayMs`. Can be observed, not interrupted. */
export class ChunkRetrying extends ChunkEvent {
  static readonly type = "flow.chunk-retrying";
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    node: string,
    chunk: string,
    value: unknown,
    scope: readonly string[],
    readonly error: unknown,
    /** Which attempt comes, from 2 up. */
    readonly attempt: number,
    /** The wait before it, in milliseconds. */
    readonly delayMs: number,
  ) {
    super(flow, execution, node, chunk, value, scope);
  }
}

/** What events of pauses name. */
export abstract class PauseEvent extends FlowEvent {
  constructor(
    flow: string,
    execution: string,
    /** The node that waits. */
    readonly node: string,
    readonly interrupt: Interrupt,
    readonly scope: readonly string[],
  ) {
    super(flow, execution);
  }
}

/** A chunk waits for an answer. Can be observed, not interrupted. */
export class ChunkPaused extends PauseEvent {
  static readonly type = "flow.chunk-paused";
  static readonly interruptible = false;
}

/** A pause has got its answer, `value`. Can be observed, not interrupted. */
export class ChunkResumed extends PauseEvent {
  static readonly type = "flow.chunk-resumed";
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    node: string,
    interrupt: Interrupt,
    scope: readonly string[],
    readonly value: unknown,
  ) {
    super(flow, execution, node, interrupt, scope);
  }
}

/** An item of a `forEach` has come through: transient, and can be observed, not interrupted. */
export class ForEachProgress extends FlowEvent {
  static readonly type = "flow.for-each-progress";
  static readonly transient = true;
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    readonly node: string,
    /** How many items have come through. */
    readonly completed: number,
    /** How many there are; undefined while items are read step by step. */
    readonly total: number | undefined,
    readonly scope: readonly string[],
  ) {
    super(flow, execution);
  }
}

/** A value has passed a separator: transient, and can be observed, not interrupted. */
export class FlowNote extends FlowEvent {
  static readonly type = "flow.note";
  static readonly transient = true;
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    readonly node: string,
    readonly note: string,
    /** What passed, if the separator shows values. */
    readonly value: unknown,
  ) {
    super(flow, execution);
  }
}

/** An item of the runtime stream, which has it already: transient, and can be observed, not interrupted. */
export class StreamItemPut extends FlowEvent {
  static readonly type = "flow.stream-item";
  static readonly transient = true;
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    readonly item: unknown,
    /** The node whose chunk has put it. */
    readonly node: string,
  ) {
    super(flow, execution);
  }
}

/** The runtime stream has ended: no item comes after this. */
export class RuntimeStreamStopped extends FlowEvent {
  static readonly type = "flow.stream-stopped";
  static readonly interruptible = false;
}

/** An execution has got its result; a later one replaces it only by `setResult`. */
export class ResultSet extends FlowEvent {
  static readonly type = "flow.result-set";
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    readonly result: unknown,
    /** The node that has set it. */
    readonly node: string,
  ) {
    super(flow, execution);
  }
}

/** An execution has started with `input`. */
export class ExecutionStarted extends FlowEvent {
  static readonly type = "flow.execution-started";
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    readonly input: unknown,
    /** The node that it runs in, for a sub-flow. */
    readonly parent?: ParentLineage,
  ) {
    super(flow, execution);
  }
}

/** An execution is over and all went well. */
export class ExecutionCompleted extends FlowEvent {
  static readonly type = "flow.execution-completed";
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    readonly result: unknown,
    /** The state when it closed. */
    readonly state: Readonly<Record<string, unknown>>,
  ) {
    super(flow, execution);
  }
}

/** An execution has failed: a chunk threw and nobody caught it. */
export class ExecutionFailed extends FlowEvent {
  static readonly type = "flow.execution-failed";
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    readonly error: unknown,
  ) {
    super(flow, execution);
  }
}

/** An execution was cancelled, with a reason: what was under way is told to stop, and nothing follows it. */
export class ExecutionCancelled extends FlowEvent {
  static readonly type = "flow.execution-cancelled";
  static readonly interruptible = false;

  constructor(
    flow: string,
    execution: string,
    readonly reason: unknown,
  ) {
    super(flow, execution);
  }
}
