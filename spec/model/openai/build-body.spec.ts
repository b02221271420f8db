import { audio, file, image } from "millrace";
import { describe, expect, it } from "vitest";
import type { ContentPart } from "../../../lib/model/chat-message.js";
import type { ModelCall } from "../../../lib/model/language-model.js";
import { buildBody } from "../../../lib/model/openai/build-body.js";
import { answer } from "../../../lib/testing/scripted-answer.js";
import { caught } from "../../caught.js";
import { hello, partsOf, serve } from "./probes.js";

const settings = { model: "any", options: {}, extraBody: {}, includeUsage: true };
const build = (call: Partial<ModelCall>, more: object = {}): unknown =>
  buildBody({ ...settings, ...more }, { ...hello, ...call });
const user = (...content: ContentPart[]): Partial<ModelCall> => ({ messages: [{ role: "user", content }] });

describe("the body of a request", () => {
  it("is the least for a plain call, with the usage asked for", () => {
    const messages = [{ role: "user", content: "Hello!" }];
    const least = { model: "any", messages, stream: true };

    expect(build({})).toEqual({ ...least, stream_options: { include_usage: true } });
    expect(build({}, { includeUsage: false })).toEqual(least);
    expect(build({ stream: false })).toEqual({ ...least, stream: false });
  });

  it("says messages as the wire does", () => {
    const messages = [
      { role: "system", content: "s" },
      { role: "developer", content: "d" },
      { role: "user", content: [{ type: "text", text: "u" }] },
      { role: "assistant", content: "", toolCalls: [{ callId: "c", name: "add", arguments: "{}" }] },
      { role: "tool", callId: "c", content: "3" },
      { role: "assistant", content: "a" },
    ] as const;

    expect(build({ messages })).toMatchObject({
      messages: [
        { role: "system", content: "s" },
        { role: "developer", content: "d" },
        { role: "user", content: [{ type: "text", text: "u" }] },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c", type: "function", function: { name: "add", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "c", content: "3" },
        { role: "assistant", content: "a" },
      ],
    });
  });

  it("has tools, the choice among them and the format of the answer", () => {
    const tools = [
      { name: "add", description: "Adds.", parameters: { type: "object" } },
      { name: "now", parameters: {} },
    ];
    const wired = [
      { type: "function", function: { name: "add", description: "Adds.", parameters: { type: "object" } } },
      { type: "function", function: { name: "now", parameters: {} } },
    ];
    const responseFormat = { name: "the report!", schema: { type: "object" }, description: "A report." };

    expect(build({ tools })).toMatchObject({ tools: wired });
    expect(build({ tools })).not.toHaveProperty("tool_choice");
    expect(build({ tools, toolChoice: "required" })).toMatchObject({ tool_choice: "required" });
    expect(build({ tools, toolChoice: { name: "now" } })).toMatchObject({
      tool_choice: { type: "function", function: { name: "now" } },
    });
    expect(build({ toolChoice: "none" })).not.toHaveProperty("tool_choice");
    expect(build({ responseFormat })).toMatchObject({
      response_format: {
        type: "json_schema",
        json_schema: { name: "the_report_", description: "A report.", schema: { type: "object" } },
      },
    });
  });

  it("takes the options of the client, then what the call says, then its options, then the extra ones", () => {
    const more = {
      options: { temperature: 0, top_p: 1, tools: [] },
      extraBody: { keep_alive: "1h", seed: 2 },
    };
    const call = { options: { top_p: 0.5, seed: 1, model: "other" }, tools: [{ name: "now", parameters: {} }] };

    expect(build(call, more)).toMatchObject({
      model: "other",
      temperature: 0,
      top_p: 0.5,
      seed: 2,
      keep_alive: "1h",
      tools: [{ function: { name: "now" } }],
    });
  });

  it("reaches the server", async () => {
    await using place = await serve([answer.text("yes")], { model: "m", options: { temperature: 0 } });
    await partsOf(place.model.stream({ ...hello, options: { seed: 3 } }));

    expect(place.server.requests[0]).toMatchObject({
      path: "/v1/chat/completions",
      body: { model: "m", temperature: 0, seed: 3 },
      headers: { "content-type": "application/json", accept: "text/event-stream" },
    });
  });
});

