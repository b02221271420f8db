// What the inside of an execution asks of the outside.
import type { ContextScope } from "../../stream/context-scope.js";
import type { Execution } from "../execution.js";
import type { RuntimeStream } from "./runtime-stream.js";

/** What the execution does when something changes inside of it. */
export interface RunOwner {
  /** The execution that people hold. */
  readonly execution: Execution;
  readonly id: string;
  /** The scope of what its chunks share. */
  conversation(): ContextScope;
  /** Called when something gets under way after nothing was. */
  becomeBusy(): void;
  /** Called when nothing is under way any more. */
  becomeQuiet(): void;
  /** Called with a failure that nobody catches. */
  fail(error: unknown): void;
  /** Ends a stream as the execution has ended. */
  endStream(stream: RuntimeStream<unknown>): void;
  /** Aborts with the execution. */
  readonly signal: AbortSignal;
}
