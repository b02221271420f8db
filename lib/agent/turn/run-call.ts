// A call on its way: told, run behind its middleware, its result told. Whatever happens, it is answered.
import { MillraceError } from "../../errors/millrace-error.js";
import { type Context, StreamContext } from "../../stream/context.js";
import { isHumanInputFailure } from "../../stream/human-input.js";
import { runInside } from "../conversation/inside-turn.js";
import { ClientToolCall, type ToolCall, ToolError, ToolNotFound, ToolResult } from "../events/tool-events.js";
import { compose, type Layer } from "../middleware/compose.js";
import type { ToolMiddleware } from "../middleware/middleware.js";
import type { Tool } from "../tool/create-tool.js";
import { describeFailure, runTool } from "./run-tool.js";
import type { Turn } from "./turn.js";

/** What became of a call. */
export interface CallOutcome {
  /** Undefined for a call that a client answers. */
  readonly result: ToolResult | undefined;
  /** Why the turn has to end. */
  readonly fatal?: { readonly error: unknown };
}

/** Stands for the result of a call that a client answers; never sent. */
class Pending extends ToolResult {}

/** Runs one call of a turn. Never rejects. */
export async function runCall(turn: Turn, asked: ToolCall): Promise<CallOutcome> {
  const { voice } = turn;
  let call: ToolCall | undefined;
  try {
    call = await voice.send(asked);
  } catch (error) {
    return refuse(turn, asked, error);
  }
  if (call === undefined) return refuse(turn, asked, suppressed("The call", asked));
  const context = contextOf(turn.context, call, turn.signal);
  const { result, fatal } = await answer(turn, call, context);
  if (result instanceof Pending) return { result: undefined };
  // What the model asked for is what is answered, whatever was called in its place.
  const named = result.callId === asked.callId ? result : result.with({ callId: asked.callId });
  try {
    const said = await voice.send(named, context);
    if (said === undefined) return refuse(turn, asked, suppressed("The result", asked));
    return fatal === undefined ? { result: said } : { result: said, fatal };
  } catch (error) {
    return { result: named, fatal: { error } };
  }
}

/** Answers a call that is not run, so that the transcript stays whole. */
export function explain(turn: Turn, { callId, name }: ToolCall, error: unknown): ToolError {
  const words = `The call was not run. ${describeFailure({ describeError: undefined }, error)}`;
  return turn.voice.tell(new ToolError({ callId, name, result: words, error, ...turn.tags }));
}

function refuse(turn: Turn, call: ToolCall, error: unknown): CallOutcome {
  return { result: explain(turn, call, error), fatal: { error } };
}

async function answer(
  turn: Turn,
  call: ToolCall,
  context: Context,
): Promise<{ readonly result: ToolResult; readonly fatal?: { readonly error: unknown } }> {
  const { callId, name } = call;
  const tool = turn.plan.tools.find(name);
  let fatal: { readonly error: unknown } | undefined;
  const failed = (error: unknown): ToolResult => {
    if (isHumanInputFailure(error) || turn.signal.aborted || MillraceError.is(error, "TOOL_CALL_SUPPRESSED")) {
      fatal = { error };
    }
    const about = { callId, name, result: describeFailure(tool ?? NO_WORDS, error), error, ...turn.tags };
    return new ToolError(about);
  };
  const core = async (now: ToolCall): Promise<ToolResult> => {
    const found = now === call ? tool : turn.plan.tools.find(now.name);
    if (found === undefined) return notFound(turn, now);
    if (found.run === undefined) return askClient(turn, now, context);
    try {
      return await callTool(turn, found, now, context);
    } catch (error) {
      return failed(error);
    }
  };
  const layers = [...turn.middleware, ...(tool?.middleware ?? [])].flatMap(layerOf);
  try {
    const given: unknown = layers.length === 0 ? await core(call) : await behind(turn, layers, call, context, core);
    const result = given instanceof ToolResult ? given : new ToolResult({ callId, name, result: given, ...turn.tags });
    return fatal === undefined || !(result instanceof ToolError) ? { result } : { result, fatal };
  } catch (error) {
    const result = failed(error); // of a middleware
    return fatal === undefined ? { result } : { result, fatal };
  }
}

const NO_WORDS = { describeError: undefined };

type ToolLayer = Layer<ToolCall, ToolResult>;

function layerOf(middleware: ToolMiddleware): ToolLayer[] {
  const owner = typeof middleware === "function" ? { onToolCall: middleware } : middleware;
  if (owner.onToolCall === undefined) return [];
  return [
    (call, next, context) =>
      owner.onToolCall?.({ call, next: (other = call) => next(other) }, context) as Promise<ToolResult>,
  ];
}

function behind(
  turn: Turn,
  layers: readonly ToolLayer[],
  call: ToolCall,
  context: Context,
  core: (call: ToolCall) => Promise<ToolResult>,
): Promise<unknown> {
  return runInside(turn.lock, turn.plan.agent, () => turn.voice.within(compose(layers, context, core)(call)));
}

async function callTool(turn: Turn, tool: Tool, call: ToolCall, context: Context): Promise<ToolResult> {
  const controller = tool.timeoutMs === undefined ? undefined : new AbortController();
  const signal = controller === undefined ? turn.signal : AbortSignal.any([turn.signal, controller.signal]);
  const own = controller === undefined ? context : contextOf(context, call, signal);
  const { callId, name } = call;
  const work = runInside(turn.lock, turn.plan.agent, () => runTool(tool, call, own, () => controller?.abort()));
  return new ToolResult({ callId, name, ...(await turn.voice.within(work)), ...turn.tags });
}

function notFound(turn: Turn, { callId, name }: ToolCall): ToolNotFound {
  const words = turn.plan.tools.describeMissing(name);
  const error = new MillraceError("TOOL_NOT_FOUND", words, { details: { tool: name } });
  return new ToolNotFound({ callId, name, result: words, error, ...turn.tags });
}

async function askClient(turn: Turn, call: ToolCall, context: Context): Promise<ToolResult> {
  const { callId, name, arguments: text } = call;
  const asked = await turn.voice.send(new ClientToolCall({ callId, name, arguments: text, ...turn.tags }), context);
  if (asked === undefined) throw suppressed("The call for a client", call);
  return new Pending({ callId, name, result: null });
}

function suppressed(what: string, { callId, name }: ToolCall): MillraceError {
  return new MillraceError("TOOL_CALL_SUPPRESSED", `${what} of the tool ${name} was suppressed by an interrupter.`, {
    details: { tool: name, callId },
  });
}

function contextOf(context: Context, cause: ToolCall, signal: AbortSignal): Context {
  return context instanceof StreamContext ? context.derive({ cause, signal }) : context;
}
