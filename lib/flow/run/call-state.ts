// The state and the flow data as a chunk sees them: checked, numbered for restarts, and told to those who wait.
import type { ChunkState, FlowData } from "../definition/chunk-data.js";
import { checkState, type FlowContract } from "../definition/flow-contract.js";
import type { Call } from "./call.js";
import { copyData, type StateChange } from "./run-state.js";
import { postState, sendState, watchesState } from "./send-signal.js";
import { assertOpen } from "./too-late.js";
import { valueAt } from "./value-at.js";

/** The state of the execution for one attempt of a call. */
export function callState(call: Call, attempt: number): ChunkState<FlowContract> {
  const { run } = call;
  const write = (path: string, change: () => StateChange): void => {
    const key = keyOf(path);
    call.assertCurrent(attempt, `A change of the state "${key}"`);
    assertOpen(run, `A change of the state "${key}"`);
    const fresh = call.fresh();
    if (!fresh) {
      call.noteBefore(key, () => undefined);
      return;
    }
    const previous = commit(call, path, change());
    postState(run, path, previous, call.place);
  };
  return {
    get: (path: string, fallback?: unknown) => {
      const key = keyOf(path);
      const found = call.replay === undefined ? undefined : call.foundBefore(key);
      const value = found === undefined ? run.state.get(path) : copyData(below(found.value, key, path));
      return value === undefined ? fallback : value;
    },
    set: (path: string, next: unknown) => {
      write(path, () => run.state.set(path, next));
    },
    append: (path: string, item: unknown) => {
      write(path, () => run.state.append(path, item));
    },
    delete: (path) => {
      write(path, () => run.state.delete(path));
    },
  };
}

/** Writes a key and waits for everything that it sets off. */
export async function setCallState(call: Call, attempt: number, path: string, next: unknown): Promise<void> {
  const { run } = call;
  call.assertCurrent(attempt, `A change of the state "${path}"`);
  assertOpen(run, `A change of the state "${path}"`);
  await call.awaited((place) => {
    const previous = commit(call, path, run.state.set(path, next));
    void sendState(run, path, previous, place);
  });
}

/** The data that the executions of the flow share. */
export function callFlowData(call: Call, attempt: number): FlowData {
  const { shared } = call.run;
  const once = (key: string, write: () => void): void => {
    call.assertCurrent(attempt, `A change of the flow data "${key}"`);
    if (call.fresh()) write();
  };
  return {
    get: <T>(key: string, fallback?: T) => {
      const found = shared.get(key);
      return (found === undefined ? fallback : found) as T | undefined;
    },
    set: (key, value) => {
      once(key, () => void shared.set(key, value, call.run));
    },
    append: (key, item) => {
      once(key, () => void shared.append(key, item, call.run));
    },
    delete: (key) => {
      once(key, () => void shared.delete(key, call.run));
    },
  };
}

// Checks and writes; what was there before at the path is the answer.
function commit(call: Call, path: string, change: StateChange): unknown {
  const { run } = call;
  const checked = checkState(run.flow, run.contract, change);
  call.noteBefore(change.key, () => run.state.peek(change.key));
  const previous = watchesState(run) ? run.state.get(path) : undefined;
  run.state.commit(checked);
  return previous;
}

function below(value: unknown, key: string, path: string): unknown {
  return key === path ? value : valueAt(value, path.slice(key.length + 1));
}

function keyOf(path: string): string {
  const dot = path.indexOf(".");
  return dot === -1 ? path : path.slice(0, dot);
}
