import { describe, expect, it } from "vitest";
import { openaiCompatible } from "../../../lib/model/openai/openai-compatible.js";
import { answer } from "../../../lib/testing/scripted-answer.js";
import { caught } from "../../caught.js";
import { failureOf, hello, only, partsOf, readUntil, serve, textIn, told } from "./probes.js";

describe("openaiCompatible", () => {
  it("streams a text, with the wire before what is read from it", async () => {
    await using place = await serve([
      answer.text("Hello, you!", { every: 4, usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } }),
    ]);

    const parts = await partsOf(place.model.stream(hello));

    expect(told(parts)).toEqual([
      { kind: "meta", id: "chatcmpl-1", model: "scripted" },
      { kind: "text", text: "Hello, you!" },
      { kind: "usage", usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 } },
      { kind: "finish", reason: "stop", raw: "stop" },
    ]);
    expect(parts[0]).toMatchObject({ kind: "headers", status: 200 });
    expect(only(parts, "text").map(({ text }) => text)).toEqual(["Hell", "o, y", "ou!"]);
    expect(parts.findIndex(({ kind }) => kind === "original")).toBeLessThan(
      parts.findIndex(({ kind }) => kind === "text"),
    );
    expect(only(parts, "original")).toHaveLength(7);
    expect(place.server.requests).toHaveLength(1);
  });

  it("sends nothing before the first part is asked for, and then what was fixed at the call", async () => {
    await using place = await serve([answer.text("Yes")]);
    const messages = [{ role: "user", content: "One" } as const];
    const parts = place.model.stream({ messages });
    messages.push({ role: "user", content: "One" });
    expect(place.server.requests).toHaveLength(0);

    await partsOf(parts);

    expect(place.server.requests[0]?.body).toMatchObject({ messages: [{ role: "user", content: "One" }] });
    expect(await partsOf(parts)).toEqual([]);
    expect(place.server.requests).toHaveLength(1);
  });

  it("asks for the whole answer at once", async () => {
    const message = { role: "assistant", content: "All of it", reasoning_content: "Hm" };
    const body = {
      id: "1",
      model: "m",
      choices: [{ index: 0, message, finish_reason: "stop" }],
      usage: { total_tokens: 5 },
    };
    await using place = await serve([answer.json(body)]);

    const parts = await partsOf(place.model.stream({ ...hello, stream: false }));

    expect(told(parts)).toEqual([
      { kind: "meta", id: "1", model: "m" },
      { kind: "reasoning", text: "Hm" },
      { kind: "text", text: "All of it" },
      { kind: "usage", usage: { totalTokens: 5 } },
      { kind: "finish", reason: "stop", raw: "stop" },
    ]);
    expect(place.server.requests[0]).toMatchObject({
      body: { stream: false },
      headers: { accept: "application/json" },
    });
    expect(place.server.requests[0]?.body).not.toHaveProperty("stream_options");
  });

  it("takes a whole answer where it asked for a stream", async () => {
    const calls = [{ id: "c1", type: "function", function: { name: "add", arguments: '{"a":1}' } }];
    const message = { role: "assistant", content: "<think>So</think>Adding", tool_calls: calls };
    await using place = await serve([answer.json({ choices: [{ index: 0, message, finish_reason: "tool_calls" }] })]);

    expect(told(await partsOf(place.model.stream(hello)))).toEqual([
      { kind: "reasoning", text: "So" },
      { kind: "text", text: "Adding" },
      { kind: "tool-delta", callId: "c1", name: "add", delta: '{"a":1}' },
      { kind: "tool-ready", callId: "c1", name: "add", arguments: '{"a":1}' },
      { kind: "finish", reason: "tool-calls", raw: "tool_calls" },
    ]);
    expect(place.server.requests).toHaveLength(1);
  });

  it("uses its connection again", async () => {
    await using place = await serve([
      answer.text("1"),
      answer.json({ choices: [{ message: { content: "2" } }] }),
      answer.status(500, "no"),
      answer.text("4"),
    ]);

    await partsOf(place.model.stream(hello));
    await partsOf(place.model.stream(hello));
    await failureOf(place.model.stream(hello));
    const last = place.model.stream(hello);
    await readUntil(last[Symbol.asyncIterator](), "finish");

    expect(place.server.requests.map(({ connection }) => connection)).toEqual([1, 1, 1, 1]);
    expect(place.server.connections).toBe(1);
  });

  it("closes the socket when its reader leaves", async () => {
    await using place = await serve([answer.stall("midway"), answer.text("next")]);

    for await (const part of place.model.stream(hello)) if (part.kind === "text") break;

    expect(await place.server.requests[0]?.ended).toBe("client");
    expect(place.server.requests[0]?.closedByClient).toBe(true);
    expect(textIn(await partsOf(place.model.stream(hello)))).toBe("next");
  });

  it("can be left while it waits", async () => {
    await using place = await serve([answer.stall("midway")]);
    const parts = place.model.stream(hello)[Symbol.asyncIterator]();
    await readUntil(parts, "text");
    const waiting = parts.next();

    await parts.return?.();

    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await place.server.requests[0]?.ended).toBe("client");
  });

  it("keeps the connection when its reader leaves at the finish", async () => {
    await using place = await serve([answer.text("1"), answer.text("2")]);

    for await (const part of place.model.stream(hello)) if (part.kind === "finish") break;
    await partsOf(place.model.stream(hello));

    expect(place.server.connections).toBe(1);
  });

  it("ends in ABORTED, and closes the socket, in every phase", async () => {
    for (const phase of ["connect", "headers", "firstToken", "midway"] as const) {
      await using place = await serve([answer.stall(phase)]);
      const controller = new AbortController();
      const failed = failureOf(place.model.stream({ ...hello, signal: controller.signal }));
      const request = await place.server.received();
      const reason = new Error("enough");

      controller.abort(reason);

      const error = await failed;
      expect(error).toMatchObject({ code: "ABORTED", cause: reason, details: { retryable: false } });
      expect(await request.ended, phase).toBe("client");
      expect(place.server.requests).toHaveLength(1);
    }
  });

  it("sends nothing when it was aborted before", async () => {
    await using place = await serve([]);
    const error = await failureOf(place.model.stream({ ...hello, signal: AbortSignal.abort() }));

    expect(error.code).toBe("ABORTED");
    expect(place.server.requests).toEqual([]);
  });

  it("describes what it would send, without keys and with pictures cut short", () => {
    const model = openaiCompatible({
      baseUrl: "https://example.com/v1/?api-version=2&api-key=s3cr3t",
      model: "any",
      apiKey: "sk-secret",
      headers: { "X-Token": "hush-hush" },
      extraBody: { note: "hush-hush, sk-secret" },
    });
    const image = new Uint8Array(300);

    const described = model.describe({
      messages: [{ role: "user", content: [{ type: "image", image, mediaType: "image/png" }] }],
    });

    expect(described.url).toBe("https://example.com/v1/chat/completions?api-version=2&api-key=%5Bhidden%5D");
    expect(JSON.stringify(described)).not.toMatch(/s3cr3t|sk-secret|hush/);
    expect(described.body).toMatchObject({
      model: "any",
      stream: true,
      note: "[hidden], [hidden]",
      messages: [
        { content: [{ image_url: { url: expect.stringMatching(/^data:image\/png;base64,A+… \(422 characters\)$/) } }] },
      ],
    });
    expect(described.timeouts).toEqual({ connectMs: 30_000, firstTokenMs: 120_000, idleMs: 60_000, totalMs: 600_000 });
  });

  it("refuses a bad call before anything is sent", async () => {
    await using place = await serve([]);

    expect(caught(() => place.model.stream({ messages: [] })).code).toBe("MODEL_CALL_INVALID");
    expect(caught(() => place.model.describe({ messages: [] })).details).toMatchObject({ path: "messages" });
    expect(caught(() => place.model.stream({ ...hello, options: { seed: 1n } })).code).toBe("MODEL_CALL_INVALID");
    expect(place.server.requests).toEqual([]);
  });
});
