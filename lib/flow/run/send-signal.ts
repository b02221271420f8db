// The ways in which signals come about: sent, posted, from the state, from outside. Where they arrive is one function.
import { MillraceError } from "../../errors/millrace-error.js";
import { deepEqual } from "../../primitives/deep-equal.js";
import { onAbort } from "../../stream/on-abort.js";
import { checkState } from "../definition/flow-contract.js";
import { FlowSignal } from "../flow-events.js";
import type { FlowRun } from "./flow-run.js";
import { Place } from "./place.js";
import { Scope } from "./scope.js";
import type { PostOptions } from "./signal-receipt.js";
import { answerPauses, arrive, type SignalParts, SignalWork } from "./signal.js";
import { Subtree } from "./subtree.js";

const DONE = Promise.resolve();

/** Sends a signal as work of the place's subtree; true, or a promise of that, unless it is suppressed. */
export function sendSignal(run: FlowRun, signal: SignalParts, place: Place): boolean | Promise<boolean> {
  if (run.wants(FlowSignal)) return new SignalWork(signal, place).send();
  arrive(run, signal, place);
  answerPauses(run, signal);
  return true;
}

/** Posts a signal: it goes out after the current step, and its failure fails the execution. */
export function postSignal(run: FlowRun, name: string, value: unknown, from: Place, options: PostOptions = {}): void {
  const { key, signal } = options;
  if (signal?.aborted === true || (key !== undefined && !takeKey(run, key))) return;
  const parts = { kind: "signal", name, value } as const;
  if (signal === undefined) new SignalWork(parts, from.posted()).post();
  else postRevocable(run, parts, from, signal, key);
}

// What follows from it is a subtree of its own, which ends when the signal is taken back.
function postRevocable(
  run: FlowRun,
  parts: SignalParts,
  from: Place,
  signal: AbortSignal,
  key: string | undefined,
): void {
  let isTakenBack = false;
  let isOver = false;
  const forget = (): void => {
    isOver = true;
    if (key === undefined) unfollow(); // a key can be freed at any time
  };
  const subtree = new Subtree(run, forget, (error) => {
    forget();
    if (!isTakenBack) run.fail(error);
  });
  const unfollow = onAbort(signal, () => {
    if (key !== undefined) run.usedParts?.keys?.delete(key);
    if (isOver) return;
    isTakenBack = true;
    subtree.fail(
      new MillraceError("ABORTED", `The signal "${parts.name}" of flow ${run.flow} was taken back.`, {
        cause: signal.reason,
      }),
    );
  });
  subtree.begin(() => {
    new SignalWork(parts, from.posted().under(subtree)).post();
  });
}

/** Posts a change of the state, if anybody could hear of it. */
export function postState(run: FlowRun, name: string, previous: unknown, from: Place): void {
  if (!watchesState(run) && run.heard(`state/${name}`) === 0) return;
  new SignalWork(stateSignal(run, name, previous), from.posted()).post();
}

/** Sends a change of the state. */
export function sendState(run: FlowRun, name: string, previous: unknown, place: Place): boolean | Promise<boolean> {
  return sendSignal(run, stateSignal(run, name, previous), place);
}

/** Writes the state from inside the engine, and tells those who wait for it. Throws FLOW_VALUE_INVALID. */
export function writeState(run: FlowRun, path: string, value: unknown, place: Place): void {
  const previous = watchesState(run) ? run.state.get(path) : undefined;
  run.state.commit(checkState(run.flow, run.contract, run.state.set(path, value)));
  postState(run, path, previous, place);
}

/** True when somebody could ask what the state was before a change. */
export function watchesState(run: FlowRun): boolean {
  return run.plan.watchesState || run.wants(FlowSignal);
}

/** Begins something that comes from outside. Resolves when it is quiet; what fails in it goes to `onFail`, or rejects. */
export function fromOutside(
  run: FlowRun,
  begin: (place: Place) => void,
  onFail?: (error: unknown) => void,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const fail =
      onFail === undefined
        ? reject
        : (error: unknown): void => {
            onFail(error);
            resolve();
          };
    const subtree: Subtree = new Subtree(run, resolve, fail);
    subtree.begin(() => {
      begin(outside(run, subtree));
    });
  });
}

/** A place for what comes from outside: nothing caused it, and joins tell it from other such things. */
export function outside(run: FlowRun, subtree: Subtree): Place {
  const scope = new Scope(undefined, undefined, undefined, ++run.origins);
  return new Place(run, subtree, scope, undefined, undefined, 0, undefined, undefined);
}

/** Flow data has changed. Resolves when everything is done that an execution does about it. */
export function hearFlowData(run: FlowRun, key: string, value: unknown, from?: FlowRun): Promise<void> {
  const shutOut = run.sealed && from !== run; // what it does itself is no matter of the outside
  if (!run.open || shutOut || run.heard(`flowData/${key}`) === 0) return DONE;
  const begin = (place: Place): void => void sendSignal(run, { kind: "flowData", name: key, value }, place);
  return fromOutside(run, begin, (error) => {
    run.fail(error);
  });
}

/** True the first time that it is asked for a key. */
export function takeKey(run: FlowRun, key: string): boolean {
  const keys = (run.parts.keys ??= new Set());
  if (keys.has(key)) return false;
  keys.add(key);
  return true;
}

function stateSignal(run: FlowRun, name: string, previous: unknown): SignalParts {
  const value = run.state.get(name);
  if (!watchesState(run)) return { kind: "state", name, value };
  return { kind: "state", name, value, previous, changed: !deepEqual(previous, value) };
}
