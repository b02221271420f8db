// Everything that a request needs to run, frozen when its result is made: what is set later changes nothing of it.
import type { OutputContract } from "../../model/contract/compile-output.js";
import type { OutputIssue } from "../../model/contract/output-issue.js";
import type { LanguageModel, ModelTimeouts, ToolDescription, ModelCall } from "../../model/language-model.js";
import type { PromptSlots } from "../../model/prompt/prompt-slots.js";
import type { RetryPolicy } from "../../model/retry-policy.js";
import type { Context } from "../../stream/context.js";
import type { Stream } from "../../stream/stream.js";

/** What a validator says of an answer: fine, or what is wrong with it. */
export type Verdict =
  boolean | string | { readonly issues: readonly (string | Pick<OutputIssue, "path" | "message">)[] };

/** Looks at an answer that fits its contract. */
export type Validator<Out = unknown> = (
  data: Out,
  about: { readonly attempt: number; readonly text: string; readonly signal: AbortSignal },
) => Verdict | PromiseLike<Verdict>;

/** Limits over all attempts of a request. */
export interface RequestLimits {
  /** How often a call that failed is tried, and how long each wait is. */
  readonly retry: Required<RetryPolicy>;
  /** How often an answer that does not fit is asked for again. */
  readonly corrections: number;
  /** For the whole request, in milliseconds; Infinity without a limit. */
  readonly timeoutMs: number;
}

/** A request, ready to run. */
export interface RequestPlan {
  readonly agent: string;
  readonly model: LanguageModel;
  readonly slots: PromptSlots;
  /** Undefined for plain text. */
  readonly contract: OutputContract | undefined;
  readonly validators: readonly Validator[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly tools: readonly ToolDescription[];
  readonly toolChoice: ModelCall["toolChoice"];
  readonly timeouts: ModelTimeouts | undefined;
  /** False asks for the whole answer at once. */
  readonly streaming: boolean;
  readonly limits: RequestLimits;
  /** How many events late readers find; with a number, text is kept only where somebody asked for it in time. */
  readonly retain: number;
  /** What becomes of the request when its last reader leaves. */
  readonly onEarlyBreak: "continue" | "abort";
  /** What readers of the text are told where it begins anew, unless they say otherwise. */
  readonly onRestart: "marker" | "throw" | "buffer";
  /** The settings that it runs with and where each comes from, without secrets. */
  readonly settings: unknown;
  /** Where its events go: a conversation, or a stream on which it begins one; undefined for nobody but its readers. */
  readonly context: Context | undefined;
  readonly stream: Stream | undefined;
  readonly signal: AbortSignal | undefined;
}
