// What people say when they make or close an execution, and what they get of it.
import { MillraceError } from "../errors/millrace-error.js";
import { textOf } from "../filter/compile-filter.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { ContextOptions } from "../stream/context-scope.js";
import type { Stream } from "../stream/stream.js";
import { checkTimeoutMs } from "../stream/subscribe-options.js";
import type { FlowContract, FlowState, Slot } from "./definition/flow-contract.js";
import type { Interrupt } from "./run/interrupt.js";
import type { ExecutionStatus } from "./run/settlement.js";

/** What came of an execution. */
export interface Outcome<C extends FlowContract = FlowContract> {
  /** What reached `end` or `setResult`; undefined when nothing did. */
  readonly result: Slot<C, "result"> | undefined;
  /** The state when the execution closed, as a copy. */
  readonly state: Partial<FlowState<C>>;
  readonly status: ExecutionStatus;
  /** Pauses that wait for an answer; those that were given up, when it was cancelled. */
  readonly interrupts: readonly Interrupt[];
}

/** Options of `createExecution`; all optional. */
export interface ExecutionOptions {
  /** How many chunks run at once, fan-outs included. Default: no limit. */
  readonly concurrency?: number;
  /** The stream on which everything happens. Default: one that the executions of the flow share, without history. */
  readonly stream?: Stream;
  /** Live objects by name, for `data.resource(name)`, over those of the flow. */
  readonly resources?: Readonly<Record<string, unknown>>;
  /** Closes when it has started, nothing is under way any more and no pause waits. Default true. */
  readonly autoClose?: boolean;
  /** Closes after this much quiet, in milliseconds, while no pause waits. For executions that stay open. */
  readonly idleTimeoutMs?: number;
  /** Cancels the execution when aborted. */
  readonly signal?: AbortSignal;
  /** How many items of the runtime stream are kept for readers that come later, from 0 up. Default 10,000. */
  readonly streamRetain?: number;
  /** Variables, dependencies and container of the context of its chunks. */
  readonly context?: ContextOptions;
  /** Default: a UUID. */
  readonly id?: string;
}

/** Options of `close`. */
export interface CloseOptions {
  /** How long what is under way may take, in milliseconds; then the execution is cancelled. Default: as long as it takes. */
  readonly timeoutMs?: number;
  /** What becomes of pauses that wait: `"error"` refuses to close, `"cancel"` gives them up. Default `"error"`. */
  readonly pending?: "error" | "cancel";
}

/** Options of `continueWith`. */
export interface ContinueOptions {
  /** An idempotency key: the same answer with the same key is given once, however often it arrives. */
  readonly requestId?: string;
}

const OPTIONS = [
  "concurrency",
  "stream",
  "resources",
  "autoClose",
  "idleTimeoutMs",
  "signal",
  "streamRetain",
  "context",
  "id",
];

/** Checks the options of an execution. Throws OPTION_INVALID. */
export function checkExecutionOptions(options: ExecutionOptions): void {
  refuseUnknown("createExecution", options, OPTIONS);
  const { concurrency, streamRetain, idleTimeoutMs } = options;
  const stream: unknown = options.stream;
  if (stream !== undefined && !(typeof stream === "object" && stream !== null && "where" in stream))
    throw new MillraceError("OPTION_INVALID", `createExecution was given the stream ${textOf(stream)}.`, {
      hint: "Give a stream, such as new MemoryStream(), or leave it out.",
    });
  if (concurrency !== undefined) checkCount("concurrency", concurrency, 1);
  if (streamRetain !== undefined) checkCount("streamRetain", streamRetain, 0);
  checkTimeoutMs(idleTimeoutMs);
}

/** Checks the options of `close`. Throws OPTION_INVALID. */
export function checkCloseOptions(options: CloseOptions): void {
  refuseUnknown("close", options, ["timeoutMs", "pending"]);
  checkTimeoutMs(options.timeoutMs);
  const pending: unknown = options.pending;
  if (pending === undefined || pending === "error" || pending === "cancel") return;
  throw new MillraceError("OPTION_INVALID", `close was given the pending ${JSON.stringify(pending)}.`, {
    hint: 'Give "error" or "cancel".',
  });
}
