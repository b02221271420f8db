import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { InvalidPromptError, type LanguageModelV2 } from "@ai-sdk/provider";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { aiSdkModel } from "../../../lib/model/ai-sdk/ai-sdk-model.js";
import type { ModelCall } from "../../../lib/model/language-model.js";
import { caught } from "../../caught.js";
import { breath, readAll } from "../../flow/probes.js";
import { NO_USAGE, ScriptedSdkModel, type SdkScript } from "./scripted-sdk-model.js";

const call: ModelCall = { messages: [{ role: "user", content: "Hello" }] };
const finish = { type: "finish", usage: NO_USAGE, finishReason: { unified: "stop", raw: "stop" } } as const;
const text = { type: "text-delta", id: "t", delta: "Hi" } as const;

const scripted = (script: Partial<SdkScript> = {}): ScriptedSdkModel =>
  new ScriptedSdkModel({ parts: [text, finish], ...script });

describe("aiSdkModel", () => {
  it("is named after its model, and takes what that says it takes", () => {
    const unable = Object.assign(scripted(), { supportsStructuredOutputs: false });

    expect(aiSdkModel(scripted())).toMatchObject({
      provider: "scripted",
      model: "script-1",
      takesResponseFormat: true,
      takesTools: true,
    });
    expect(aiSdkModel(unable).takesResponseFormat).toBe(false);
    expect(aiSdkModel(unable, { takesResponseFormat: true, takesTools: false })).toMatchObject({
      takesResponseFormat: true,
      takesTools: false,
    });
  });

  it("hands the call on, asks for what comes from the wire, and tells headers first", async () => {
    const model = scripted({ headers: { "x-request-id": "r1" } });
    using _clock = new ManualClock().install();
    const parts = await readAll(aiSdkModel(model).stream({ ...call, options: { seed: 1 } }));

    expect(model.calls).toMatchObject([{ seed: 1, includeRawChunks: true, prompt: [{ role: "user" }] }]);
    expect(parts).toEqual([
      { kind: "headers", status: 200, latencyMs: 0, requestId: "r1" },
      { kind: "text", text: "Hi" },
      { kind: "finish", reason: "stop", raw: "stop" },
    ]);
  });

  it("describes a call without sending it and without the values of headers", () => {
    const model = scripted();
    const options = { temperature: 0, headers: { authorization: "secret" } };

    expect(aiSdkModel(model).describe({ ...call, options, timeouts: { idleMs: 5 } })).toEqual({
      body: {
        prompt: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
        temperature: 0,
        headers: { authorization: "(hidden)" },
      },
      timeouts: { idleMs: 5 },
    });
    expect(model.calls).toEqual([]);
  });

  it("speaks version 2 as well", async () => {
    const v2 = {
      specificationVersion: "v2",
      provider: "old",
      modelId: "old-1",
      supportedUrls: {},
      doStream: async () => ({
        stream: new ReadableStream({
          start(controller) {
            controller.enqueue(text);
            controller.enqueue({ type: "finish", finishReason: "unknown", usage: { inputTokens: 1 } });
            controller.close();
          },
        }),
      }),
      doGenerate: () => Promise.reject(new RangeError("not asked for")),
    } as unknown as LanguageModelV2;

    expect(await readAll(aiSdkModel(v2).stream(call))).toEqual([
      { kind: "text", text: "Hi" },
      { kind: "usage", usage: { inputTokens: 1 } },
      { kind: "finish", reason: "other", raw: "unknown" },
    ]);
  });

  it("reads no further than the finish, and lets go then", async () => {
    const model = scripted({ parts: [text, finish, text, finish] });

    expect(await readAll(aiSdkModel(model).stream(call))).toHaveLength(2);
    await model.released;
  });

  it("takes an answer without a finish for a broken one", async () => {
    const model = aiSdkModel(scripted({ parts: [text] }));

    await expect(readAll(model.stream(call))).rejects.toMatchObject({
      code: "MODEL_STREAM_BROKEN",
      details: { retryable: true },
    });
  });

  it("tells a provider that throws at once like one that rejects", async () => {
    const model = Object.assign(scripted(), {
      doStream: () => {
        throw new InvalidPromptError({ prompt: 1, message: "No." });
      },
    });

    await expect(readAll(aiSdkModel(model).stream(call))).rejects.toMatchObject({ code: "MODEL_CALL_INVALID" });
  });

  it("lets go of an answer that comes after its reader has gone", async () => {
    let answer!: (model: ScriptedSdkModel) => void;
    const late = new Promise<ScriptedSdkModel>((resolve) => (answer = resolve));
    const slow = Object.assign(scripted(), { doStream: async () => (await late).doStream({ prompt: [] }) });
    const controller = new AbortController();
    const first = readAll(aiSdkModel(slow).stream({ ...call, signal: controller.signal }));
    await breath();
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: "ABORTED" });

    const model = scripted();
    answer(model);
    await model.released;
  });

  it("refuses what no call can hold before anything is sent", () => {
    const model = scripted();
    const stream = (more: Partial<ModelCall>) => caught(() => aiSdkModel(model).stream({ ...call, ...more }));

    expect(stream({ options: { max_tokens: 1 } }).code).toBe("MODEL_CALL_INVALID");
    expect(stream({ timeouts: { idleMs: 0 } }).code).toBe("MODEL_CALL_INVALID");
    expect(model.calls).toEqual([]);
  });

  it.each([
    ["a name", "openai/gpt-5", "the name"],
    ["nothing", undefined, "specificationVersion"],
    ["another version", { specificationVersion: "v9" }, '"v9"'],
  ])("refuses %s where a model belongs", (_, model, word) => {
    const error = caught(() => aiSdkModel(model as never));

    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(word);
  });

  it("refuses options that it does not know", () => {
    expect(caught(() => aiSdkModel(scripted(), { retries: 1 } as object)).code).toBe("OPTION_INVALID");
  });
});

/** Asks a real provider against a server that answers every request with one text of events, or not at all. */
async function askServer(events: string | undefined): Promise<unknown> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).end(events);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  if (events === undefined) await close();
  try {
    const provider = createOpenAICompatible({ name: "local", baseURL: `http://127.0.0.1:${String(port)}` });
    return await readAll(aiSdkModel(provider.chatModel("m")).stream(call));
  } finally {
    if (events !== undefined) await close();
  }
}

describe("aiSdkModel over a real provider", () => {
  const hello = 'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n';
  const end = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

  it("tells a refused connection", async () => {
    await expect(askServer(undefined)).rejects.toMatchObject({
      code: "MODEL_UNREACHABLE",
      details: { retryable: true },
    });
  });

  it("passes over a message that cannot be read", async () => {
    const parts = await askServer(`${hello}data: {oops\n\n${hello}${end}`);

    expect(parts).toEqual(
      expect.arrayContaining([
        { kind: "skipped", why: "a message of the wire that cannot be read", data: "{oops" },
        { kind: "finish", reason: "stop", raw: "stop" },
      ]),
    );
  });

  it("tells an error in the middle of an answer", async () => {
    const failed = askServer(`${hello}data: {"error":{"message":"overloaded"}}\n\n`);

    await expect(failed).rejects.toMatchObject({
      code: "MODEL_FAILED",
      message: expect.stringContaining("overloaded"),
      details: { retryable: true },
    });
  });

  it("tells an answer that ends in the middle", async () => {
    await expect(askServer(hello)).rejects.toMatchObject({ code: "MODEL_STREAM_BROKEN" });
  });
});
