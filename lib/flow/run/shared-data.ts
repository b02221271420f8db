// Data that all executions of a flow share. A change is told to every execution that is open.
import type { FlowRun } from "./flow-run.js";
import { RunState, type StateChange } from "./run-state.js";
import { hearFlowData } from "./send-signal.js";

/** The flow data of one flow. */
export class SharedData {
  /** Executions that are open and wait for changes. */
  readonly listeners = new Set<FlowRun>();
  private readonly values = new RunState();

  get(key: string): unknown {
    return this.values.get(key);
  }

  /** Writes a key or path. Resolves when everything is done that executions do about it. `from`: the one that writes. */
  set(key: string, value: unknown, from?: FlowRun): Promise<void> {
    return this.commit(key, this.values.set(key, value), from);
  }

  /** Adds to the list under a key; a single value becomes a list first. */
  append(key: string, item: unknown, from?: FlowRun): Promise<void> {
    return this.commit(key, this.values.append(key, item), from);
  }

  /** Removes a key, or the end of a path. */
  delete(key: string, from?: FlowRun): Promise<void> {
    return this.commit(key, this.values.delete(key), from);
  }

  /** Everything, as a copy. */
  snapshot(): Record<string, unknown> {
    return this.values.snapshot();
  }

  /** Writes keys or paths without telling anybody. */
  fill(values: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(values)) this.values.commit(this.values.set(key, value));
  }

  private async commit(key: string, change: StateChange, from: FlowRun | undefined): Promise<void> {
    this.values.commit(change);
    const value = this.values.get(key);
    await Promise.all([...this.listeners].map((one) => hearFlowData(one, key, value, from)));
  }
}
