// How an option of the client is refused.
import { MillraceError } from "../../errors/millrace-error.js";

/** The OPTION_INVALID for an option; `what` follows its name and never holds its value where that may be a secret. */
export function refuse(option: string, what: string, hint?: string): MillraceError {
  const message = `openaiCompatible: ${option} ${what}.`;
  return new MillraceError("OPTION_INVALID", message, hint === undefined ? {} : { hint });
}
