// How authors make tools: of a function, of a method, or for somebody else to run.
import type { z } from "zod";
import { MillraceError } from "../../errors/millrace-error.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import { createTool, type Tool, type ToolAbout, type ToolMethodOptions, type ToolRun } from "./create-tool.js";
import { type ToolDecorator, toolDecorator } from "./decorated-tools.js";

/** What {@link tool} takes. */
export interface ToolOptions<N extends string, S extends z.ZodType, Out> extends ToolAbout<S> {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: N;
  readonly run: ToolRun<z.output<S>, Out>;
}

/** The input of a tool that takes nothing. */
type NoInput = z.ZodType<Record<string, never>>;

const ABOUT = ["description", "input", "timeoutMs", "middleware", "describeError"];

/**
 * A tool from a function, or, without `run`, a decorator that makes one of a method.
 *
 * ```ts
 * const search = tool({
 *   name: "search",
 *   description: "Searches the archive.",
 *   input: z.object({ q: z.string() }),
 *   run: async ({ q }, context) => …,
 * });
 * ```
 *
 * The arguments of a model are checked by `input` before `run` sees them; what does not fit is told to the model, with its
 * place. What `run` gives has to be plain data; what it throws is told to the model without its stack. Several calls of one
 * answer run at once. What is injected can never be set by a model: it does not come from the arguments.
 *
 * @throws TOOL_INVALID for a name or an input that cannot work; OPTION_INVALID.
 */
export function tool<const N extends string, Out, S extends z.ZodType = NoInput>(
  options: ToolOptions<N, S, Out>,
): Tool<z.output<S>, Awaited<Out>, N>;
export function tool<S extends z.ZodType = NoInput>(options?: ToolMethodOptions<S>): ToolDecorator<z.output<S>>;
export function tool(
  options: ToolMethodOptions & { readonly run?: ToolRun<never, unknown> } = {},
): Tool | ToolDecorator<unknown> {
  refuseUnknown("tool", options, ["name", "run", ...ABOUT]);
  if (!("run" in options)) return toolDecorator(options);
  const { name, run } = options;
  if (typeof run !== "function") {
    throw new MillraceError("TOOL_INVALID", `The tool ${String(name)} was given ${typeof run} as its function.`);
  }
  return createTool(name, run, options);
}

/**
 * A tool that runs elsewhere, such as in the browser of the one who asks. A call of it ends the turn: it is in
 * `reply.clientCalls`, and `reply.resume({ [callId]: result })` goes on with what came of it.
 *
 * @throws TOOL_INVALID, OPTION_INVALID.
 */
export function clientTool<const N extends string>(options: {
  readonly name: N;
  readonly description?: string;
  readonly input?: z.ZodType;
}): Tool<never, unknown, N> {
  refuseUnknown("clientTool", options, ["name", "description", "input"]);
  return createTool(options.name, undefined, options) as Tool<never, unknown, N>;
}
