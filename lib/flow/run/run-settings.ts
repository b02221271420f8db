// What an execution is made with. One object serves all executions that are made with the same options.
import type { ContextScope } from "../../stream/context-scope.js";
import type { Blueprint } from "../definition/blueprint.js";
import type { FlowContract } from "../definition/flow-contract.js";
import type { Execution } from "../execution.js";
import type { ExecutionParent } from "./execution-parent.js";
import type { FlowWiring } from "./flow-wiring.js";
import type { Lifecycle } from "./lifecycle.js";
import type { Permits } from "./permits.js";
import type { Place } from "./place.js";
import type { Plan } from "./plan.js";
import type { Resources } from "./resources.js";
import type { SharedData } from "./shared-data.js";

/** The settings of an execution. */
export interface RunSettings {
  readonly wiring: FlowWiring;
  readonly contract: FlowContract;
  /** How many chunks run at once; undefined without a limit. */
  readonly concurrency: number | undefined;
  readonly streamRetain: number;
  /** Live objects by name; the execution's before the flow's. */
  readonly resources: readonly Resources[];
  readonly shared: SharedData;
  /** True when what is usually warned of is an error. */
  readonly strict: boolean;
  /** True when nobody holds the execution, so that nobody could answer a pause. */
  readonly hidden: boolean;
  readonly autoClose: boolean;
  readonly idleTimeoutMs: number | undefined;
  /** Cancels the execution. */
  readonly signal: AbortSignal | undefined;
  /** Compiles the blueprint of a sub-flow. */
  readonly planOf: (blueprint: Blueprint) => Plan;
  /** Makes what people hold of it, when somebody asks for that. */
  readonly makeExecution: (life: Lifecycle) => Execution;
  /** Makes the scope of what chunks share, when it is first asked for. */
  readonly conversation: () => ContextScope;
  /** What is there for a sub-flow only. */
  readonly child: ChildSettings | undefined;
}

/** The settings of a sub-flow. */
export interface ChildSettings {
  readonly parent: ExecutionParent;
  /** The place of the node that it runs in. */
  readonly place: Place;
  /** Those of its parent. */
  readonly permits: Permits | undefined;
  /** Hears of every item of the runtime stream. */
  readonly onItem: (item: unknown) => void;
}
