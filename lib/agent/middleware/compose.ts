// Middleware put around a step: the first one is outermost.
import { MillraceError } from "../../errors/millrace-error.js";
import type { Context } from "../../stream/context.js";
import { type ModelRequest, ModelResponse } from "../events/model-events.js";
import type { ToolCall, ToolResult } from "../events/tool-events.js";
import type { Tool } from "../tool/create-tool.js";
import type { Middleware, ModelInput, Soon, ToolMiddleware } from "./middleware.js";

/** A step without its `next`: what goes in, what comes out. */
type Core<In, Out> = (input: In) => Promise<Out>;

/** One layer around a step. */
export type Layer<In, Out> = (input: In, next: (input: In) => Promise<Out>, context: Context) => Soon<Out>;

/** The layers around a turn. */
export function turnLayers(middleware: readonly Middleware[]): Layer<ModelRequest, ModelResponse>[] {
  return middleware.flatMap((owner) => {
    if (owner.onTurn === undefined) return [];
    return async (request: ModelRequest, next: Core<ModelRequest, ModelResponse>, context: Context) => {
      const step = { request, next: (other = request) => next(other) };
      return responseOf(owner, "onTurn", await owner.onTurn?.(step, context));
    };
  });
}

/** The layers around a call of the model. */
export function modelLayers(middleware: readonly Middleware[]): Layer<ModelInput, ModelResponse>[] {
  return middleware.flatMap((owner) => {
    if (owner.onModelCall === undefined) return [];
    return async (input: ModelInput, next: Core<ModelInput, ModelResponse>, context: Context) => {
      const step = { ...input, next: (changes: Partial<ModelInput> = {}) => next({ ...input, ...changes }) };
      return responseOf(owner, "onModelCall", await owner.onModelCall?.(step, context));
    };
  });
}

/** A call on its way inwards, and who wants to see it before it is run. */
export interface CheckedCall {
  readonly call: ToolCall;
  readonly checks: readonly ((call: ToolCall) => void)[];
}

/** What layers around calls of tools need of their turn. */
export interface CallParts {
  readonly find: (name: string) => Tool | undefined;
  /** What a middleware gave, as a result. */
  readonly resultOf: (call: ToolCall, given: unknown) => ToolResult;
  /** What it threw, as a result. */
  readonly failed: (error: unknown) => ToolResult;
}

/** The layers around a call of a tool: whatever a middleware gives or throws, the one outside of it gets a result. */
export function toolLayers(
  middleware: readonly ToolMiddleware[],
  { find, resultOf, failed }: CallParts,
): Layer<CheckedCall, ToolResult>[] {
  return middleware.flatMap((one) => {
    const owner: Middleware = typeof one === "function" ? { name: one.name, onToolCall: one } : one;
    if (owner.onToolCall === undefined) return [];
    return async ({ call, checks }: CheckedCall, inner: Core<CheckedCall, ToolResult>, context: Context) => {
      const next = (other = call, check?: (call: ToolCall) => void): Promise<ToolResult> =>
        inner({ call: other, checks: check === undefined ? checks : [...checks, check] });
      try {
        const given: unknown = await owner.onToolCall?.({ call, tool: find(call.name), next }, context);
        if (given === undefined) throw gaveNothing(owner, "onToolCall", given);
        return resultOf(call, given);
      } catch (error) {
        return failed(error);
      }
    };
  });
}

/** A step with layers around it; without layers it is the step itself. */
export function compose<In, Out>(
  layers: readonly Layer<In, Out>[],
  context: Context,
  core: Core<In, Out>,
): Core<In, Out> {
  return layers.reduceRight<Core<In, Out>>((inner, layer) => async (input) => layer(input, inner, context), core);
}

function responseOf(owner: Middleware, hook: keyof Middleware, given: unknown): ModelResponse {
  if (given instanceof ModelResponse) return given;
  throw gaveNothing(owner, hook, given);
}

function gaveNothing({ name = "" }: Middleware, hook: keyof Middleware, given: unknown): MillraceError {
  const who = name === "" ? "A middleware" : `The middleware ${name}`;
  const what = given === null ? "null" : typeof given;
  const answer = hook === "onToolCall" ? "a result" : "a ModelResponse";
  return new MillraceError("MIDDLEWARE_INVALID", `${who} gave ${what} in ${hook}, where ${answer} belongs.`, {
    hint: "Write `return next()`, or return an answer of its own.",
    details: { middleware: name, hook },
  });
}
