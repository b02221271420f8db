/** A hand-made language model of the AI SDK, version 3, that plays a scenario or any list of parts. */
import { APICallError, type LanguageModelV3, type LanguageModelV3StreamPart } from "@ai-sdk/provider";
import type { ModelScenario } from "millrace/testing";

type V3Call = Parameters<LanguageModelV3["doStream"]>[0];

type Answer<K extends "doStream" | "doGenerate"> = Awaited<ReturnType<LanguageModelV3[K]>>;

/** What a call of the scripted model does. */
export interface SdkScript {
  readonly parts: readonly LanguageModelV3StreamPart[];
  /** What follows the last part. Default: the stream closes. */
  readonly ending?: "close" | "break" | "stall" | "hang";
  readonly headers?: Record<string, string>;
  /** Thrown instead of an answer. */
  readonly failure?: Error;
}

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));

/** Answers every call from its script. */
export class ScriptedSdkModel implements LanguageModelV3 {
  readonly specificationVersion = "v3";
  readonly provider = "scripted";
  readonly modelId = "script-1";
  readonly supportedUrls = {};
  readonly calls: V3Call[] = [];
  #letGo!: () => void;
  readonly released = new Promise<void>((resolve) => (this.#letGo = resolve));

  constructor(readonly script: SdkScript) {}

  async doStream(call: V3Call): Promise<Answer<"doStream">> {
    await this.open(call);
    const { parts, ending = "close", headers } = this.script;
    let next = 0;
    const stream = new ReadableStream<LanguageModelV3StreamPart>(
      {
        pull: (controller): Promise<void> | undefined => {
          const part = parts[next++];
          if (part) controller.enqueue(part);
          else if (ending === "close") controller.close();
          else if (ending === "break") controller.error(new TypeError("terminated"));
          else return aborted(call.abortSignal).catch((error: unknown) => controller.error(error));
          return undefined;
        },
        cancel: () => this.#letGo(),
      },
      { highWaterMark: 0 },
    );
    return { stream, ...(headers && { response: { headers } }) };
  }

  async doGenerate(call: V3Call): Promise<Answer<"doGenerate">> {
    await this.open(call);
    const content: Answer<"doGenerate">["content"] = [];
    const texts = { text: "", reasoning: "" };
    for (const part of this.script.parts) {
      if (part.type === "reasoning-delta") texts.reasoning += part.delta;
      if (part.type === "text-delta") texts.text += part.delta;
    }
    if (texts.reasoning !== "") content.push({ type: "reasoning", text: texts.reasoning });
    if (texts.text !== "") content.push({ type: "text", text: texts.text });
    for (const part of this.script.parts) if (part.type === "tool-call") content.push(part);
    const finish = this.script.parts.find((part) => part.type === "finish");
    if (!finish) throw new TypeError("terminated");
    const { usage, finishReason } = finish;
    return { content, usage, finishReason, warnings: [], response: { body: { content: texts } } };
  }

  private async open(call: V3Call): Promise<void> {
    this.calls.push(call);
    call.abortSignal?.addEventListener("abort", () => this.#letGo());
    if (this.script.failure) throw this.script.failure;
    if (this.script.ending === "hang") await aborted(call.abortSignal);
  }
}

/** Usage in which nothing is told. */
export const NO_USAGE = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

/** The parts by which a provider of the SDK plays a scenario. */
export function sdkScript(scenario: ModelScenario): SdkScript {
  const { reasoning, text, calls, finish, usage, ending, refusal } = scenario;
  const raw = (rawValue: unknown): LanguageModelV3StreamPart => ({ type: "raw", rawValue });
  const parts: LanguageModelV3StreamPart[] = [{ type: "stream-start", warnings: [] }];
  for (const delta of reasoning) parts.push(raw({ reasoning: delta }), { type: "reasoning-delta", id: "r", delta });
  for (const delta of text) parts.push(raw({ text: delta }), { type: "text-delta", id: "t", delta });
  for (const { callId: id, name: toolName, pieces } of calls) {
    parts.push(raw({ id }), { type: "tool-input-start", id, toolName });
    for (const delta of pieces) parts.push({ type: "tool-input-delta", id, delta });
    parts.push({ type: "tool-input-end", id });
    parts.push({ type: "tool-call", toolCallId: id, toolName, input: pieces.join("") });
  }
  const { inputTokens, outputTokens } = NO_USAGE;
  if (ending === "finish") {
    parts.push({
      type: "finish",
      finishReason: { unified: finish, raw: finish },
      usage: {
        inputTokens: { ...inputTokens, total: usage?.inputTokens, cacheRead: usage?.cachedTokens },
        outputTokens: { ...outputTokens, total: usage?.outputTokens, reasoning: usage?.reasoningTokens },
      },
    });
  }
  return { parts, ...(ending !== "finish" && { ending }), ...(refusal && { failure: refusalOf(refusal) }) };
}

function refusalOf({ status, message, retryAfterMs }: NonNullable<ModelScenario["refusal"]>): APICallError {
  return new APICallError({
    message,
    url: "http://127.0.0.1",
    requestBodyValues: {},
    statusCode: status,
    ...(retryAfterMs !== undefined && { responseHeaders: { "retry-after": String(retryAfterMs / 1000) } }),
  });
}
