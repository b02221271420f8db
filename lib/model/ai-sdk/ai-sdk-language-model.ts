// The language-model interface of the AI SDK, versions 2 and 3, as far as it is used here. Written down by its structure, so
// that nothing of that SDK has to be installed; a type spec holds it against the real one.

/** What JSON can carry. */
export type AiSdkJson = null | string | number | boolean | AiSdkJson[] | { [key: string]: AiSdkJson };

/** Options that only one provider knows, under its name. */
export type AiSdkProviderOptions = Record<string, { [key: string]: AiSdkJson }>;

/** A part of a message of the SDK. */
export interface AiSdkTextPart {
  type: "text";
  text: string;
}

/** Anything that is no text: bytes, base64, or an address. */
export interface AiSdkFilePart {
  type: "file";
  data: Uint8Array | string | URL;
  mediaType: string;
  filename?: string;
  providerOptions?: AiSdkProviderOptions;
}

/** A call that the model has asked for. */
export interface AiSdkToolCallPart {
  type: "tool-call";
  toolCallId: string;
  toolName: string;
  input: unknown;
}

/** What a tool has answered. */
export interface AiSdkToolResultPart {
  type: "tool-result";
  toolCallId: string;
  toolName: string;
  output: { type: "text"; value: string };
}

/** One message of the SDK. */
export type AiSdkMessage =
  | { role: "system"; content: string }
  | { role: "user"; content: (AiSdkTextPart | AiSdkFilePart)[] }
  | { role: "assistant"; content: (AiSdkTextPart | AiSdkToolCallPart)[] }
  | { role: "tool"; content: AiSdkToolResultPart[] };

/** A tool of the SDK. */
export interface AiSdkTool {
  type: "function";
  name: string;
  description?: string;
  inputSchema: object;
}

/** What a model of the SDK is called with. */
export interface AiSdkCall {
  prompt: AiSdkMessage[];
  maxOutputTokens?: number;
  temperature?: number;
  topP?: number;
  topK?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  seed?: number;
  stopSequences?: string[];
  responseFormat?: { type: "json"; schema: object; name: string; description?: string };
  tools?: AiSdkTool[];
  toolChoice?: { type: "auto" | "none" | "required" } | { type: "tool"; toolName: string };
  includeRawChunks?: boolean;
  abortSignal?: AbortSignal;
  headers?: Record<string, string | undefined>;
  providerOptions?: AiSdkProviderOptions;
}

/** Tokens, flat in version 2 and nested in version 3. */
export interface AiSdkUsage {
  readonly inputTokens?:
    | number
    | undefined
    | {
        readonly total?: number | undefined;
        readonly cacheRead?: number | undefined;
        readonly cacheWrite?: number | undefined;
      };
  readonly outputTokens?:
    number | undefined | { readonly total?: number | undefined; readonly reasoning?: number | undefined };
  readonly totalTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
  readonly cachedInputTokens?: number | undefined;
}

/** Why a model stopped: a word in version 2, with the provider's own word beside it in version 3. */
export type AiSdkFinishReason = string | { readonly unified: string; readonly raw: string | undefined };

/** What a provider calls its answer. */
export interface AiSdkResponse {
  readonly id?: string;
  readonly modelId?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A piece of an answer; those that are read are {@link AiSdkReadPart}. */
export interface AiSdkPart {
  readonly type: string;
}

/** The parts of streams and of whole answers that are read here. */
export type AiSdkReadPart =
  | {
      readonly type: "text-delta" | "reasoning-delta" | "tool-input-delta";
      readonly id: string;
      readonly delta: string;
    }
  | { readonly type: "text" | "reasoning"; readonly text: string }
  | {
      readonly type: "tool-input-start";
      readonly id: string;
      readonly toolName: string;
      readonly inputEncoding?: "json" | "text";
      readonly providerExecuted?: boolean;
    }
  | {
      readonly type: "tool-call";
      readonly toolCallId: string;
      readonly toolName: string;
      readonly input: string;
      readonly providerExecuted?: boolean;
    }
  | { readonly type: "stream-start"; readonly warnings: readonly unknown[] }
  | { readonly type: "response-metadata"; readonly id?: string; readonly modelId?: string }
  | { readonly type: "finish"; readonly usage: AiSdkUsage; readonly finishReason: AiSdkFinishReason }
  | { readonly type: "raw"; readonly rawValue: unknown }
  | { readonly type: "error"; readonly error: unknown };

/** The reader of a stream of the platform. */
export interface AiSdkReader {
  read(): PromiseLike<{ readonly done: boolean; readonly value?: AiSdkPart | undefined }>;
  cancel(reason?: unknown): PromiseLike<void>;
}

/** A language model of any provider of the AI SDK: `LanguageModelV2` or `LanguageModelV3` of `@ai-sdk/provider`. */
export interface AiSdkLanguageModel {
  readonly specificationVersion: "v2" | "v3";
  readonly provider: string;
  readonly modelId: string;
  doGenerate(call: AiSdkCall): PromiseLike<{
    readonly content: readonly AiSdkPart[];
    readonly finishReason: AiSdkFinishReason;
    readonly usage: AiSdkUsage;
    readonly response?: AiSdkResponse;
    readonly warnings: readonly unknown[];
  }>;
  doStream(call: AiSdkCall): PromiseLike<{
    readonly stream: { getReader(): AiSdkReader };
    readonly response?: { readonly headers?: Record<string, string> };
  }>;
}
