// What a chunk receives: its value, and everything it may do with its execution.
import { MillraceError } from "../errors/millrace-error.js";
import { warn } from "../primitives/warn.js";
import { type StreamContext } from "../stream/context.js";
import { type ChunkData, type ChunkState } from "./chunk.js";
import { checkValue, type FlowContract } from "./flow-contract.js";
import { RuntimeStreamStopped, StreamItemPut } from "./flow-events.js";
import { type FlowRun, type Lineage } from "./flow-run.js";
import { type Lease } from "./permits.js";
import { setResult } from "./set-result.js";
import { checkSignal, checkState } from "./check-names.js";

/** The data object of one call of one chunk. */
export function createChunkData(
  run: FlowRun,
  value: unknown,
  scope: readonly string[],
  context: StreamContext,
  lease: Lease,
): ChunkData {
  const { name } = run.blueprint;
  const post = (kind: "signal" | "state", key: string, signalValue: unknown): void => {
    const own = context.derive({ lineage: { run, root: run } satisfies Lineage });
    run.post(() => run.sendSignal(kind, key, signalValue, scope, own));
  };
  const awaitSignal = (kind: "signal" | "state", key: string, signalValue: unknown): Promise<void> =>
    lease.lendWhile(() => run.awaitSubtree(context, (own) => run.sendSignal(kind, key, signalValue, scope, own)));
  const write = (key: string, next: unknown): unknown => {
    const checked = checkState(run, key, next);
    run.state.set(key, checked);
    return checked;
  };
  const state: ChunkState<FlowContract> = {
    get: (key: string, fallback?: unknown) => {
      const found = run.state.get(key);
      return found === undefined ? fallback : found;
    },
    set: (key, next) => {
      post("state", key, write(key, next));
    },
    append: (key, item) => {
      post("state", key, run.state.append(key, item));
    },
    delete: (key) => {
      run.state.delete(key);
      post("state", key, undefined);
    },
  };
  return {
    value,
    input: value,
    state,
    context,
    get signal() {
      return run.signal;
    },
    get execution() {
      return run.execution as never;
    },
    setState: (key, next) => awaitSignal("state", key, write(key, next)),
    async emit(signal: string, signalValue?: unknown) {
      run.assertOpen(`The signal "${signal}"`);
      await awaitSignal("signal", signal, checkSignal(run, signal, signalValue));
    },
    emitNowait(signal: string, signalValue?: unknown) {
      const checked = checkSignal(run, signal, signalValue);
      if (run.open) post("signal", signal, checked);
      else
        warn(
          "MILLRACE_EMIT_AFTER_CLOSE",
          `The signal "${signal}" came after execution ${run.id} of flow ${name} had closed.`,
        );
    },
    putIntoStream(item) {
      const checked = checkValue(name, "stream", run.contract.stream, item);
      if (!run.stream.put(checked)) {
        warn(
          "MILLRACE_PUT_AFTER_STOP",
          `An item came after the runtime stream of execution ${run.id} of flow ${name} had ended; it is dropped.`,
        );
        return Promise.resolve();
      }
      return run.tell(StreamItemPut, () => new StreamItemPut(name, run.id, checked), context);
    },
    stopStream() {
      if (!run.stream.stop()) return Promise.resolve();
      return run.tell(RuntimeStreamStopped, () => new RuntimeStreamStopped(name, run.id), context);
    },
    setResult(result) {
      const told = setResult(run, result, context);
      run.post(() => told);
    },
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see ChunkData
    resource<T>(resource: string): T {
      if (Object.hasOwn(run.resources, resource)) return run.resources[resource] as T;
      throw new MillraceError("DEPENDENCY_MISSING", `Flow ${name} has no resource "${resource}".`, {
        hint: `Give it to createExecution({ resources }); there are ${Object.keys(run.resources).join(", ") || "none"}.`,
      });
    },
  };
}
