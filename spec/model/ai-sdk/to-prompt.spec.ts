import type { LanguageModelV3 } from "@ai-sdk/provider";
import { describe, expect, expectTypeOf, it } from "vitest";
import { toPrompt as toPromptOf } from "../../../lib/model/ai-sdk/to-prompt.js";
import type { ChatMessage, ContentPart } from "../../../lib/model/chat-message.js";
import { caught } from "../../caught.js";

const toPrompt = (messages: readonly ChatMessage[]): ReturnType<typeof toPromptOf> => toPromptOf(messages, "any.chat");
const user = (...content: readonly ContentPart[]): unknown => toPrompt([{ role: "user", content }])[0]?.content;

describe("toPrompt", () => {
  it("gives what the real SDK takes", () => {
    expectTypeOf(toPrompt([])).toExtend<Parameters<LanguageModelV3["doStream"]>[0]["prompt"]>();
  });

  it("tells who said what; a developer speaks as the system", () => {
    const messages: ChatMessage[] = [
      { role: "system", content: "Be brief." },
      { role: "developer", content: "No jokes." },
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hi." },
    ];

    expect(toPrompt(messages)).toEqual([
      { role: "system", content: "Be brief." },
      { role: "system", content: "No jokes." },
      { role: "user", content: [{ type: "text", text: "Hello" }] },
      { role: "assistant", content: [{ type: "text", text: "Hi." }] },
    ]);
  });

  it("gives calls their parsed arguments, and their results one message with the name of the tool", () => {
    const prompt = toPrompt([
      {
        role: "assistant",
        content: "",
        toolCalls: [
          { callId: "a", name: "search", arguments: '{"q":"tea"}' },
          { callId: "b", name: "clock", arguments: " " },
          { callId: "c", name: "broken", arguments: '{"q":' },
        ],
      },
      { role: "tool", callId: "b", content: "12:00" },
      { role: "tool", callId: "a", content: "Green." },
      { role: "user", content: "And now?" },
    ]);

    expect(prompt).toMatchObject([
      {
        role: "assistant",
        content: [
          { type: "tool-call", toolCallId: "a", toolName: "search", input: { q: "tea" } },
          { toolCallId: "b", input: {} },
          { toolCallId: "c", input: '{"q":' },
        ],
      },
      {
        role: "tool",
        content: [
          { type: "tool-result", toolCallId: "b", toolName: "clock", output: { type: "text", value: "12:00" } },
          { toolCallId: "a", toolName: "search" },
        ],
      },
      { role: "user" },
    ]);
  });

  it("hands bytes and addresses on", () => {
    const bytes = new Uint8Array([1, 2]);

    expect(user({ type: "image", image: bytes, mediaType: "image/png" })).toEqual([
      { type: "file", data: bytes, mediaType: "image/png" },
    ]);
    expect(user({ type: "image", image: "https://example.org/a.png", detail: "low" })).toEqual([
      {
        type: "file",
        data: new URL("https://example.org/a.png"),
        mediaType: "image/*",
        providerOptions: { openai: { imageDetail: "low" } },
      },
    ]);
    expect(user({ type: "audio", audio: bytes, format: "mp3" })).toMatchObject([{ mediaType: "audio/mpeg" }]);
    expect(user({ type: "audio", audio: bytes, format: "wav" })).toMatchObject([{ mediaType: "audio/wav" }]);
    expect(user({ type: "file", file: bytes, mediaType: "application/pdf", name: "a.pdf" })).toEqual([
      { type: "file", data: bytes, mediaType: "application/pdf", filename: "a.pdf" },
    ]);
  });

  it("takes data addresses apart", () => {
    expect(user({ type: "image", image: "data:image/gif;base64,R0lG" })).toEqual([
      { type: "file", data: "R0lG", mediaType: "image/gif" },
    ]);
    expect(user({ type: "file", file: "data:,a%20b", mediaType: "text/plain" })).toEqual([
      { type: "file", data: Buffer.from("a b").toString("base64"), mediaType: "text/plain" },
    ]);
  });

  it.each<[ChatMessage, string]>([
    [{ role: "tool", callId: "x", content: "" }, 'call "x"'],
    [{ role: "user", content: [{ type: "image", image: "not an address" }] }, "not an address"],
    [{ role: "user", content: [{ type: "image", image: "data:,%zz" }] }, "data:,%zz"],
    [{ role: "user", content: [{ type: "video" } as never] }, "video"],
    [{ role: "narrator" } as never, "narrator"],
  ])("refuses %o", (message, word) => {
    const error = caught(() => toPrompt([message]));

    expect(error.code).toBe("MODEL_CALL_INVALID");
    expect(error.message).toContain(word);
  });
});
