import { audio, file, image } from "millrace";
import { describe, expect, it } from "vitest";
import { toPrompt } from "../../../lib/model/ai-sdk/to-prompt.js";
import type { ContentPart } from "../../../lib/model/chat-message.js";
import { caught } from "../../caught.js";

const bytes = new Uint8Array([1, 2]);

function sent(part: ContentPart, provider = "any.chat"): unknown {
  const [message] = toPrompt([{ role: "user", content: [part] }], provider);
  return (message as { content: readonly unknown[] }).content[0];
}

describe("what a provider of the AI SDK gets", () => {
  it("has the media type of a recording, and the names of files", () => {
    expect(sent(audio(bytes, { mediaType: "audio/ogg", name: "a.ogg" }))).toEqual({
      type: "file",
      data: bytes,
      mediaType: "audio/ogg",
      filename: "a.ogg",
    });
    expect(sent(image(bytes, { mediaType: "image/png", name: "a.png" }))).toMatchObject({ filename: "a.png" });
  });

  it.each<[ContentPart, string]>([
    [audio("https://example.org/a.MP3?v=1"), "audio/mpeg"],
    [audio("https://example.org/a"), "audio/*"],
    [audio("https://example.org/a.mp3", "wav"), "audio/wav"],
    [file("https://example.org/a.csv"), "text/csv"],
    [file("https://example.org/a.csv", "text/plain"), "text/plain"],
    [file("https://example.org/"), "application/octet-stream"],
    [file("data:text/html,hi"), "text/html"],
    [file("data:text/html,hi", "text/plain"), "text/html"],
    [{ type: "file", file: "data:,hi" }, "text/plain"],
  ])("has a type for each address: %j is %s", (part, mediaType) => {
    expect(sent(part)).toMatchObject({ type: "file", mediaType });
  });

  it.each<[string, ContentPart, object]>([
    ["openai.responses", image({ fileId: "file-1" }), { data: "file-1", mediaType: "image/*" }],
    [
      "openai.responses",
      file({ fileId: "file-1", name: "a.csv" }),
      { data: "file-1", mediaType: "application/pdf", filename: "a.csv" },
    ],
    ["openai.chat", file({ fileId: "file-1" }), { data: "file-1", mediaType: "application/pdf" }],
    ["azure.responses", file({ fileId: "assistant-1" }), { data: "assistant-1" }],
  ])("is an id where the provider reads ids: %s, %j", (provider, part, expected) => {
    expect(sent(part, provider)).toEqual({ type: "file", mediaType: "application/pdf", ...expected });
  });

  it.each<[string, ContentPart, string]>([
    ["anthropic.messages", image({ fileId: "file-1" }), "image"],
    ["openai.chat", image({ fileId: "file-1" }), "image"],
    ["openai.responses", audio({ fileId: "file-1" }), "audio"],
    ["openai.responses", file({ fileId: "abc" }), "file"],
    ["azure.responses", file({ fileId: "file-1" }), "file"],
    ["constructor", file({ fileId: "file-1" }), "file"],
    ["any.chat", { type: "file", file: bytes }, "file"],
    ["any.chat", { type: "audio", audio: bytes }, "audio"],
    ["any.chat", { type: "audio", audio: null as never }, "audio"],
  ])("is refused before it is sent, with its place and the provider: %s, %j", (provider, part, field) => {
    const error = caught(() => sent(part, provider));

    expect(error.code).toBe("MODEL_CALL_INVALID");
    expect(error.details).toEqual({ path: `messages[0].content[0].${field}`, provider, retryable: false });
    expect(error.message).toContain(provider);
  });
});
