// The typed channel for warnings: Node's own, so that people mute, trace and test it the way they know.

/** What a warning is about; the `code` of the process warning. */
export type WarningCode =
  | "MILLRACE_PREDICATE_THREW"
  | "MILLRACE_READER_TIMEOUT"
  | "MILLRACE_PUT_AFTER_STOP"
  | "MILLRACE_EMIT_AFTER_CLOSE"
  | "MILLRACE_TOOL_SHADOWED";

/** Emits a process warning named `MillraceWarning` with a code. */
export function warn(code: WarningCode, message: string): void {
  process.emitWarning(message, { type: "MillraceWarning", code });
}
