// A tool as data: what a model is told of it, and the function behind it. What every way to a tool comes to.
import { z } from "zod";
import { MillraceError } from "../../errors/millrace-error.js";
import { outputJsonSchema } from "../../model/contract/output-json-schema.js";
import type { ToolDescription } from "../../model/language-model.js";
import { checkCount } from "../../primitives/check-count.js";
import type { Context } from "../../stream/context.js";
import type { ToolMiddleware } from "../middleware/middleware.js";

/** The function of a tool. The second argument lets functions made with `inject` stand here. */
export type ToolRun<In, Out> = (input: In, context: Context) => Out;

/** What a tool says of itself beside its function. */
export interface ToolAbout<S extends z.ZodType = z.ZodType> {
  /** What it does and when to use it, for the model. */
  readonly description?: string;
  /** What the model has to give: a zod object. Default: nothing. */
  readonly input?: S;
  /** The longest that one call may take, in milliseconds. Then the model is told so, and `context.signal` is aborted. */
  readonly timeoutMs?: number;
  /** What runs around its calls, the first one outermost, inside of the agent's. */
  readonly middleware?: readonly ToolMiddleware[];
  /** What the model is told of an error. Default: its message, without its stack. */
  readonly describeError?: (error: unknown) => string;
}

/** What `@tool` takes; the name is that of the method where none is given. */
export interface ToolMethodOptions<S extends z.ZodType = z.ZodType> extends ToolAbout<S> {
  readonly name?: string;
}

/** A tool. Plain data but for its function: `name`, `description` and `parameters` are what a model is told. */
export interface Tool<In = never, Out = unknown, N extends string = string> extends ToolDescription {
  readonly name: N;
  /** Undefined for a tool that runs elsewhere: see `clientTool`. */
  readonly run: ToolRun<In, Out> | undefined;
  /** Checks the arguments; undefined where whoever runs it does so. */
  readonly input: z.ZodType | undefined;
  readonly timeoutMs: number | undefined;
  readonly middleware: readonly ToolMiddleware[];
  readonly describeError: ((error: unknown) => string) | undefined;
  /** Whose it is: one that a server of somebody else's offers never takes the name of one of yours. */
  readonly source: "code" | "remote";
  /** A copy with more middleware around it. */
  withMiddleware(...middleware: readonly ToolMiddleware[]): Tool<In, Out, N>;
}

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
/** What a tool takes that names no input: nothing, whatever a model passes. */
export const NO_PARAMETERS: Readonly<Record<string, unknown>> = { type: "object", properties: {} };

/** Parts of a tool that its maker may set beside what authors say. */
export interface ToolParts extends ToolAbout {
  /** JSON Schema of the arguments. Default: that of `input`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly source?: Tool["source"];
}

/** Makes a tool; what every way to one comes to. Throws TOOL_INVALID. */
export function createTool(name: string | undefined, run: Tool["run"], parts: ToolParts): Tool {
  const { description, input, timeoutMs, middleware = [], describeError, source = "code" } = parts;
  if (typeof name !== "string" || !NAME.test(name)) {
    throw new MillraceError("TOOL_INVALID", `A tool was given the name ${JSON.stringify(name)}.`, {
      hint: "Names are letters, digits, _ and -, at most 64 of them: what every provider takes.",
    });
  }
  if (timeoutMs !== undefined) checkCount("timeoutMs", timeoutMs, 1);
  const parameters = parts.parameters ?? parametersOf(name, input);
  const made: Tool = {
    name,
    ...(description === undefined ? {} : { description }),
    parameters,
    run,
    input,
    timeoutMs,
    middleware: [...middleware],
    describeError,
    source,
    withMiddleware: (...outer) =>
      createTool(name, run, { ...parts, parameters, middleware: [...outer, ...middleware] }),
  };
  return Object.freeze(made);
}

function parametersOf(name: string, input: z.ZodType | undefined): Readonly<Record<string, unknown>> {
  if (input === undefined) return NO_PARAMETERS;
  const schema = (input as unknown) instanceof z.ZodType ? outputJsonSchema(input).full : undefined;
  if (schema?.["type"] === "object") return schema;
  throw new MillraceError("TOOL_INVALID", `The input of the tool ${name} is no zod object.`, {
    hint: "Write input: z.object({ q: z.string() }).",
  });
}

/** True for what `tool` and `clientTool` make. */
export function isTool(value: unknown): value is Tool {
  return typeof value === "object" && value !== null && "withMiddleware" in value && "parameters" in value;
}
