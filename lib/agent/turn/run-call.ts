// A call on its way: told, run behind its middleware, its result told. Whatever happens, it is answered.
import { MillraceError } from "../../errors/millrace-error.js";
import { type Context, StreamContext } from "../../stream/context.js";
import { isHumanInputFailure } from "../../stream/human-input.js";
import { callInside, mayWait, runInside } from "../conversation/inside-turn.js";
import type { TurnLock } from "../conversation/turn-lock.js";
import { ClientToolCall, type ToolCall, ToolError, ToolNotFound, ToolResult } from "../events/tool-events.js";
import { type CallParts, type CheckedCall, compose, toolLayers } from "../middleware/compose.js";
import type { Tool } from "../tool/create-tool.js";
import { isMarkedFatal } from "./ends-turn.js";
import { callSuppressed } from "./call-suppressed.js";
import { describeFailure, outcomeOf, runTool, type ToolOutcome } from "./run-tool.js";
import type { Turn } from "./turn.js";

/** What became of a call. */
export interface CallOutcome {
  /** Undefined for a call that a client answers. */
  readonly result: ToolResult | undefined;
  /** What a client has to answer. */
  readonly open?: ToolCall;
  /** Why the turn has to end. */
  readonly fatal?: { readonly error: unknown };
}

/** Stands for the result of a call that a client answers; never sent. */
class Pending extends ToolResult {
  /** The call as the client was told of it. */
  open: ToolCall | undefined = undefined;
}

/** Runs one call of a turn. Never rejects. */
export async function runCall(turn: Turn, asked: ToolCall): Promise<CallOutcome> {
  const { voice } = turn;
  let call: ToolCall | undefined;
  try {
    call = await voice.send(asked);
  } catch (error) {
    return refuse(turn, asked, error);
  }
  if (call === undefined) return refuse(turn, asked, callSuppressed("The call", asked));
  const context = contextOf(turn.context, call);
  const result = await answer(turn, call, context);
  if (result instanceof Pending)
    return { result: undefined, open: (result.open ?? asked).with({ callId: asked.callId }) };
  const fatal = isFatal(turn, call, result) ? { error: result.error } : undefined;
  // What the model asked for is what is answered, whatever was called in its place.
  let heard: ToolResult | undefined;
  const onAdmitted = (verdict: ToolResult): void => {
    heard = verdict;
  };
  try {
    await voice.send(answerTo(asked, result), { context, as: ToolResult, onAdmitted });
    if (heard === undefined) return await refuse(turn, asked, callSuppressed("The result", asked), RESULT_LOST);
    return { result: answerTo(asked, heard), ...(fatal && { fatal }) };
  } catch (error) {
    if (heard === undefined) return refuse(turn, asked, error, RESULT_LOST);
    return { result: answerTo(asked, heard), fatal: { error } };
  }
}

const NOT_RUN = "The call was not run.";
const RESULT_LOST = "The result of the call is lost.";

/** Answers a call that is not run, so that the transcript stays whole. Undefined where nobody has heard of it. */
export async function explain(
  turn: Turn,
  { callId, name }: ToolCall,
  error: unknown,
  what = NOT_RUN,
): Promise<ToolResult | undefined> {
  const words = `${what} ${describeFailure({ describeError: undefined }, error)}`;
  const told = turn.voice.tell<ToolResult>(new ToolError({ callId, name, result: words, error, ...turn.tags }), {
    as: ToolResult,
  });
  return told instanceof Promise ? await told : told;
}

async function refuse(turn: Turn, call: ToolCall, error: unknown, what?: string): Promise<CallOutcome> {
  return { result: await explain(turn, call, error, what), fatal: { error } };
}

function answerTo({ callId }: ToolCall, result: ToolResult): ToolResult {
  return result.callId === callId ? result : result.with({ callId });
}

