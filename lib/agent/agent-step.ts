// An agent as a step of a flow. The agent knows no flow: a step is a function of data and a context.
import { readableText } from "../model/prompt/readable-text.js";
import type { Context } from "../stream/context.js";
import type { AgentMessage } from "./agent-message.js";
import type { AskOptions } from "./agent-options.js";
import type { AgentReply } from "./agent-reply.js";

/** What a step gets of a flow, as far as an agent looks at it. */
export interface StepData {
  readonly value: unknown;
  readonly signal: AbortSignal;
}

/** Options of a step: those of a question, and how the value becomes a question. */
export interface AgentStepOptions extends Omit<AskOptions, "signal" | "stream" | "context"> {
  /** Default: a text as it is, data written readably. */
  readonly message?: (data: StepData) => AgentMessage;
}

/** A step of a flow that asks an agent. */
export type AgentStep<Out> = (data: StepData, context: Context) => Promise<Out>;

/** Makes a step. */
export function agentStep<Out>(
  name: string,
  ask: (message: AgentMessage, options: AskOptions) => Promise<AgentReply<Out>>,
  options: AgentStepOptions,
): AgentStep<Out> {
  const { message = ({ value }) => (typeof value === "string" ? value : readableText(value)), ...turn } = options;
  const step: AgentStep<Out> = async (data, context) => {
    await using reply = await ask(message(data), { ...turn, context, signal: data.signal });
    return reply.data;
  };
  return Object.defineProperty(step, "name", { value: name });
}
