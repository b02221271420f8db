// One call of a tool, from the arguments of a model to what it is told of them.
import { MillraceError } from "../../errors/millrace-error.js";
import { outputIssues } from "../../model/contract/output-issue.js";
import { currentClock } from "../../primitives/clock.js";
import { createDeferred } from "../../primitives/deferred.js";
import { isThenable } from "../../primitives/thenable.js";
import type { Context } from "../../stream/context.js";
import type { ToolCall } from "../events/tool-events.js";
import { NO_PARAMETERS, type Tool } from "../tool/create-tool.js";
import { FinalResult } from "../tool/final-result.js";

/** What a tool gave, as plain data. */
export interface ToolOutcome {
  readonly result: unknown;
  readonly final: boolean;
}

/**
 * Runs a tool that has a function.
 *
 * @throws TOOL_ARGUMENTS_INVALID, TOOL_RESULT_INVALID, TIMEOUT, and what the tool throws.
 */
export async function runTool(
  tool: Tool,
  call: ToolCall,
  context: Context,
  { abort, isOver }: { readonly abort: () => void; readonly isOver: () => boolean },
): Promise<ToolOutcome> {
  const input = await checkArguments(tool, call);
  if (isOver()) throw new MillraceError("ABORTED", `The call of ${tool.name} was given up before it ran.`);
  const run = tool.run as (input: unknown, context: Context) => unknown;
  const given = run(input, context);
  return outcomeOf(tool.name, isThenable(given) ? await inTime(tool, given, abort) : given);
}

/** What was given for a call of a tool, as plain data. Throws TOOL_RESULT_INVALID. */
export function outcomeOf(tool: string, value: unknown): ToolOutcome {
  const isFinal = value instanceof FinalResult;
  return { result: plainResult(tool, isFinal ? value.value : value), final: isFinal };
}

async function checkArguments({ name, input, parameters }: Tool, call: ToolCall): Promise<unknown> {
  const { args } = call;
  if (input === undefined) return parameters === NO_PARAMETERS ? {} : args;
  const checked = await input.safeParseAsync(args);
  if (checked.success) return checked.data;
  const issues = outputIssues(checked.error.issues, args);
  const list = issues.map(({ path, message }) => `\n  ${path === "" ? "the arguments" : path}: ${message}`).join("");
  throw new MillraceError("TOOL_ARGUMENTS_INVALID", `The arguments of ${name} do not fit:${list}`, {
    details: { tool: name, callId: call.callId, issues, arguments: call.arguments },
  });
}

async function inTime<T>({ name, timeoutMs }: Tool, given: PromiseLike<T>, abort: () => void): Promise<T> {
  if (timeoutMs === undefined) return given;
  const late = createDeferred<never>();
  const timer = currentClock().schedule(timeoutMs, () => {
    late.reject(
      new MillraceError("TIMEOUT", `The tool ${name} gave nothing within ${String(timeoutMs)} ms.`, {
        details: { tool: name, timeoutMs },
      }),
    );
    abort();
  });
  try {
    return await Promise.race([given, late.promise]);
  } finally {
    timer[Symbol.dispose]();
  }
}

// As data of its own: what the tool does with its object later does not reach the transcript.
function plainResult(tool: string, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return value;
  let json: string | undefined;
  let cause: unknown;
  try {
    json = JSON.stringify(value, refuseLost);
  } catch (error) {
    cause = error;
  }
  if (json?.includes('"__proto__"')) cause = new MillraceError("TOOL_RESULT_INVALID", 'It has a key "__proto__".');
  else if (json !== undefined) return JSON.parse(json) as unknown;
  throw new MillraceError("TOOL_RESULT_INVALID", `The tool ${tool} gave ${kindOf(value)} that JSON cannot hold.`, {
    ...(cause === undefined ? {} : { cause }),
    details: { tool },
  });
}

function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  const { constructor } = value as Record<"constructor", unknown>;
  const name = typeof constructor === "function" ? constructor.name : "Object";
  return name === "Object" ? "an object" : /^[AEIOU]/.test(name) ? `an ${name}` : `a ${name}`;
}

// JSON writes these as `{}`, as if there were nothing in them.
function refuseLost(this: unknown, _key: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set || value instanceof Error || isThenable(value)) {
    throw new MillraceError("TOOL_RESULT_INVALID", `JSON has no word for ${(value as object).constructor.name}.`);
  }
  return value;
}

/** What a model is told of an error: its words, without its stack. */
export function describeFailure({ describeError }: Pick<Tool, "describeError">, error: unknown): string {
  if (describeError) {
    try {
      const words: unknown = describeError(error);
      if (typeof words === "string") return words;
    } catch {
      return "The tool failed.";
    }
  }
  const message = textOf(error);
  const told = MillraceError.is(error) ? message.replace(/\n {2}Hint: [^]*$/, "") : message;
  const words = told.replace(/\n\s+at [^]*$/, "").trim();
  return words === "" ? "The tool failed." : `Error: ${words}`;
}

// Anything can be thrown, also what has no text, or one that is no string.
function textOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return "";
  }
}
