// What is said to an agent.
import { MillraceError } from "../errors/millrace-error.js";
import type { ContentPart } from "../model/chat-message.js";
import { ModelRequest } from "./events/model-events.js";

/** A text, an attachment, several of them, or a whole request. */
export type AgentMessage = string | ContentPart | readonly (string | ContentPart)[] | ModelRequest;

/** Its parts. Throws PROMPT_INVALID for what is none. */
export function inputsOf(message: AgentMessage): (string | ContentPart)[] {
  if (message instanceof ModelRequest) return [...message.inputs];
  const parts: readonly unknown[] = Array.isArray(message) ? message : [message];
  const place = parts.findIndex(
    (part) => typeof part !== "string" && typeof (part as { type?: unknown } | null)?.type !== "string",
  );
  if (place === -1) return [...parts] as (string | ContentPart)[];
  throw new MillraceError(
    "PROMPT_INVALID",
    `An agent was asked with ${parts[place] === null ? "null" : typeof parts[place]}.`,
    {
      hint: "Ask with a text, with what image, audio or file make, or with a list of these.",
    },
  );
}
