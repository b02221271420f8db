// A built-in: middleware that takes part in some turns only.
import type { Context } from "../../stream/context.js";
import type { ModelRequest } from "../events/model-events.js";
import { makeMiddleware } from "./make-middleware.js";
import type { Middleware, MiddlewareSource, Soon } from "./middleware.js";

/**
 * A middleware for those turns alone for which `condition` is true. It is asked once for each turn, before anything is sent,
 * with the request that begins the turn; a function that makes the middleware is called where it holds. Conditions may wait,
 * and may be made with `inject`. What they throw fails the ask.
 *
 * ```ts
 * onlyWhen((_request, { variables }) => variables.get("debug") === true, logTurns())
 * ```
 */
export function onlyWhen(
  condition: (request: ModelRequest, context: Context) => Soon<boolean>,
  middleware: MiddlewareSource,
): MiddlewareSource {
  return async (request, context): Promise<Middleware> => {
    if (!(await condition(request, context))) return {};
    const [made = {}] = await makeMiddleware([middleware], request, context);
    return made;
  };
}
