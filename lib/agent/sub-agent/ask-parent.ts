// Questions of a child that has nobody to ask: they go to whoever answers above.
import { MillraceError } from "../../errors/millrace-error.js";
import { type Context, StreamContext } from "../../stream/context.js";
import { type HumanInput, HumanInputRequest, HumanMessage } from "../../stream/human-input.js";
import { follow } from "../../stream/on-abort.js";

/**
 * Asks on the stream above, under the same `requestId`; the answer comes back on the stream of the child. An answer on either
 * stream will do, the first one counts. `over` ends the wait: the task is done, whatever was asked in it.
 */
export function askParent(parent: Context, over: AbortSignal): HumanInput {
  return async (request, context) => {
    const controller = new AbortController();
    const unfollow = follow(over, controller);
    using answered = context.stream.get(HumanMessage.field("requestId").eq(request.requestId));
    answered.then(
      () => {
        controller.abort();
      },
      () => undefined,
    );
    const { timeoutMs } = request;
    const { signal } = controller;
    try {
      return await parent.input(request.with({}), { signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
    } catch (error) {
      if (signal.aborted && !over.aborted) return undefined; // answered below
      if (MillraceError.is(error, "HUMAN_INPUT_MISSING") && isAwaited(context)) return undefined;
      throw error;
    } finally {
      unfollow();
    }
  };
}

function isAwaited(context: Context): boolean {
  return context instanceof StreamContext && context.host.isAwaited(HumanInputRequest);
}
