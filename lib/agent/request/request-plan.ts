// Everything that a request needs to run, frozen when its result is made: what is set later changes nothing of it.
import type { OutputContract } from "../../model/contract/compile-output.js";
import type { OutputIssue } from "../../model/contract/output-issue.js";
import type { LanguageModel, ModelTimeouts, ToolDescription, ModelCall } from "../../model/language-model.js";
import type { RenderedPrompt } from "../../model/prompt/render-prompt.js";
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

/** Hears pieces of an answer; what it gives takes their place, undefined where nothing does. */
export interface AnswerEcho {
  text(text: string, attempt: number): string | undefined | Promise<string | undefined>;
  reasoning(text: string, attempt: number): string | undefined | Promise<string | undefined>;
}

/** What the engine itself has to say to a model. */
export interface PromptWords {
  /** What the answer has to be. */
  readonly output: string | undefined;
  /** What was wrong with earlier answers. */
  readonly correction: string | undefined;
}

/** A request, ready to run. */
export interface RequestPlan {
  readonly agent: string;
  readonly model: LanguageModel;
  /** What is said, with what the answer has to be and what was wrong with earlier ones, in words. */
  readonly prompt: (words: PromptWords) => RenderedPrompt;
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
  readonly settings: () => unknown;
  /** False where somebody else tells what it has cost. */
  readonly tellsUsage: boolean;
  /** Hears what the answer says, before it counts, and gives what counts: what a turn tells while a model writes. */
  readonly echo: AnswerEcho | undefined;
  /** Where its events go: a conversation, or a stream on which it begins one; undefined for nobody but its readers. */
  readonly context: Context | undefined;
  readonly stream: Stream | undefined;
  readonly signal: AbortSignal | undefined;
}
