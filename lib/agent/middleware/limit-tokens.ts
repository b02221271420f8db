// A built-in: the model is told no more than a number of tokens.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ChatMessage } from "../../model/chat-message.js";
import { estimateMessage } from "../../model/prompt/estimate-tokens.js";
import { checkCount } from "../../primitives/check-count.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { Middleware } from "./middleware.js";
import { trimMessages } from "./trim-messages.js";

/** Options of {@link limitTokens}. */
export interface TokenLimit {
  /** The most tokens of one call's messages, the system prompt counted; from 1 up. Leave room for tools and the answer. */
  readonly maxTokens: number;
  /** The tokens of one message. Default: estimated from the whole of its content, attachments and calls. */
  readonly estimate?: (message: ChatMessage) => number;
}

/**
 * Tells the model no more than so many tokens: the system prompt, the first message of the user, and as many of the newest
 * messages as fit. The system prompt, that first message and the newest are told also where they are too much. An answer that
 * asks for calls goes with all of its results or not at all. The history of the conversation stays whole.
 *
 * @throws OPTION_INVALID; a call fails with it where `estimate` gives what is no number from 0 up.
 */
export function limitTokens(options: TokenLimit): Middleware {
  refuseUnknown("limitTokens", options, ["maxTokens", "estimate"]);
  const { maxTokens, estimate = estimateMessage } = options;
  checkCount("maxTokens", maxTokens, 1);
  if (typeof estimate !== "function") {
    throw new MillraceError("OPTION_INVALID", `estimate is ${typeof estimate}; a function of a message is expected.`);
  }
  const sizeOf = (message: ChatMessage): number => {
    const tokens = estimate(message);
    if (tokens >= 0) return tokens;
    throw new MillraceError(
      "OPTION_INVALID",
      `estimate gave ${String(tokens)} for a message; it takes numbers from 0 up.`,
    );
  };
  return {
    name: "limitTokens",
    onModelCall: ({ messages, next }) => next({ messages: trimMessages(messages, maxTokens, sizeOf) }),
  };
}
