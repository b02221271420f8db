// A built-in: a human is asked before a tool is run, and what is run is what was approved.
import { MillraceError } from "../../errors/millrace-error.js";
import { substitute } from "../../model/prompt/substitute.js";
import { checkCount } from "../../primitives/check-count.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import { type Context, StreamContext } from "../../stream/context.js";
import { askHuman, type HumanMessage } from "../../stream/human-input.js";
import { ToolApproval, ToolApprovalRequest } from "../events/approval-events.js";
import type { ToolCall } from "../events/tool-events.js";
import { allowAlways, isAlwaysAllowed } from "./always-allowed.js";
import { type CallFace, faceOf } from "./call-face.js";
import type { Middleware, ToolStep } from "./middleware.js";

/** Options of {@link approvalRequired}; all optional. */
export interface ApprovalOptions {
  /** What the human is asked; `${name}` and `${arguments}` stand for those of the call. */
  readonly message?: string;
  /** What the model is told of a call that was denied; the same names may stand in it. */
  readonly deniedMessage?: string;
  /** How long to wait for the answer, in milliseconds; `false` for ever. Default: 30,000. */
  readonly timeoutMs?: number | false;
  /** Whether "always" approves all later calls of the tool in this conversation. Default: true. */
  readonly allowAlways?: boolean;
  /** The names of the tools that need approval. Default: all that it stands around. */
  readonly tools?: readonly string[];
}

const MESSAGE = "May the tool ${name} be called with ${arguments}? (yes, always, or no)";
const MESSAGE_ONCE = "May the tool ${name} be called with ${arguments}? (yes or no)";
const DENIED = "The user has denied this call of ${name}. Do not make it again unless the user asks for it.";
const OPTIONS = ["message", "deniedMessage", "timeoutMs", "allowAlways", "tools"];
const YES = ["y", "yes", "1", "ok"];

/**
 * Asks a human before a tool is run, with a {@link ToolApprovalRequest} by `context.input`. Stands around a tool, a toolkit, or,
 * with `tools`, among the middleware of an agent.
 *
 * ```ts
 * tool({ name: "remove", …, middleware: [approvalRequired()] });
 * new Agent("clerk", { tools, middleware: [approvalRequired({ tools: ["remove", "send"] })], humanInput: askInTheTerminal });
 * ```
 *
 * `y`, `yes`, `1` and `ok`, in capitals or not, approve this call; `always` this and all later calls of the tool in the
 * conversation. Anything else denies: the tool is not run, and the model is told `deniedMessage` as the result. Nobody who could
 * answer, or no answer in time, ends the turn (HUMAN_INPUT_MISSING, HUMAN_INPUT_FAILED, TIMEOUT).
 *
 * An approval is bound to the digest of the tool's name and arguments. Where middleware inside of this one, or anybody else, would
 * have another call run, and where the `digest` of a {@link ToolApproval} is that of another call, nothing is run, and the model is
 * told of a TOOL_APPROVAL_MISMATCH. So what mends arguments stands outside of this one.
 *
 * "Always" is kept in the context's variable `millrace.always-allowed`, by name and implementation: another tool that takes the
 * name later is asked for again, as is every tool after a restart.
 *
 * @throws OPTION_INVALID.
 */
export function approvalRequired(options: ApprovalOptions = {}): Middleware & Required<Pick<Middleware, "onToolCall">> {
  refuseUnknown("approvalRequired", options, OPTIONS);
  const { allowAlways: mayStay = true, timeoutMs = 30_000, tools } = options;
  const { message = mayStay ? MESSAGE : MESSAGE_ONCE, deniedMessage = DENIED } = options;
  if (timeoutMs !== false) checkCount("timeoutMs", timeoutMs, 1);
  if (tools !== undefined && (!Array.isArray(tools) || tools.length === 0)) {
    throw new MillraceError("OPTION_INVALID", "approvalRequired was given no names of tools, and would guard none.", {
      hint: 'Pass tools: ["remove"], or leave the option out where it stands around tools themselves.',
    });
  }
  const guards = (name: string): boolean => tools === undefined || tools.includes(name);
  const wait = timeoutMs === false ? {} : { timeoutMs };
  return {
    name: "approvalRequired",
    async onToolCall({ call, tool, next }: ToolStep, context) {
      const { name } = call;
      // What needs no approval must not turn into what does.
      if (tool === undefined || !guards(name)) {
        return next(call, (last) => {
          if (last.name !== name && guards(last.name)) throw mismatch(last, "was put in the place of another one");
        });
      }
      const isSameTool = (last: ToolCall): void => {
        if (last.name !== name) throw mismatch(last, "was put in the place of another one");
      };
      if (mayStay && isAlwaysAllowed(context.variables, tool)) return next(call, isSameTool);
      const face = faceOf(call);
      const words = { name, arguments: face.json };
      const { callId } = call;
      const content = filled(message, words);
      const about = { callId, toolName: name, arguments: face.json, digest: face.digest };
      const answer = await ask(context, new ToolApprovalRequest({ content, ...wait, ...about }), wait);
      const said = answer.content.trim().toLowerCase();
      const isAlways = mayStay && said === "always";
      if (!isAlways && !YES.includes(said)) return filled(deniedMessage, words);
      if (answer instanceof ToolApproval && answer.digest !== face.digest) {
        throw mismatch(call, "is not the one that was approved", { approved: answer.digest, given: face.digest });
      }
      if (isAlways) allowAlways(context.variables, tool);
      return next(call, (last) => {
        checkFace(last, face);
      });
    },
  };
}

async function ask(
  context: Context,
  request: ToolApprovalRequest,
  wait: { readonly timeoutMs?: number },
): Promise<Pick<HumanMessage, "content">> {
  if (context instanceof StreamContext) return askHuman(context, request, context.scope.humanInput, wait);
  return { content: await context.input(request, wait) };
}

function checkFace(call: ToolCall, { digest: approved }: CallFace): void {
  const { digest: given } = faceOf(call);
  if (given !== approved) throw mismatch(call, "was changed after it had been approved", { approved, given });
}

function mismatch({ name, callId }: ToolCall, what: string, digests: object = {}): MillraceError {
  return new MillraceError("TOOL_APPROVAL_MISMATCH", `The call of ${name} ${what}; it was not run.`, {
    details: { tool: name, callId, ...digests },
  });
}

function filled(text: string, words: { readonly name: string; readonly arguments: string }): string {
  return String(substitute(text, words, String));
}
