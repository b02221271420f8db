// A built-in: the model is told the newest messages of a long conversation.
import { checkCount } from "../../primitives/check-count.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { Middleware } from "./middleware.js";
import { trimMessages } from "./trim-messages.js";

/** Options of {@link limitHistory}. */
export interface HistoryLimit {
  /** The most messages of one call, the system prompt not counted; from 2 up. */
  readonly maxMessages: number;
}

/**
 * Tells the model no more than so many messages: the system prompt, the first message of the user, and the newest. An answer
 * that asks for calls goes with all of its results or not at all, so that providers take what is left; where the newest
 * answer has more results than fit, they are told all the same. The history of the conversation stays whole.
 *
 * @throws OPTION_INVALID.
 */
export function limitHistory(options: HistoryLimit): Middleware {
  refuseUnknown("limitHistory", options, ["maxMessages"]);
  const { maxMessages } = options;
  // The first message of the user and the newest one are always told.
  checkCount("maxMessages", maxMessages, 2);
  return {
    name: "limitHistory",
    onModelCall: ({ messages, next }) =>
      next({
        messages: trimMessages(messages, maxMessages, ({ role }) =>
          role === "system" || role === "developer" ? 0 : 1,
        ),
      }),
  };
}