async function answer(turn: Turn, call: ToolCall, context: Context): Promise<ToolResult> {
  const { tools } = turn.plan;
  const tool = tools.find(call.name);
  const failed = (error: unknown): ToolResult => {
    const { callId, name } = call;
    return new ToolError({ callId, name, result: describeFailure(tool ?? NO_WORDS, error), error, ...turn.tags });
  };
  const core = async (asked: CheckedCall): Promise<ToolResult> => {
    try {
      turn.voice.refuseLate(); // a middleware may let it through too late
      const now = checkedCall(asked);
      const found = tools.find(now.name);
      if (found === undefined) return notFound(turn, now);
      return await (found.run === undefined ? askClient(turn, now, context) : callTool(turn, found, now, context));
    } catch (error) {
      return failed(error);
    }
  };
  const parts: CallParts = {
    find: (name) => tools.find(name),
    resultOf: ({ callId, name }, given) => {
      if (!(given instanceof ToolResult))
        return new ToolResult({ callId, name, ...outcomeOf(name, given), ...turn.tags });
      return given instanceof Pending || given.turn === turn.tags.turn
        ? given
        : given.with({ conversation: undefined, ...turn.tags });
    },
    failed,
  };
  // A call that is put in the place of another one meets the middleware of its own tool, once.
  const enter =
    (entered: readonly string[]) =>
    (asked: CheckedCall): Promise<ToolResult> => {
      const { name } = asked.call;
      const { middleware = [] } = tools.find(name) ?? {};
      if (middleware.length === 0 || entered.includes(name)) return core(asked);
      return compose(toolLayers(middleware, parts), context, enter([...entered, name]))(asked);
    };
  const outer = toolLayers(turn.middleware, parts);
  const asked: CheckedCall = { call, checks: [] };
  if (outer.length === 0 && (tool?.middleware ?? []).length === 0) return core(asked);
  const work = (): Promise<ToolResult> => turn.voice.within(compose(outer, context, enter([]))(asked));
  return runInside(turn.lock, turn.plan.agent, work).catch(failed); // the turn is cut off
}

const NO_WORDS = { describeError: undefined };

// A copy that nobody else holds: what is run is what was checked, also where somebody changes the event meanwhile.
function checkedCall({ call, checks }: CheckedCall): ToolCall {
  if (checks.length === 0) return call;
  const own = { arguments: JSON.stringify(call.args) };
  for (const check of checks) check(call.with(own));
  return call.with(own);
}

// The turn ends with it; everything else is told to the model.
function isFatal(turn: Turn, call: ToolCall, result: ToolResult): result is ToolError {
  if (!(result instanceof ToolError)) return false;
  const { error } = result;
  return turn.over.aborted || isHumanInputFailure(error) || isSuppressed(call, error) || isMarkedFatal(error);
}

async function callTool(turn: Turn, tool: Tool, call: ToolCall, context: Context): Promise<ToolResult> {
  const controller = tool.timeoutMs === undefined ? undefined : new AbortController();
  const own =
    controller === undefined
      ? context
      : contextOf(context, call, AbortSignal.any([turn.over.signal, controller.signal]));
  const { callId, name } = call;
  const life = { abort: () => controller?.abort(), isOver: () => turn.over.aborted };
  const { lock, plan, voice } = turn;
  const code = tool.run as object;
  const guarded = { ...tool, run: guardedRun(lock, plan.agent, tool) };
  const work = (): Promise<ToolOutcome> => runTool(guarded, call, own, life);
  const running = mayWait(code) ? runInside(lock, plan.agent, work) : work();
  return new ToolResult({ callId, name, ...(await voice.within(running)), ...turn.tags });
}

function guardedRun(lock: TurnLock, agent: string, { run }: Tool): Tool["run"] {
  return (input, context) => callInside(lock, agent, run as object, () => run?.(input, context));
}

function notFound(turn: Turn, { callId, name }: ToolCall): ToolNotFound {
  const words = turn.plan.tools.describeMissing(name);
  const error = new MillraceError("TOOL_NOT_FOUND", words, { details: { tool: name } });
  return new ToolNotFound({ callId, name, result: words, error, ...turn.tags });
}

async function askClient(turn: Turn, call: ToolCall, context: Context): Promise<ToolResult> {
  const { callId, name, arguments: text } = call;
  const event = new ClientToolCall({ callId, name, arguments: text, ...turn.tags });
  const asked = await turn.voice.send(event, { context });
  if (asked === undefined) throw callSuppressed("The call for a client", call);
  const pending = new Pending({ callId, name, result: null });
  pending.open = call.with({ name: asked.name, arguments: asked.arguments });
  return pending;
}

// Of this very call: that of a sub-agent is a failure like others.
function isSuppressed({ callId }: ToolCall, error: unknown): boolean {
  return MillraceError.is(error, "TOOL_CALL_SUPPRESSED") && error.details["callId"] === callId;
}

function contextOf(context: Context, cause: ToolCall, signal?: AbortSignal): Context {
  if (!(context instanceof StreamContext)) return context;
  return context.derive(signal === undefined ? { cause } : { cause, signal });
}
