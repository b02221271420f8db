// What clients have made of calls, as results.
import { MillraceError } from "../../errors/millrace-error.js";
import { outcomeOf } from "../turn/run-tool.js";
import { ToolError, ToolResult } from "../events/tool-events.js";

/** A result for each of the calls: what was given under its id, an Error for one that failed, "not answered" for nothing. */
export function answersOf(
  calls: readonly { readonly callId: string; readonly name: string }[],
  results: Readonly<Record<string, unknown>>,
): ToolResult[] {
  return calls.map(({ callId, name }) => {
    const given = Object.hasOwn(results, callId)
      ? results[callId]
      : new MillraceError("CALLS_UNANSWERED", "Nobody answered.");
    if (!(given instanceof Error)) return new ToolResult({ callId, name, ...outcomeOf(name, given) });
    const [words] = given.message.split("\n");
    return new ToolError({ callId, name, result: `Error: ${words ?? "the call failed."}`, error: given });
  });
}
