// All calls of one answer: run at once, answered in their order.
import type { ModelResponse } from "../events/model-events.js";
import { type ToolCall, type ToolCalls, ToolResults } from "../events/tool-events.js";
import { MillraceError } from "../../errors/millrace-error.js";
import { firstOfEachId } from "./distinct-calls.js";
import { explain, runCall } from "./run-call.js";
import { limitReached } from "./turn-limits.js";
import type { Turn } from "./turn.js";

/**
 * Runs the calls that a response asks for. Resolves with the response that ends the turn, a final result or calls for a
 * client, or with undefined when the model is to be told the results.
 *
 * @throws LIMIT_REACHED, TOOL_CALL_SUPPRESSED, ABORTED, failures of questions to humans, and what subscribers throw; every
 * call has its answer by then.
 */
export async function runCalls(turn: Turn, { toolCalls }: ModelResponse): Promise<ModelResponse | undefined> {
  const { voice, tags, budget, plan } = turn;
  let offered: ToolCalls | undefined;
  try {
    offered = await voice.send(toolCalls);
  } catch (error) {
    throw await giveUp(turn, toolCalls.calls, error);
  }
  if (offered === undefined) {
    const names = toolCalls.calls.map(({ name }) => name).join(", ");
    const what = `The calls of ${names} were suppressed by an interrupter.`;
    throw await giveUp(turn, toolCalls.calls, new MillraceError("TOOL_CALL_SUPPRESSED", what));
  }
  const calls = firstOfEachId(offered.calls);
  if (!budget.callTools(calls.length)) {
    const { toolCalls: max } = plan.limits;
    const error = limitReached("toolCalls", max, budget.toolCalls + calls.length, []);
    await giveUp(turn, toolCalls.calls, error);
    throw limitReached("toolCalls", max, budget.toolCalls + calls.length, (await turn.transcript.read()).messages());
  }
  const outcomes = await Promise.all(calls.map((call) => runCall(turn, call)));
  const results = outcomes.flatMap(({ result }) => result ?? []);
  const fatal = outcomes.find((outcome) => outcome.fatal !== undefined)?.fatal;
  if (fatal !== undefined) {
    void voice.tell(new ToolResults({ results, ...tags }));
    throw fatal.error;
  }
  const final = results.find((result) => result.final);
  if (final !== undefined) return turn.force({ content: final.text, data: final.result });
  const open = outcomes.flatMap((outcome) => outcome.open ?? []);
  if (open.length > 0) return turn.force({ calls: open });
  await turn.tellResults(results);
  return undefined;
}

// None of them is run.
async function giveUp(turn: Turn, calls: readonly ToolCall[], error: unknown): Promise<unknown> {
  const told = await Promise.all(calls.map((call) => explain(turn, call, error)));
  const results = told.filter((result) => result !== undefined);
  void turn.voice.tell(new ToolResults({ results, ...turn.tags }));
  return error;
}
