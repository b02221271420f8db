// What a condition is given: the value, and the execution to be read.
import type { Context } from "../../stream/context.js";
import type { ConditionData as Data } from "../definition/condition.js";
import type { FlowContract } from "../definition/flow-contract.js";
import type { Execution } from "../execution.js";
import type { Place } from "./place.js";
import { findResource } from "./resources.js";

/** The data object of one question. */
export class ConditionData implements Data<unknown, FlowContract> {
  private readonly place: Place;

  constructor(
    readonly value: unknown,
    place: Place,
  ) {
    this.place = place;
  }

  get input(): unknown {
    return this.value;
  }

  get execution(): Execution {
    return this.place.run.execution;
  }

  get signal(): AbortSignal {
    return this.place.subtree.signal;
  }

  get context(): Context {
    return this.place.context();
  }

  get state(): Data<unknown, FlowContract>["state"] {
    const { state } = this.place.run;
    return { get: (key: string, fallback?: unknown) => orElse(state.get(key), fallback) } as never;
  }

  get flowData(): Data["flowData"] {
    const { shared } = this.place.run;
    return { get: <T>(key: string, fallback?: T) => orElse(shared.get(key), fallback) as T | undefined };
  }

  get resource(): Data["resource"] {
    const { run } = this.place;
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see ChunkData
    return <T>(name: string): T => findResource(run, name) as T;
  }
}

function orElse(found: unknown, fallback: unknown): unknown {
  return found === undefined ? fallback : found;
}
