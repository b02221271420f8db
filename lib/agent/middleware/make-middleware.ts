// The middleware of one turn: what is given as it is, and what is made for this turn alone.
import { MillraceError } from "../../errors/millrace-error.js";
import type { Context } from "../../stream/context.js";
import type { ModelRequest } from "../events/model-events.js";
import type { Middleware, MiddlewareSource } from "./middleware.js";

/** One for each source, in their order; functions are awaited one after the other. Throws MIDDLEWARE_INVALID. */
export async function makeMiddleware(
  sources: readonly MiddlewareSource[],
  request: ModelRequest,
  context: Context,
): Promise<readonly Middleware[]> {
  const made: Middleware[] = [];
  for (const source of sources) {
    const one: unknown = typeof source === "function" ? await source(request, context) : source;
    if (typeof one !== "object" || one === null) {
      throw new MillraceError("MIDDLEWARE_INVALID", `Among the middleware is ${one === null ? "null" : typeof one}.`, {
        hint: "Pass an object with hooks such as onModelCall, or a function that gives one for each turn.",
      });
    }
    made.push(one);
  }
  return made;
}
