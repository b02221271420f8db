import { describe, expect, it } from "vitest";
import { openaiCompatible } from "../../../lib/model/openai/openai-compatible.js";
import { answer } from "../../../lib/testing/scripted-answer.js";
import { ManualClock } from "../../../lib/testing/manual-clock.js";
import { failureOf, hello, outcome, serve, textIn } from "./probes.js";

const openaiError = (message: string, more: object = {}): object => ({
  error: { message, type: "x", code: null, ...more },
});

describe("an answer with an error", () => {
  it.each([
    [400, openaiError("bad", { code: "c", param: "p" }), { code: "c", param: "p", retryable: false }],
    [401, openaiError("bad"), { retryable: false }],
    [403, { message: "bad", code: 13 }, { code: "13", retryable: false }],
    [404, { error: "bad" }, { retryable: false }],
    [408, "bad", { retryable: true }],
    [409, { detail: "bad" }, { retryable: true }],
    [422, { detail: [{ loc: ["body", "n"], msg: "bad" }] }, { retryable: false }],
    [429, { errors: [{ message: "bad", code: "rate" }] }, { code: "rate", retryable: true }],
    [429, openaiError("bad", { code: "insufficient_quota" }), { retryable: false }],
    [500, [{ error: { message: "bad", status: "INTERNAL" } }], { code: "INTERNAL", retryable: true }],
    [500, "<html><head><style>p{}</style></head><body><h1>bad</h1></body></html>", { retryable: true }],
    [501, "bad", { retryable: false }],
    [503, { object: "error", message: "bad", type: "t", code: 503, request_id: "r" }, { type: "t", requestId: "r" }],
    [529, '"bad"', { retryable: true }],
  ])("of status %i and body %j is one MODEL_FAILED that tells the first body", async (status, body, details) => {
    await using place = await serve([answer.status(status, body)]);

    const { parts, error } = await outcome(place.model.stream(hello));

    expect(parts.map(({ kind }) => kind)).toEqual(["headers"]);
    expect(error).toMatchObject({ code: "MODEL_FAILED", details: { status, model: "any", ...details } });
    expect(error?.message).toMatch(
      new RegExp(
        `^The model "any" at http://127\\.0\\.0\\.1:\\d+/v1/chat/completions answered ${String(status)}: .*bad`,
      ),
    );
    expect(place.server.requests).toHaveLength(1);
  });

  it.each([400, 401, 429, 500])("of status %i without a body is one MODEL_FAILED", async (status) => {
    await using place = await serve([answer.status(status)]);

    expect(await failureOf(place.model.stream(hello))).toMatchObject({ code: "MODEL_FAILED", details: { status } });
    expect(place.server.requests).toHaveLength(1);
  });

  it("tells when to come again, and what the provider calls the request", async () => {
    const clock = new ManualClock(Date.UTC(2030, 0, 1));
    using _ = clock.install();
    const at = (headers: Record<string, string>) => answer.status(429, "slow", headers);
    await using place = await serve([
      at({ "retry-after": "1.5", "x-request-id": "req-1" }),
      at({ "retry-after": "Tue, 01 Jan 2030 00:00:07 GMT" }),
      at({ "retry-after": "9", "retry-after-ms": "250" }),
      at({ "retry-after": "soon" }),
      answer.status(400, "no", { "retry-after": "3", "x-should-retry": "true" }),
    ]);
    const details = async (): Promise<unknown> => (await failureOf(place.model.stream(hello))).details;

    expect(await details()).toMatchObject({ retryAfterMs: 1500, requestId: "req-1" });
    expect(await details()).toMatchObject({ retryAfterMs: 7000 });
    expect(await details()).toMatchObject({ retryAfterMs: 250 });
    expect(await details()).not.toHaveProperty("retryAfterMs");
    expect(await details()).toMatchObject({ retryable: true, retryAfterMs: 3000 });
  });

  it("says that the format was not taken, only where one was asked for", async () => {
    const call = { ...hello, responseFormat: { name: "a", schema: { type: "object" } } };
    const rejects = async (message: string, more = {}, given: typeof hello = call, status = 400): Promise<unknown> => {
      await using place = await serve([answer.status(status, openaiError(message, more))]);
      return (await failureOf(place.model.stream(given))).details["rejected"];
    };

    expect(await rejects("response_format is not supported")).toBe("responseFormat");
    expect(await rejects("json_schema is not a known type")).toBe("responseFormat");
    expect(await rejects("Invalid schema: bad")).toBe("responseFormat");
    expect(await rejects("Unknown parameter", { param: "response_format.type" })).toBe("responseFormat");
    expect(await rejects("Invalid schema for function 'add'")).toBeUndefined();
    expect(await rejects("Too many tokens")).toBeUndefined();
    expect(await rejects("response_format is not supported", {}, hello)).toBeUndefined();
    expect(await rejects("schema", {}, call, 500)).toBeUndefined();
  });

  it("never tells a key that the provider repeats", async () => {
    const said = "Incorrect API key provided: sk-very-secret, token tok-secret";
    await using place = await serve([answer.status(401, openaiError(said)), answer.events([openaiError(said)])], {
      apiKey: "sk-very-secret",
      headers: { "x-token": "tok-secret" },
    });

    for (let call = 0; call < 2; call++) {
      const error = await failureOf(place.model.stream(hello));
      expect(error.message).toContain("Incorrect API key provided: [hidden], token [hidden]");
      expect(JSON.stringify([error.message, error.details])).not.toMatch(/sk-very|tok-secret/);
    }
  });

  it("does not follow redirects, which would be a second request", async () => {
    await using place = await serve([answer.status(307, "", { location: "/elsewhere" })]);
    const error = await failureOf(place.model.stream(hello));

    expect(error).toMatchObject({ code: "MODEL_FAILED", details: { status: 307, retryable: false } });
    expect(error.hint).toContain("/elsewhere");
    expect(place.server.requests).toHaveLength(1);
  });
});

