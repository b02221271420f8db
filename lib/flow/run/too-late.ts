// What comes too late for an execution: refused, or dropped with a warning.
import { MillraceError } from "../../errors/millrace-error.js";
import { warn, type WarningCode } from "../../primitives/warn.js";
import type { FlowRun } from "./flow-run.js";

/**
 * Refuses what comes too late, with the failure as its cause if that was the end; `fromOutside`, what comes while the
 * execution is sealed as well. Throws EXECUTION_CLOSED.
 */
export function assertOpen(run: FlowRun, what: string, fromOutside = false): void {
  if (run.open && !(fromOutside && run.sealed)) return;
  const details = { flow: run.flow, execution: run.id };
  const which = `execution ${run.id} of flow ${run.flow}`;
  if (run.open) {
    const hint = "Take it in again with execution.unseal(), unless it is being closed.";
    throw new MillraceError("EXECUTION_CLOSED", `${what} came while ${which} is sealed.`, { details, hint });
  }
  const cause = run.shutReason;
  throw new MillraceError("EXECUTION_CLOSED", `${what} came after ${which} had ended.`, { details, cause });
}

/** Warns of what would be lost in silence; in strict mode that is an error. Throws FLOW_STRICT. */
export function warnOf(run: FlowRun, code: WarningCode, message: string): void {
  const details = { flow: run.flow, warning: code };
  if (run.settings.strict) throw new MillraceError("FLOW_STRICT", message, { details });
  warn(code, message);
}
