// Agents: tools, turns, tasks, conversations. See `error-codes.ts`.
import type { CodeMeaning } from "./code-meaning.js";

/** Their codes. */
export const AGENT_CODES = {
  TOOL_INVALID: {
    summary: "A tool was made in a way that no model could use.",
    hint: "Write tool({ name, description, input: z.object({ … }), run }).",
  },
  TOOL_NAME_TAKEN: {
    summary: "Two tools of one list have the same name.",
    hint: "Rename one of them, or give a toolkit a prefix.",
  },
  TOOL_ARGUMENTS_INVALID: {
    summary: "The arguments that a model gave to a tool do not fit it.",
    hint: "Nothing to mend in code: the model is told what is wrong; say more in the descriptions of the fields if it comes often.",
  },
  TOOL_RESULT_INVALID: {
    summary: "A tool gave something that cannot be told to a model.",
    hint: "Return plain data: texts, numbers, lists, objects.",
  },
  TOOL_NOT_FOUND: {
    summary: "A model asked for a tool that there is not.",
    hint: "Nothing to mend in code: the model is told which tools there are; look for a tool that its prompt speaks of.",
  },
  TOOL_PATH_REFUSED: {
    summary: "A model named a path that is not in the folder of its file tools.",
    hint: "Nothing to mend in code: the model is told; give the tools another root if the file is meant to be theirs.",
  },
  TOOL_FILE_FAILED: {
    summary: "A file tool could not do what a model asked for.",
    hint: "Nothing to mend in code: the model is told; details.reason says why, and the cause what the system said.",
  },
  TOOL_CALL_SUPPRESSED: {
    summary: "An interrupter suppressed a call of a tool, or its result.",
    hint: "Return a ToolResult from a middleware instead, so that the model has an answer; see EventSuppressed for who it was.",
  },
  TOOL_APPROVAL_MISMATCH: {
    summary: "What was approved is not what would be run.",
    hint: "Put approvalRequired inside of what changes calls; send a ToolApproval with the digest of the very question.",
  },
  TURN_SUPPRESSED: {
    summary: "An interrupter suppressed what a turn cannot go on without.",
    hint: "Return another event instead of null; see EventSuppressed for who it was.",
  },
  MIDDLEWARE_INVALID: {
    summary: "A middleware is no object, or gave something that its step cannot go on with.",
    hint: "Return what `next` gave, or an answer of your own; a forgotten return is the usual reason.",
  },
  TURN_REENTERED: {
    summary: "An agent was asked on a stream from inside of a turn on that stream.",
    hint: "Ask with { context }, which begins a conversation of its own, or on another stream.",
  },
  LIMIT_REACHED: {
    summary: "A turn has used up what its limits allow.",
    hint: "Raise the limit, or look at details.messages for what it was doing.",
  },
  RUN_OVER: {
    summary: "A run that is over was given more to do.",
    hint: "Ask the reply instead: reply.ask(…).",
  },
  TASK_TOO_DEEP: {
    summary: "A sub-agent would have worked deeper down than its tool allows.",
    hint: "Nothing to mend where agents call each other for ever; else raise maxDepth in asTool.",
  },
  TASK_CONFLICT: {
    summary: "A sub-agent and somebody else have set the same variable at the same time.",
    hint: "Let only one of them set it, ask them one after the other, or bring variables back by a function in asTool.",
  },
  MCP_UNREACHABLE: {
    summary: "An MCP server could not be reached, or the connection to it broke.",
    hint: "Check the address or the command, and that the server runs; make the toolkit anew after a break.",
  },
  MCP_FAILED: {
    summary: "An MCP server answered a request with an error, or with something that cannot be understood.",
    hint: "See details.code, details.status and the cause for the server's own words.",
  },
  MCP_TOOL_FAILED: {
    summary: "A tool of an MCP server says that it has failed.",
    hint: "Nothing to mend in code: the model is told what the server says.",
  },
  CALLS_UNANSWERED: {
    summary: "The method resume was called where nothing is waited for, or without what is.",
    hint: "Give a result for each of reply.clientCalls, by its callId.",
  },
  CHECKPOINT_UNSAVABLE: {
    summary: "A checkpoint of a conversation cannot be made.",
    hint: 'Keep plain data in variables, or leave the others out, reply.checkpoint({ without: ["db"] }), and bring them anew.',
  },
  CHECKPOINT_MISSING: {
    summary: "The history of a stream has no such checkpoint.",
    hint: "Make one with reply.checkpoint(). Without any, agent.ask(…, { stream }) goes on with the transcript alone.",
  },
  CHECKPOINT_MISMATCH: {
    summary: "A checkpoint is of another agent, or of a newer version.",
    hint: "See details.",
  },
  CONVERSATION_INVALID: {
    summary: "JSON that should be a conversation is broken or of an unknown version.",
    hint: "Pass what exportConversation made.",
  },
} as const satisfies Record<string, CodeMeaning>;
