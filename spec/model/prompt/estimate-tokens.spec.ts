import { describe, expect, it } from "vitest";
import { estimateMessage, estimatePart, estimateTokens } from "../../../lib/model/prompt/estimate-tokens.js";

describe("estimateTokens", () => {
  it("counts by script", () => {
    expect(estimateTokens("")).toBe(0);
    expect(estimateTokens("abcd efgh")).toBe(3);
    expect(estimateTokens("日本語")).toBe(2);
  });
});

describe("estimateMessage", () => {
  it("counts what is said, attached and called, and the message itself", () => {
    expect(estimateMessage({ role: "user", content: "abcd" })).toBe(5);
    expect(
      estimateMessage({
        role: "user",
        content: [
          { type: "text", text: "abcd" },
          { type: "image", image: "x", detail: "low" },
        ],
      }),
    ).toBe(90);
    const call = { callId: "1", name: "find", arguments: '{"a":1}' };
    expect(estimateMessage({ role: "assistant", content: "", toolCalls: [call] })).toBe(7);
  });

  it("counts attachments by their kind", () => {
    expect(estimatePart({ type: "image", image: "x" })).toBe(765);
    expect(estimatePart({ type: "audio", audio: new Uint8Array(16_000), format: "wav" })).toBe(10);
    expect(estimatePart({ type: "file", file: new Uint8Array(160), mediaType: "text/plain" })).toBe(10);
    expect(estimatePart({ type: "file", file: "https://a/b", mediaType: "text/plain" })).toBe(0);
    expect(estimatePart({ type: "audio", audio: { fileId: "file-1" } })).toBe(0);
  });
});
