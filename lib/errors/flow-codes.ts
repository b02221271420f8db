// Flows: definitions, executions, pauses, snapshots, blueprints. See `error-codes.ts`.
import type { CodeMeaning } from "./code-meaning.js";

/** Their codes. */
export const FLOW_CODES = {
  FLOW_INVALID: {
    summary: "A flow was defined in a way that cannot run.",
    hint: "See the message for the place in the flow.",
  },
  FLOW_VALUE_INVALID: {
    summary: "A value does not fit the contract of the flow.",
    hint: "The message names the slot (input, state, stream, signals, result) and what is wrong.",
  },
  EXECUTION_STARTED: {
    summary: "An execution was started again with another input.",
    hint: "Make a new execution for each input: flow.createExecution().",
  },
  EXECUTION_CLOSED: {
    summary: "An execution is closed and takes no more signals.",
    hint: "Emit before close(), or start an execution that stays open: flow.startExecution(input).",
  },
  FLOW_PAUSED: {
    summary: "A flow paused in a run that nobody holds, so that nobody could answer.",
    hint: "Make the execution yourself: flow.createExecution(), start(input), continueWith(id, answer).",
  },
  FLOW_SIGNAL_UNKNOWN: {
    summary: "A strict flow was sent a signal that no node waits for.",
    hint: "Check the name of the signal, or add flow.when(name).",
  },
  FLOW_STRICT: {
    summary: "A strict flow did what others are warned of.",
    hint: "Emit and put before the end of the execution or of its stream, or leave strict out.",
  },
  PAUSE_INVALID: {
    summary: "A chunk paused in a way that nobody could answer.",
    hint: "Write: return data.pauseFor({ id, answer: schema }).",
  },
  INTERRUPT_UNKNOWN: {
    summary: "An answer names a pause that does not wait.",
    hint: "See execution.getPendingInterrupts() for those that do.",
  },
  RESUME_CONFLICT: {
    summary: "One request id came with two different answers.",
    hint: "Use a request id of its own for each answer.",
  },
  EXECUTION_WAITING: {
    summary: "An execution with pauses that wait was to be closed.",
    hint: 'Answer them with continueWith, or give them up: close({ pending: "cancel" }).',
  },
  SNAPSHOT_INVALID: {
    summary: "What should be a snapshot of an execution is broken, or of another version.",
    hint: "Load what execution.save() gave, whole and unchanged.",
  },
  SNAPSHOT_MISMATCH: {
    summary: "A snapshot is of a flow of another shape.",
    hint: "Load it into the flow that it was saved from, or finish it there; the message lists what differs.",
  },
  SNAPSHOT_UNSAVABLE: {
    summary: "An execution holds a value that JSON cannot carry.",
    hint: "Pass plain data between steps and keep live objects in resources.",
  },
  BLUEPRINT_INVALID: {
    summary: "A blueprint cannot be written, or what should be one cannot be read.",
    hint: "The message has the path to the place; save the flow again, or mend the text there.",
  },
  BLUEPRINT_UNBOUND: {
    summary: "A blueprint names handlers or flows that nobody has bound.",
    hint: "Register them before loading, flow.chunk(name, handler), or pass them with the blueprint.",
  },
} as const satisfies Record<string, CodeMeaning>;