describe("an answer that is none", () => {
  it.each([
    ["a page", answer.raw(["<html><body>Welcome to the hotel</body></html>"], { "content-type": "text/html" })],
    ["other JSON", answer.json({ hello: "world" })],
    ["a list", answer.json([1, 2])],
  ])("is one MODEL_FAILED that no other try mends: %s", async (_, reply) => {
    await using place = await serve([reply]);
    const error = await failureOf(place.model.stream(hello));

    expect(error).toMatchObject({ code: "MODEL_FAILED", details: { status: 200, retryable: false } });
    expect(error.hint).toContain("/v1");
  });

  it("is the provider's error where it says one with status 200", async () => {
    await using place = await serve([answer.json(openaiError("overloaded", { code: 503 }))]);

    expect(await failureOf(place.model.stream(hello))).toMatchObject({
      code: "MODEL_FAILED",
      details: { status: 503, retryable: true, providerMessage: "overloaded" },
    });
  });

  it.each([
    ["an empty body", answer.status(200)],
    ["an empty stream", answer.raw([])],
    ["cut JSON", answer.status(200, '{"choices":[{"mess')],
  ])("is MODEL_STREAM_BROKEN where nothing came: %s", async (_, reply) => {
    await using place = await serve([reply]);

    expect(await failureOf(place.model.stream(hello))).toMatchObject({
      code: "MODEL_STREAM_BROKEN",
      details: { retryable: true },
    });
  });
});

describe("a connection that fails", () => {
  it("is MODEL_UNREACHABLE where nobody listens", async () => {
    const place = await serve([]);
    await place[Symbol.asyncDispose]();

    const error = await failureOf(place.model.stream(hello));

    expect(error).toMatchObject({ code: "MODEL_UNREACHABLE", details: { code: "ECONNREFUSED", retryable: true } });
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it("is MODEL_UNREACHABLE where the host is unknown", async () => {
    const model = openaiCompatible({ baseUrl: "http://nobody.invalid/v1", model: "any" });
    const error = await failureOf(model.stream(hello));

    expect(error).toMatchObject({ code: "MODEL_UNREACHABLE", details: { retryable: true } });
    expect(error.details["code"]).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });

  it("is MODEL_UNREACHABLE where it is reset before the answer", async () => {
    await using place = await serve([answer.drop(), answer.text("second")]);

    expect(await failureOf(place.model.stream(hello))).toMatchObject({
      code: "MODEL_UNREACHABLE",
      details: { retryable: true },
    });
    expect(place.server.requests).toHaveLength(1);
  });

  it("is MODEL_STREAM_BROKEN where it is reset in the middle, and what had come was told", async () => {
    await using place = await serve([answer.drop("Half <"), answer.text("second")]);

    const { parts, error } = await outcome(place.model.stream(hello));

    expect(textIn(parts)).toBe("Half <");
    expect(error).toMatchObject({ code: "MODEL_STREAM_BROKEN", details: { retryable: true } });
    expect(error?.cause).toBeInstanceOf(TypeError);
    expect(place.server.requests).toHaveLength(1);
  });

  it("takes nothing away behind the finish", async () => {
    const done = { choices: [{ index: 0, delta: { content: "All" }, finish_reason: "stop" }] };
    await using place = await serve([{ ...answer.events([done]), drop: "body" }]);

    const { parts, error } = await outcome(place.model.stream(hello));

    expect(error).toBeUndefined();
    expect(parts.at(-1)).toEqual({ kind: "finish", reason: "stop", raw: "stop" });
  });
});
