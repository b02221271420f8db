// System prompts: texts, and functions that write them when a conversation begins.
import { MillraceError } from "../errors/millrace-error.js";
import type { Context } from "../stream/context.js";
import type { ModelRequest } from "./events/model-events.js";

/** Writes a part of the system prompt, once for each conversation. Functions made with `inject` fit. */
export type PromptFunction = (request: ModelRequest, context: Context) => string | PromiseLike<string>;

/** A part of the system prompt. */
export type PromptPart = string | PromptFunction;

/** What an agent takes as its prompt. */
export type PromptSource = PromptPart | readonly PromptPart[];

/** The parts of a prompt. Throws PROMPT_INVALID. */
export function promptParts(prompt: PromptSource | undefined): readonly PromptPart[] {
  if (prompt === undefined) return [];
  const parts: readonly unknown[] = Array.isArray(prompt) ? prompt : [prompt];
  const wrong = parts.find((part) => typeof part !== "string" && typeof part !== "function");
  if (wrong === undefined) return parts as readonly PromptPart[];
  throw new MillraceError("PROMPT_INVALID", `A prompt is a text or a function, and was given ${typeof wrong}.`);
}

/** Puts the parts into a context: texts first, then what functions write, each of which sees what is there by then. */
export async function writePrompt(
  parts: readonly PromptPart[],
  request: ModelRequest,
  context: Context,
): Promise<void> {
  for (const part of parts) if (typeof part === "string") context.prompt.push(part);
  for (const part of parts) {
    if (typeof part !== "function") continue;
    const written: unknown = await part(request, context);
    if (context.signal.aborted) return; // the turn was given up meanwhile
    if (typeof written !== "string") {
      throw new MillraceError("PROMPT_INVALID", `A function of a prompt gave ${typeof written} instead of a text.`);
    }
    context.prompt.push(written);
  }
}
