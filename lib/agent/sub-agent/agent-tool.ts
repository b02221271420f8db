// An agent as a tool of another one: what the model above is told of it, and the task that a call of it becomes.
import { z } from "zod";
import { MillraceError } from "../../errors/millrace-error.js";
import { checkCount } from "../../primitives/check-count.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { Context } from "../../stream/context.js";
import { createTool, type Tool, type ToolAbout } from "../tool/create-tool.js";
import { type ChildAgent, runTask, type TaskInput } from "./task.js";
import { checkStreamSource, type TaskStream } from "./task-stream.js";
import { checkSharing, type VariableSharing } from "./task-variables.js";

/** Options of {@link Agent.asTool}. */
export interface AgentToolOptions<N extends string = string> extends Omit<ToolAbout, "input" | "description"> {
  /** What the agent is good for, for the model that may call it. */
  readonly description: string;
  /** Default: `task_` and the name of the agent. */
  readonly name?: N;
  /**
   * Where a task takes place: a stream, a function that gives one for each task, or what `persistentStream` makes. Default: a
   * new stream in memory for each task, which keeps all.
   */
  readonly stream?: TaskStream;
  /**
   * What becomes of variables that the child has set, when its task is completed. `"isolate"` (default): nothing. `"merge"`: they
   * are set above; one that was set there as well since the task began is a conflict, then none is set, and the task fails with
   * TASK_CONFLICT. A function gets both maps and does as it likes.
   */
  readonly variables?: VariableSharing;
  /** Tells the events of the child as `ChildEvent` on the stream above. Default: as the task that this one is a part of, else no. */
  readonly forward?: boolean;
  /** How deep tasks may nest: a task of a task is at depth 2. Default 3. A call that would go deeper fails with TASK_TOO_DEEP. */
  readonly maxDepth?: number;
}

const OPTIONS = [
  ...["description", "name", "stream", "variables", "forward", "maxDepth"],
  ...["timeoutMs", "middleware", "describeError"],
];
const MAX_DEPTH = 3;

const input: z.ZodType<TaskInput> = z.object({
  objective: z.string().describe("What is to be done, with everything that the agent has to know"),
  context: z.string().optional().describe("What else may help: facts, earlier results, constraints"),
});

/** Makes the tool. Throws TOOL_INVALID, OPTION_INVALID. */
export function agentTool(child: ChildAgent, options: AgentToolOptions): Tool {
  refuseUnknown("asTool", options, OPTIONS);
  const { description, name = `task_${child.name}`, stream, variables = "isolate", forward, ...rest } = options;
  const { maxDepth = MAX_DEPTH, ...about } = rest;
  if (typeof (description as unknown) !== "string" || description.trim() === "") {
    throw new MillraceError("TOOL_INVALID", `The agent ${child.name} was made a tool without a description.`, {
      hint: "Say what it is good for: agent.asTool({ description: … }). The model above knows nothing else of it.",
    });
  }
  checkCount("maxDepth", maxDepth, 0);
  checkStreamSource(stream);
  checkSharing(variables);
  const plan = { stream, variables, forward, maxDepth };
  const run = (task: TaskInput, context: Context): Promise<unknown> => runTask(child, plan, task, context);
  return createTool(name, run, { ...about, description, input });
}
