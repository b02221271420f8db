// Middleware put around a step: the first one is outermost.
import type { Context } from "../../stream/context.js";
import type { ModelRequest, ModelResponse } from "../events/model-events.js";
import type { Middleware, ModelInput, Soon } from "./middleware.js";

/** A step without its `next`: what goes in, what comes out. */
type Core<In, Out> = (input: In) => Promise<Out>;

/** One layer around a step. */
export type Layer<In, Out> = (input: In, next: (input: In) => Promise<Out>, context: Context) => Soon<Out>;

/** The layers around a turn. */
export function turnLayers(middleware: readonly Middleware[]): Layer<ModelRequest, ModelResponse>[] {
  return middleware.flatMap((one) =>
    one.onTurn === undefined
      ? []
      : (request, next, context) => one.onTurn?.({ request, next: (other = request) => next(other) }, context) as never,
  );
}

/** The layers around a call of the model. */
export function modelLayers(middleware: readonly Middleware[]): Layer<ModelInput, ModelResponse>[] {
  return middleware.flatMap((one) =>
    one.onModelCall === undefined
      ? []
      : (input, next, context) =>
          one.onModelCall?.({ ...input, next: (changes = {}) => next({ ...input, ...changes }) }, context) as never,
  );
}

/** A step with layers around it; without layers it is the step itself. */
export function compose<In, Out>(
  layers: readonly Layer<In, Out>[],
  context: Context,
  core: Core<In, Out>,
): Core<In, Out> {
  return layers.reduceRight<Core<In, Out>>((inner, layer) => async (input) => layer(input, inner, context), core);
}
