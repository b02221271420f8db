// Everything that a turn needs, fixed when it is asked for.
import type { OutputContract } from "../../model/contract/compile-output.js";
import type { LanguageModel, ModelCall, ModelTimeouts } from "../../model/language-model.js";
import type { RetryPolicy } from "../../model/retry-policy.js";
import type { HumanInput } from "../../stream/human-input.js";
import type { MiddlewareSource } from "../middleware/middleware.js";
import type { Observer } from "../observer.js";
import type { PromptPart } from "../prompt-part.js";
import type { ToolTable } from "../tool/tool-table.js";
import type { turnLimits } from "./turn-limits.js";

/** A turn, ready to run. */
export interface TurnPlan {
  readonly agent: string;
  readonly model: LanguageModel;
  /** System prompts, for the first turn of a conversation. */
  readonly prompt: readonly PromptPart[];
  readonly tools: ToolTable;
  readonly toolChoice: ModelCall["toolChoice"];
  /** The first one is outermost. */
  readonly middleware: readonly MiddlewareSource[];
  readonly observers: readonly Observer[];
  /** Undefined: nobody but who listens on the stream. */
  readonly humanInput: HumanInput | undefined;
  readonly limits: ReturnType<typeof turnLimits>;
  /** What the answer has to be; undefined for text. */
  readonly contract: OutputContract | undefined;
  /** How often an answer that does not fit is asked for again. */
  readonly corrections: number;
  readonly retry: Required<RetryPolicy>;
  readonly timeouts: ModelTimeouts | undefined;
  /** Fields of the provider. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly streaming: boolean;
  /** The settings that it runs with, for people. */
  readonly settings: () => unknown;
}
