// The error for a call that an interrupter has swallowed.
import { MillraceError } from "../../errors/millrace-error.js";

/** The end of a turn whose call, or its result, was suppressed. */
export function callSuppressed(
  what: string,
  { callId, name }: { readonly callId: string; readonly name: string },
): MillraceError {
  return new MillraceError("TOOL_CALL_SUPPRESSED", `${what} of the tool ${name} was suppressed by an interrupter.`, {
    details: { tool: name, callId },
  });
}