describe("pictures, recordings and documents", () => {
  const bytes = new Uint8Array([0, 1, 2, 250]).subarray(1);

  it("go as addresses or as data", () => {
    const call = user(
      { type: "image", image: "https://example.com/a.png", detail: "low" },
      { type: "image", image: bytes, mediaType: "image/png" },
      { type: "audio", audio: bytes, format: "wav" },
      { type: "file", file: bytes, mediaType: "application/pdf", name: "a.pdf" },
      { type: "file", file: "data:text/plain,hi", mediaType: "text/plain" },
    );

    expect(build(call)).toMatchObject({
      messages: [
        {
          content: [
            { type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } },
            { type: "image_url", image_url: { url: "data:image/png;base64,AQL6" } },
            { type: "input_audio", input_audio: { data: "AQL6", format: "wav" } },
            { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AQL6" } },
            { type: "file", file: { filename: "file", file_data: "data:text/plain,hi" } },
          ],
        },
      ],
    });
  });

  it("go by their id where the server keeps them, whatever their kind", () => {
    const call = user(image({ fileId: "file-1", detail: "low" }), audio({ fileId: "file-2" }));
    const third = user(file({ fileId: "file-3", name: "a.pdf" }));

    expect(build(call)).toMatchObject({
      messages: [
        {
          content: [
            { type: "file", file: { file_id: "file-1" } },
            { type: "file", file: { file_id: "file-2" } },
          ],
        },
      ],
    });
    expect(build(third)).toHaveProperty("messages.0.content.0", { type: "file", file: { file_id: "file-3" } });
  });

  it.each([
    [{ type: "audio", audio: bytes, mediaType: "audio/mpeg" }, "AQL6", "mp3"],
    [{ type: "audio", audio: bytes, mediaType: "Audio/Ogg" }, "AQL6", "ogg"],
    [{ type: "audio", audio: bytes, mediaType: "audio/mp4", format: "wav" }, "AQL6", "m4a"],
    [{ type: "audio", audio: "data:audio/x-wav;base64,AQL6" }, "AQL6", "wav"],
    [{ type: "audio", audio: "data:;base64,AQL6", format: "mp3" }, "AQL6", "mp3"],
    [{ type: "audio", audio: "data:audio/own;base64,AQL6", mediaType: "audio/flac" }, "AQL6", "flac"],
  ] as const)("are recordings with the word of their format: %j", (part, data, format) => {
    expect(build(user(part))).toHaveProperty("messages.0.content.0", {
      type: "input_audio",
      input_audio: { data, format },
    });
  });

  it.each<[ContentPart, string, string]>([
    [{ type: "audio", audio: "https://example.com/a.mp3" }, "is an address", "path"],
    [{ type: "audio", audio: bytes, mediaType: "audio/midi" }, "audio/midi", "audio/wav"],
    [{ type: "audio", audio: bytes, mediaType: "constructor" }, "constructor", "audio/wav"],
  ])("are refused by place and provider where this wire has no form for them: %j", (part, word, hint) => {
    const error = caught(() => build(user(part)));

    expect(error.code).toBe("MODEL_CALL_INVALID");
    expect(error.details).toEqual({
      path: "messages[0].content[0].audio",
      provider: "openai-compatible",
      retryable: false,
    });
    expect(error.message).toContain(word);
    expect(error.message).toContain("openai-compatible");
    expect(error.hint).toContain(hint);
  });

  it.each([
    [{ type: "image", image: { fileId: "" } }, "messages[0].content[0].image.fileId"],
    [{ type: "file", file: { fileId: 5 } }, "messages[0].content[0].file.fileId"],
    [{ type: "file", file: bytes }, "messages[0].content[0].file"],
    [{ type: "audio", audio: 3, format: "wav" }, "messages[0].content[0].audio"],
    [{ type: "audio", audio: bytes }, "messages[0].content[0].audio"],
    [{ type: "audio", audio: "data:audio/wav,%zz" }, "messages[0].content[0].audio"],
    [{ type: "image", image: "/home/me/a.png" }, "messages[0].content[0].image"],
    [{ type: "image", image: bytes }, "messages[0].content[0].image"],
    [{ type: "image", image: 3 }, "messages[0].content[0].image"],
    [{ type: "audio", audio: "x", format: "wav" }, "messages[0].content[0].audio"],
    [{ type: "file", file: bytes, mediaType: "pdf" }, "messages[0].content[0].file"],
    [{ type: "video" }, "messages[0].content[0]"],
    [{ type: "text" }, "messages[0].content[0].text"],
  ])("are refused where they cannot be sent: %j", (part, path) => {
    const error = caught(() => build(user(part as ContentPart)));

    expect(error).toMatchObject({ code: "MODEL_CALL_INVALID", details: { path, retryable: false } });
  });

  it.each([
    [{ role: "user", content: [] }, "messages[0].content"],
    [{ role: "user", content: 3 }, "messages[0].content"],
    [{ role: "system" }, "messages[0].content"],
    [{ role: "robot", content: "x" }, "messages[0]"],
  ])("are refused in messages that are none: %j", (message, path) => {
    const messages = [message] as unknown as ModelCall["messages"];

    expect(caught(() => build({ messages })).details).toMatchObject({ path });
  });
});
