// The variables of a task: what goes down with it, how deep it is, and what of them comes back up.
import { MillraceError } from "../../errors/millrace-error.js";
import type { Context } from "../../stream/context.js";

/** What becomes of the variables of a task when it is completed: see {@link AgentToolOptions.variables}. */
export type VariableSharing =
  | "isolate"
  | "merge"
  | ((parent: Map<string, unknown>, child: ReadonlyMap<string, unknown>) => void | PromiseLike<void>);

/** The name of the variable in which a conversation finds how deep it is: absent at the top, 1 in a task, 2 in a task of that. */
export const TASK_DEPTH = "millrace:task_depth";

/** The name of the variable in which a task finds whether its events are told above, and those of its own tasks with them. */
const TASK_FORWARD = "millrace:task_forward";

/** How deep the tasks of a context are, and whether they are told above. */
export interface TaskLevel {
  readonly depth: number;
  readonly forward: boolean;
}

/** The level of a task that a context begins. Throws TASK_TOO_DEEP. */
export function levelBelow({ variables }: Context, agent: string, maxDepth: number, forward?: boolean): TaskLevel {
  const above = variables.get(TASK_DEPTH);
  const depth = (typeof above === "number" ? above : 0) + 1;
  if (depth > maxDepth) {
    throw new MillraceError(
      "TASK_TOO_DEEP",
      `TASK_TOO_DEEP: ${agent} was not asked. Tasks may nest ${String(maxDepth)} deep, and this one would be at depth ${String(depth)}.`,
      { details: { agent, depth, maxDepth } },
    );
  }
  return { depth, forward: forward ?? variables.get(TASK_FORWARD) === true };
}

/** A level as variables of the conversation at it. */
export function levelVariables({ depth, forward }: TaskLevel): Readonly<Record<string, unknown>> {
  return { [TASK_DEPTH]: depth, [TASK_FORWARD]: forward };
}

/** Refuses what is no rule. Throws OPTION_INVALID. */
export function checkSharing(sharing: unknown): void {
  if (sharing === "isolate" || sharing === "merge" || typeof sharing === "function") return;
  throw new MillraceError(
    "OPTION_INVALID",
    `variables is "isolate", "merge" or a function, not ${JSON.stringify(sharing)}.`,
  );
}

type Variables = ReadonlyMap<string, unknown>;

/** The variables of a task and of the conversation above it, from the moment when it began. */
export class TaskVariables {
  private readonly parentAtStart: Variables;
  private readonly childAtStart: Variables;

  constructor(
    private readonly parent: Map<string, unknown>,
    private readonly child: Map<string, unknown>,
  ) {
    this.parentAtStart = new Map(parent);
    this.childAtStart = new Map(child);
  }

  /** Brings back what the rule says, all of it or nothing. Throws TASK_CONFLICT, and what a function throws. */
  bringBack(sharing: VariableSharing, agent: string): void | PromiseLike<void> {
    if (sharing === "isolate") return;
    const { parent, child } = this;
    if (typeof sharing === "function") return sharing(parent, child);
    const own = [TASK_DEPTH, TASK_FORWARD];
    const set = changes(this.childAtStart, child).filter((name) => !own.includes(name));
    const setAbove = changes(this.parentAtStart, parent);
    const names = set.filter((name) => setAbove.includes(name));
    if (names.length > 0) throw conflict(agent, names);
    for (const name of set) {
      if (child.has(name)) parent.set(name, child.get(name));
      else parent.delete(name);
    }
  }
}

// Names that were added, taken away, or given another value; a value that is changed in itself is the same one.
function changes(before: Variables, now: Variables): string[] {
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].filter((name) => before.has(name) !== now.has(name) || !Object.is(before.get(name), now.get(name)));
}

// Also where both have set the same: two that count from 0 to 1 have counted once, not twice.
function conflict(agent: string, names: readonly string[]): MillraceError {
  return new MillraceError(
    "TASK_CONFLICT",
    `TASK_CONFLICT: while ${agent} worked, somebody else has set what it has set as well: ${names.join(", ")}. Nothing of it was kept.`,
    { details: { agent, names } },
  );
}
