// The parts of an answer of the AI SDK as those of Millrace.
import { MillraceError } from "../../errors/millrace-error.js";
import type { FinishReason, ModelPart } from "../model-part.js";
import type { Usage } from "../usage.js";
import type { AiSdkFinishReason, AiSdkPart, AiSdkReadPart, AiSdkUsage } from "./ai-sdk-language-model.js";
import { type FailedCall, isUnreadable, toReportedFailure } from "./to-failure.js";

/** A call whose arguments come in. */
interface OpenCall {
  readonly name: string;
  /** False where the pieces are no JSON text, or where the provider runs the call itself: then they are not told. */
  readonly told: boolean;
  pieces: string;
}

const REASONS: ReadonlySet<string> = new Set<FinishReason>(["stop", "length", "tool-calls", "content-filter"]);

/** Translates one answer, part by part, in the order of their arrival. */
export class PartTranslator {
  readonly #calls = new Map<string, OpenCall>();
  readonly #failedCall: FailedCall;
  #finished = false;

  constructor(hasResponseFormat: boolean) {
    this.#failedCall = { stage: "reading", hasResponseFormat };
  }

  /** True once the model has said why it stopped; nothing comes after it. */
  get finished(): boolean {
    return this.#finished;
  }

  /**
   * What one part comes to.
   *
   * @throws MODEL_FAILED and others for a part that tells of an error.
   */
  translate(given: AiSdkPart): ModelPart[] {
    const part = given as AiSdkReadPart;
    switch (part.type) {
      case "raw":
        return [{ kind: "original", data: jsonText(part.rawValue) }];
      case "text-delta":
        return part.delta === "" ? [] : [{ kind: "text", text: part.delta }];
      case "reasoning-delta":
        return part.delta === "" ? [] : [{ kind: "reasoning", text: part.delta }];
      case "text":
        return part.text === "" ? [] : [{ kind: "text", text: part.text }];
      case "reasoning":
        return part.text === "" ? [] : [{ kind: "reasoning", text: part.text }];
      case "tool-input-start":
        return this.openCall(part);
      case "tool-input-delta":
        return this.growCall(part.id, part.delta);
      case "tool-call":
        return this.closeCall(part);
      case "stream-start":
        return part.warnings.map((warning) => skipped("a warning of the provider", warning));
      case "response-metadata":
        return metaOf(part);
      case "finish":
        return this.finish(part.usage, part.finishReason);
      case "error":
        if (isUnreadable(part.error)) return [skipped("a message of the wire that cannot be read", textOf(part.error))];
        throw toReportedFailure(part.error, this.#failedCall);
      default:
        return PASSED_OVER.has(given.type) ? [] : [skipped(`a part of type "${given.type}"`, given)];
    }
  }

  private openCall(part: Extract<AiSdkReadPart, { type: "tool-input-start" }>): ModelPart[] {
    const told = part.providerExecuted !== true && part.inputEncoding !== "text";
    this.#calls.set(part.id, { name: part.toolName, told, pieces: "" });
    return told ? [{ kind: "tool-delta", callId: part.id, name: part.toolName, delta: "" }] : [];
  }

  private growCall(callId: string, delta: string): ModelPart[] {
    const call = this.#calls.get(callId);
    if (call?.told !== true || delta === "") return [];
    call.pieces += delta;
    return [{ kind: "tool-delta", callId, name: call.name, delta }];
  }

  // The pieces are what the model wrote. Where the whole only adds to them, the rest is one more piece; where it differs, as
  // when a provider has put it into another form, the pieces hold, since they have been told.
  private closeCall(part: Extract<AiSdkReadPart, { type: "tool-call" }>): ModelPart[] {
    const { toolCallId: callId, toolName: name, input } = part;
    const pieces = this.#calls.get(callId)?.pieces ?? "";
    this.#calls.delete(callId);
    if (part.providerExecuted === true) return [skipped("a call that the provider runs itself", part)];
    const rest = input.startsWith(pieces) ? input.slice(pieces.length) : "";
    const parts: ModelPart[] = rest === "" ? [] : [{ kind: "tool-delta", callId, name, delta: rest }];
    parts.push({ kind: "tool-ready", callId, name, arguments: pieces + rest });
    return parts;
  }

  private finish(usage: AiSdkUsage, given: AiSdkFinishReason): ModelPart[] {
    const { unified, raw } = typeof given === "string" ? { unified: given, raw: given } : given;
    if (unified === "error") {
      throw new MillraceError(
        "MODEL_FAILED",
        "The provider of a model ended its answer with an error and did not say which.",
        {
          details: { retryable: true, usage: usageOf(usage) },
        },
      );
    }
    this.#finished = true;
    const tokens = usageOf(usage);
    const parts: ModelPart[] = Object.keys(tokens).length === 0 ? [] : [{ kind: "usage", usage: tokens }];
    const reason = REASONS.has(unified) ? (unified as FinishReason) : "other";
    parts.push({ kind: "finish", reason, ...(raw !== undefined && { raw }) });
    return parts;
  }
}

/** Begins and ends of what comes in pieces, which the pieces tell themselves. */
const PASSED_OVER = new Set(["text-start", "text-end", "reasoning-start", "reasoning-end", "tool-input-end"]);

/** What the provider calls its answer and its model. */
export function metaOf({ id, modelId }: { readonly id?: string; readonly modelId?: string }): ModelPart[] {
  if (id === undefined && modelId === undefined) return [];
  return [{ kind: "meta", ...(id !== undefined && { id }), ...(modelId !== undefined && { model: modelId }) }];
}

function usageOf(usage: AiSdkUsage): Usage {
  const { inputTokens: input, outputTokens: output } = usage;
  const inputTokens = typeof input === "object" ? input.total : input;
  const outputTokens = typeof output === "object" ? output.total : output;
  const both = inputTokens === undefined || outputTokens === undefined ? undefined : inputTokens + outputTokens;
  const all = {
    inputTokens,
    outputTokens,
    totalTokens: usage.totalTokens ?? both,
    reasoningTokens: typeof output === "object" ? output.reasoning : usage.reasoningTokens,
    cachedTokens: typeof input === "object" ? input.cacheRead : usage.cachedInputTokens,
    cacheWriteTokens: typeof input === "object" ? input.cacheWrite : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, tokens]) => typeof tokens === "number"));
}

function skipped(why: string, what: unknown): ModelPart {
  return { kind: "skipped", why, data: jsonText(what) };
}

/** Bytes as base64; what cannot be written as JSON, by its name. */
export function jsonText(value: unknown): string {
  if (typeof value === "string") return value;
  const bytesAsText = (_: string, one: unknown): unknown =>
    one instanceof Uint8Array ? Buffer.from(one).toString("base64") : one;
  try {
    const json: unknown = JSON.stringify(value, bytesAsText);
    return typeof json === "string" ? json : String(value);
  } catch {
    return String(value);
  }
}

function textOf(error: unknown): string {
  const { text, message } = error as { readonly text?: unknown; readonly message?: unknown };
  return typeof text === "string" ? text : String(message);
}
