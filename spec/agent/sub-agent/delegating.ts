/** Agents that hand tasks to others, for the specs of sub-agents. */
import { Agent, type AgentOptions, type AgentToolOptions, MemoryStream, type Tool } from "millrace";
import { type EventRecord, recordEvents, type TestCall, TestModel, type TestTurn } from "millrace/testing";

export const USAGE = { inputTokens: 3, outputTokens: 2, totalTokens: 5 };

/** What a model says that hands a task to an agent. */
export function handOver(agent: string, objective = "Do it.", context?: string): TestCall {
  return { name: `task_${agent}`, arguments: context === undefined ? { objective } : { objective, context } };
}

/** An agent with a script. */
export function scripted(name: string, script: readonly TestTurn[], options: AgentOptions = {}): Agent {
  return new Agent(name, { model: new TestModel(...script), ...options });
}

/** An agent with a script, as a tool. */
export function worker(
  name: string,
  script: readonly TestTurn[],
  options: AgentOptions = {},
  about: Partial<AgentToolOptions> = {},
): Tool {
  return scripted(name, script, options).asTool({ description: `Does the work of ${name}.`, ...about });
}

/** A stream and all that was observed on it. */
export function recorded(): { readonly stream: MemoryStream; readonly record: EventRecord } {
  const stream = new MemoryStream();
  return { stream, record: recordEvents(stream) };
}
