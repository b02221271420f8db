// A model of any provider of the AI SDK behind the port of Millrace.
import { MillraceError } from "../../errors/millrace-error.js";
import { currentClock } from "../../primitives/clock.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { CallGuard } from "../call-guard.js";
import { guardedParts } from "../guarded-parts.js";
import type { CallDescription, LanguageModel, ModelCall, ModelTimeouts } from "../language-model.js";
import type { ModelPart } from "../model-part.js";
import { DEFAULT_LIMITS, phaseLimits } from "../phase-limits.js";
import type { AiSdkCall, AiSdkLanguageModel, AiSdkPart } from "./ai-sdk-language-model.js";
import { jsonText, metaOf, PartTranslator } from "./part-translator.js";
import { toCall } from "./to-call.js";
import { requestIdOf, toFailure } from "./to-failure.js";

/** Options of {@link aiSdkModel}. */
export interface AiSdkModelOptions {
  /** False for a model that cannot take a `responseFormat`. Default: what the model itself says, or true. */
  readonly takesResponseFormat?: boolean;
  /** False for a model that cannot take tools. Default: true. */
  readonly takesTools?: boolean;
  /** Limits of every call, in milliseconds; those of a call go over them. */
  readonly timeouts?: ModelTimeouts;
}

const OPTION_NAMES: readonly (keyof AiSdkModelOptions)[] = ["takesResponseFormat", "takesTools", "timeouts"];

/**
 * A {@link LanguageModel} over the language-model interface of the AI SDK (`LanguageModelV3` or `LanguageModelV2` of
 * `@ai-sdk/provider`), so that every provider of that SDK works. Nothing of the SDK is imported here.
 *
 * ```ts
 * const model = aiSdkModel(anthropic("claude-sonnet-4-5"));
 * ```
 *
 * - `options` of a call have the SDK's names (`temperature`, `maxOutputTokens`, `topP`, `topK`, `presencePenalty`,
 *   `frequencyPenalty`, `seed`, `stopSequences`, `headers`, `providerOptions`); others are refused with MODEL_CALL_INVALID.
 * - Ids of files (`image({ fileId })`) go to the providers that read them from the SDK, those of OpenAI and Azure; others refuse
 *   them with MODEL_CALL_INVALID before anything is sent.
 * - `original` parts hold what the provider has read from the wire, written as JSON again.
 * - Warnings of the provider, sources, files and calls that it runs itself come as `skipped` parts.
 * - With `stream: false` nothing shows when the server begins to answer: `firstTokenMs` and `totalMs` bound the whole.
 *
 * @throws OPTION_INVALID for what is no such model, and for unknown options.
 */
export function aiSdkModel(model: AiSdkLanguageModel, options: AiSdkModelOptions = {}): LanguageModel {
  checkModel(model);
  refuseUnknown("aiSdkModel", options, OPTION_NAMES);
  const limits = phaseLimits(options.timeouts, DEFAULT_LIMITS);
  const takesFormat = options.takesResponseFormat ?? Reflect.get(model, "supportsStructuredOutputs") !== false;
  return {
    provider: model.provider,
    model: model.modelId,
    takesResponseFormat: takesFormat,
    takesTools: options.takesTools ?? true,
    stream(call) {
      const sent = toCall(call, model.provider);
      const read = call.stream === false ? readWhole : readStream;
      const callLimits = phaseLimits(call.timeouts, limits);
      return guardedParts((guard) => read(model, sent, guard), callLimits, call.signal);
    },
    describe: (call) => describeCall(call, model.provider),
  };
}

