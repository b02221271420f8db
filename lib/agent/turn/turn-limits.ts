// What a turn may use: calls of the model and of tools, tokens, time.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ChatMessage } from "../../model/chat-message.js";
import { addUsage, type Usage } from "../../model/usage.js";
import { checkCount } from "../../primitives/check-count.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";

/** What one turn may use; `false` takes a limit away. Over one of them, `ask` rejects with LIMIT_REACHED. */
export interface TurnLimits {
  /** Calls of the model. Default: 50, so that a model which asks for tools for ever comes to an end. */
  readonly modelCalls?: number | false;
  /** Calls of tools. Default: no limit. */
  readonly toolCalls?: number | false;
  /** Tokens in all, as the provider counts them. Looked at before each call of the model. Default: no limit. */
  readonly tokens?: number | false;
  /** The whole turn, in milliseconds, the wait for its turn not included. Default: no limit. */
  readonly timeoutMs?: number | false;
}

const NAMES = ["modelCalls", "toolCalls", "tokens", "timeoutMs"] as const;
const MODEL_CALLS = 50;

/** Limits with their defaults; later ones over earlier ones. Throws OPTION_INVALID. */
export function turnLimits(...layers: readonly (TurnLimits | undefined)[]): Readonly<Record<keyof TurnLimits, number>> {
  const limits = { modelCalls: MODEL_CALLS, toolCalls: Infinity, tokens: Infinity, timeoutMs: Infinity };
  for (const layer of layers) {
    if (layer === undefined) continue;
    refuseUnknown("limits", layer, NAMES);
    for (const name of NAMES) {
      const limit = layer[name];
      if (limit === undefined) continue;
      if (limit !== false) checkCount(`limits.${name}`, limit, 1);
      limits[name] = limit === false ? Infinity : limit;
    }
  }
  return limits;
}

/** What a turn has used so far. */
export class TurnBudget {
  modelCalls = 0;
  toolCalls = 0;
  usage: Usage = {};

  constructor(private readonly limits: ReturnType<typeof turnLimits>) {}

  /** Counts a call of the model that is about to be made. Throws LIMIT_REACHED. */
  callModel(messages: () => readonly ChatMessage[]): void {
    this.check("modelCalls", this.modelCalls + 1, messages);
    const { inputTokens = 0, outputTokens = 0, totalTokens = inputTokens + outputTokens } = this.usage;
    this.check("tokens", totalTokens, messages);
    this.modelCalls++;
  }

  /** Counts calls of tools that are about to be run; false where they are too many. */
  callTools(count: number): boolean {
    if (this.toolCalls + count > this.limits.toolCalls) return false;
    this.toolCalls += count;
    return true;
  }

  spend(usage: Usage): void {
    this.usage = addUsage(this.usage, usage);
  }

  private check(limit: "modelCalls" | "tokens", used: number, messages: () => readonly ChatMessage[]): void {
    if (used > this.limits[limit]) throw limitReached(limit, this.limits[limit], used, messages());
  }
}

const WORDS: Readonly<Record<keyof TurnLimits, string>> = {
  modelCalls: "calls of the model",
  toolCalls: "calls of tools",
  tokens: "tokens",
  timeoutMs: "milliseconds",
};

/** The error for a limit that is passed. */
export function limitReached(
  limit: keyof TurnLimits,
  max: number,
  used: number,
  messages: readonly ChatMessage[],
): MillraceError {
  return new MillraceError("LIMIT_REACHED", `The turn may use ${String(max)} ${WORDS[limit]}, and needs more.`, {
    details: { limit, max, used, messages },
  });
}
