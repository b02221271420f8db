import { JSONParseError } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import type { AiSdkPart } from "../../../lib/model/ai-sdk/ai-sdk-language-model.js";
import { jsonText, metaOf, PartTranslator } from "../../../lib/model/ai-sdk/part-translator.js";
import type { ModelPart } from "../../../lib/model/model-part.js";
import { caught } from "../../caught.js";

function translate(...parts: readonly (AiSdkPart & Readonly<Record<string, unknown>>)[]): ModelPart[] {
  const translator = new PartTranslator(false);
  return parts.flatMap((part) => translator.translate(part));
}

const ready = (parts: readonly ModelPart[]): unknown => parts.filter(({ kind }) => kind === "tool-ready");

describe("PartTranslator", () => {
  it("tells text and reasoning, and nothing of their frames or of empty pieces", () => {
    expect(
      translate(
        { type: "reasoning-start", id: "r" },
        { type: "reasoning-delta", id: "r", delta: "Hm." },
        { type: "reasoning-end", id: "r" },
        { type: "text-start", id: "t" },
        { type: "text-delta", id: "t", delta: "" },
        { type: "text-delta", id: "t", delta: "Hi" },
        { type: "text-end", id: "t" },
        { type: "text", text: "" },
        { type: "reasoning", text: "" },
      ),
    ).toEqual([
      { kind: "reasoning", text: "Hm." },
      { kind: "text", text: "Hi" },
    ]);
  });

  it("tells what comes from the wire as text", () => {
    expect(translate({ type: "raw", rawValue: { a: 1 } }, { type: "raw", rawValue: "as it is" })).toEqual([
      { kind: "original", data: '{"a":1}' },
      { kind: "original", data: "as it is" },
    ]);
  });

  it("tells a call that comes whole by one delta", () => {
    expect(translate({ type: "tool-call", toolCallId: "a", toolName: "clock", input: "{}" })).toEqual([
      { kind: "tool-delta", callId: "a", name: "clock", delta: "{}" },
      { kind: "tool-ready", callId: "a", name: "clock", arguments: "{}" },
    ]);
  });

  it("lets the deltas of a call make up its arguments, whatever the whole says", () => {
    const call = (pieces: readonly string[], input: string): ModelPart[] =>
      translate(
        { type: "tool-input-start", id: "a", toolName: "search" },
        ...pieces.map((delta) => ({ type: "tool-input-delta", id: "a", delta })),
        { type: "tool-input-end", id: "a" },
        { type: "tool-call", toolCallId: "a", toolName: "search", input },
      );

    expect(ready(call(['{"q":', "1}"], '{"q":1}'))).toMatchObject([{ arguments: '{"q":1}' }]);
    expect(ready(call(['{"q": 1}'], '{"q":1}'))).toMatchObject([{ arguments: '{"q": 1}' }]);
    expect(call([], "{}").slice(1)).toMatchObject([{ delta: "{}" }, { arguments: "{}" }]);
    expect(call(["{"], "{}").map((part) => "delta" in part && part.delta)).toEqual(["", "{", "}", false]);
  });

  it("keeps the pieces of a call back that are no JSON", () => {
    expect(
      translate(
        { type: "tool-input-start", id: "a", toolName: "patch", inputEncoding: "text" },
        { type: "tool-input-delta", id: "a", delta: "*** Begin" },
        { type: "tool-call", toolCallId: "a", toolName: "patch", input: '"*** Begin"' },
      ),
    ).toEqual([
      { kind: "tool-delta", callId: "a", name: "patch", delta: '"*** Begin"' },
      { kind: "tool-ready", callId: "a", name: "patch", arguments: '"*** Begin"' },
    ]);
  });

  it("does not ask for calls that the provider runs itself", () => {
    const parts = translate(
      { type: "tool-input-start", id: "a", toolName: "web", providerExecuted: true },
      { type: "tool-input-delta", id: "a", delta: "{}" },
      { type: "tool-call", toolCallId: "a", toolName: "web", input: "{}", providerExecuted: true },
      { type: "tool-result", toolCallId: "a", toolName: "web", result: {} },
    );

    expect(parts.map(({ kind }) => kind)).toEqual(["skipped", "skipped"]);
  });

  it("tells warnings, and what has no place in an answer of text", () => {
    const parts = translate(
      { type: "stream-start", warnings: [{ type: "unsupported", feature: "topK" }] },
      { type: "file", mediaType: "image/png", data: new Uint8Array([1, 2, 3]) },
    );

    expect(parts).toEqual([
      { kind: "skipped", why: "a warning of the provider", data: '{"type":"unsupported","feature":"topK"}' },
      { kind: "skipped", why: 'a part of type "file"', data: '{"type":"file","mediaType":"image/png","data":"AQID"}' },
    ]);
  });

  it("reads usage and reasons of both versions", () => {
    const nested = {
      inputTokens: { total: 3, noCache: 1, cacheRead: 2, cacheWrite: 1 },
      outputTokens: { total: 5, text: 4, reasoning: 1 },
    };
    const flat = { inputTokens: 3, outputTokens: 5, totalTokens: 9, reasoningTokens: 1, cachedInputTokens: 2 };
    const tokens = { inputTokens: 3, outputTokens: 5, reasoningTokens: 1, cachedTokens: 2 };

    expect(translate({ type: "finish", usage: nested, finishReason: { unified: "length", raw: "max" } })).toEqual([
      { kind: "usage", usage: { ...tokens, totalTokens: 8, cacheWriteTokens: 1 } },
      { kind: "finish", reason: "length", raw: "max" },
    ]);
    expect(translate({ type: "finish", usage: flat, finishReason: "tool-calls" })).toEqual([
      { kind: "usage", usage: { ...tokens, totalTokens: 9 } },
      { kind: "finish", reason: "tool-calls", raw: "tool-calls" },
    ]);
    expect(translate({ type: "finish", usage: { inputTokens: undefined }, finishReason: "unknown" })).toEqual([
      { kind: "finish", reason: "other", raw: "unknown" },
    ]);
    expect(translate({ type: "finish", usage: {}, finishReason: { unified: "stop", raw: undefined } })).toEqual([
      { kind: "finish", reason: "stop" },
    ]);
  });

  it("throws errors that come as parts, and passes over a message that cannot be read", () => {
    const unreadable = new JSONParseError({ text: "{oops", cause: undefined });

    expect(translate({ type: "error", error: unreadable })).toMatchObject([{ kind: "skipped", data: "{oops" }]);
    expect(caught(() => translate({ type: "error", error: "overloaded" })).code).toBe("MODEL_FAILED");
    expect(
      caught(() => translate({ type: "finish", usage: { inputTokens: 1 }, finishReason: "error" })).details,
    ).toEqual({
      retryable: true,
      usage: { inputTokens: 1 },
    });
  });
});

describe("metaOf", () => {
  it("tells what there is", () => {
    expect(metaOf({ id: "1", modelId: "m" })).toEqual([{ kind: "meta", id: "1", model: "m" }]);
    expect(metaOf({ modelId: "m" })).toEqual([{ kind: "meta", model: "m" }]);
    expect(metaOf({})).toEqual([]);
  });
});

describe("jsonText", () => {
  it("writes whatever it is given", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;

    expect(jsonText(undefined)).toBe("undefined");
    expect(jsonText(circle)).toBe("[object Object]");
  });
});