async function* readStream(model: AiSdkLanguageModel, sent: AiSdkCall, guard: CallGuard): AsyncGenerator<ModelPart> {
  const hasResponseFormat = sent.responseFormat !== undefined;
  const beganAt = currentClock().now();
  const opening = begin(() => model.doStream({ ...sent, includeRawChunks: true, abortSignal: guard.signal }));
  const { stream, response } = await open(opening, guard, hasResponseFormat, ({ stream }) =>
    stream.getReader().cancel(),
  );
  guard.answered();
  const reader = stream.getReader();
  try {
    yield* headersOf(response?.headers, beganAt);
    const translator = new PartTranslator(hasResponseFormat);
    while (!translator.finished) {
      const { done, value } = await guard.wait(reader.read()).catch((error: unknown) => {
        throw guard.signal.aborted ? error : toFailure(error, { stage: "reading", hasResponseFormat });
      });
      if (done || value === undefined) throw unfinished();
      yield* translator.translate(value);
    }
  } finally {
    // Whoever leaves does not wait for a provider that is slow to let go.
    void Promise.resolve(reader.cancel()).catch(() => undefined);
  }
}

async function* readWhole(model: AiSdkLanguageModel, sent: AiSdkCall, guard: CallGuard): AsyncGenerator<ModelPart> {
  const hasResponseFormat = sent.responseFormat !== undefined;
  const beganAt = currentClock().now();
  // What is waited for says everything at once, so that the connection has no end of its own.
  guard.answered();
  const opening = begin(() => model.doGenerate({ ...sent, abortSignal: guard.signal }));
  const { content, response, warnings, finishReason, usage } = await open(opening, guard, hasResponseFormat);
  yield* headersOf(response?.headers, beganAt);
  if (response?.body !== undefined) yield { kind: "original", data: jsonText(response.body) };
  if (response) yield* metaOf(response);
  const translator = new PartTranslator(hasResponseFormat);
  const last = { type: "finish", usage, finishReason };
  const parts: readonly AiSdkPart[] = [{ type: "stream-start", warnings } as AiSdkPart, ...content, last];
  for (const part of parts) yield* translator.translate(part);
}

/** A provider that throws at once rejects like any other. */
async function begin<T>(work: () => PromiseLike<T>): Promise<T> {
  return await work();
}

/** Waits for the answer; one that comes after the call is over is let go of. */
async function open<T>(
  opening: Promise<T>,
  guard: CallGuard,
  hasResponseFormat: boolean,
  letGo?: (answer: T) => unknown,
): Promise<T> {
  try {
    return await guard.wait(opening);
  } catch (error) {
    if (!guard.signal.aborted) throw toFailure(error, { stage: "opening", hasResponseFormat });
    void opening.then(letGo).catch(() => undefined);
    throw error;
  }
}

/** The interface tells headers and no status; it hands them out for answers of success alone. */
function headersOf(headers: Record<string, string> | undefined, beganAt: number): ModelPart[] {
  if (headers === undefined) return [];
  const requestId = requestIdOf(headers);
  const latencyMs = currentClock().now() - beganAt;
  return [{ kind: "headers", status: 200, latencyMs, ...(requestId !== undefined && { requestId }) }];
}

function unfinished(): MillraceError {
  return new MillraceError("MODEL_STREAM_BROKEN", "The answer of a model ended without saying that it was finished.", {
    details: { retryable: true },
  });
}

/** Headers are told by their names alone: keys are among them. */
function describeCall(call: ModelCall, provider: string): CallDescription {
  const { headers, ...body } = toCall(call, provider);
  const names = Object.keys(headers ?? {});
  return {
    body: names.length === 0 ? body : { ...body, headers: Object.fromEntries(names.map((name) => [name, "(hidden)"])) },
    ...(call.timeouts && { timeouts: call.timeouts }),
  };
}

function checkModel(model: unknown): void {
  const version: unknown =
    typeof model === "object" && model !== null ? Reflect.get(model, "specificationVersion") : "";
  if (version === "v2" || version === "v3") return;
  const found = typeof model === "string" ? `the name "${model}"` : `specificationVersion ${JSON.stringify(version)}`;
  throw new MillraceError("OPTION_INVALID", `aiSdkModel was given ${found} where a model of the AI SDK belongs.`, {
    hint: 'Pass a language model of a provider, version "v2" or "v3", such as openai("gpt-5").',
  });
}
