// What a chunk receives: its value, and everything it may do with its execution.
import { MillraceError } from "../../errors/millrace-error.js";
import { warn } from "../../primitives/warn.js";
import { type StreamContext } from "../../stream/context.js";
import { type ChunkData, type ChunkState } from "../definition/chunk.js";
import { checkSignal, checkState, checkValue, type FlowContract } from "../definition/flow-contract.js";
import { RuntimeStreamStopped, StreamItemPut } from "../flow-events.js";
import { type FlowRun, type Lineage } from "./flow-run.js";
import { type OpenEmits } from "./open-emits.js";
import { type Lease } from "./permits.js";
import { type StateChange } from "./run-state.js";
import { setResult } from "./set-result.js";

const DONE = Promise.resolve();

/** The data object of one call of one chunk. Its methods are its own functions, so that they can be taken apart from it. */
export function createChunkData(
  run: FlowRun,
  value: unknown,
  scope: readonly string[],
  context: StreamContext,
  lease: Lease,
  emits: OpenEmits,
): ChunkData<unknown, FlowContract> {
  const { contract, id } = run;
  const { name } = run.blueprint;
  const post = (kind: "signal" | "state", key: string, signalValue: unknown): void => {
    const own = context.derive({ lineage: { run, root: run } satisfies Lineage });
    run.post(() => run.sendSignal(kind, key, signalValue, scope, own));
  };
  const awaitSignal = (kind: "signal" | "state", key: string, signalValue: unknown): Promise<void> =>
    lease.lendWhile(() => run.awaitSubtree(context, (own) => run.sendSignal(kind, key, signalValue, scope, own)));
  const commit = (change: StateChange): void => {
    run.assertOpen(`A change of the state "${change.key}"`);
    run.state.commit(checkState(name, contract, change));
  };
  const state: ChunkState<FlowContract> = {
    get: (path: string, fallback?: unknown) => {
      const found = run.state.get(path);
      return found === undefined ? fallback : found;
    },
    set: (path, next) => {
      commit(run.state.set(path, next));
      post("state", path, run.state.get(path));
    },
    append: (path, item) => {
      commit(run.state.append(path, item));
      post("state", path, run.state.get(path));
    },
    delete: (path) => {
      commit(run.state.delete(path));
      post("state", path, undefined);
    },
  };
  return {
    value,
    input: value,
    state,
    context,
    execution: run.execution,
    get signal() {
      return run.signal;
    },
    setState: (path, next) =>
      emits.begin(async () => {
        commit(run.state.set(path, next));
        await awaitSignal("state", path, run.state.get(path));
      }),
    emit: (signal: string, signalValue?: unknown) =>
      emits.begin(async () => {
        run.assertOpen(`The signal "${signal}"`);
        await awaitSignal("signal", signal, checkSignal(name, contract, signal, signalValue));
      }),
    emitNowait(signal: string, signalValue?: unknown) {
      const checked = checkSignal(name, contract, signal, signalValue);
      if (run.open) post("signal", signal, checked);
      else
        warn(
          "MILLRACE_EMIT_AFTER_CLOSE",
          `The signal "${signal}" came after execution ${id} of flow ${name} had ended.`,
        );
    },
    putIntoStream(item) {
      const checked = checkValue(name, "stream", contract.stream, item);
      if (run.stream.put(checked)) {
        return run.tell(StreamItemPut, () => new StreamItemPut(name, id, checked), context) ?? DONE;
      }
      // A failure has told its readers already.
      if (!run.stream.failed)
        warn(
          "MILLRACE_PUT_AFTER_STOP",
          `An item came after the runtime stream of execution ${id} of flow ${name} had ended; it is dropped.`,
        );
      return DONE;
    },
    stopStream() {
      if (!run.stream.stop()) return DONE;
      return run.tell(RuntimeStreamStopped, () => new RuntimeStreamStopped(name, id), context) ?? DONE;
    },
    setResult(result) {
      run.assertOpen("A result");
      void setResult(run, result, context);
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
