import { describe, expect, it } from "vitest";
import { bytesOf, cutAt } from "../../../lib/testing/chunk-fuzzer.js";
import { answer } from "../../../lib/testing/scripted-answer.js";
import { failureOf, hello, only, outcome, partsOf, serve, textIn } from "./probes.js";

const says = (content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;

const END = says("", "stop") + "data: [DONE]\n\n";

/** The text of an answer with these bytes, which must be complete; one request. */
async function textOf(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  await using place = await serve([answer.raw(pieces)]);
  const parts = await partsOf(place.model.stream(hello));
  expect(parts.filter(({ kind }) => kind === "finish")).toHaveLength(1);
  expect(place.server.requests).toHaveLength(1);
  return textIn(parts);
}

describe("events of an answer", () => {
  it("are read however lines end", async () => {
    const wire = says("a") + says("b") + END;

    expect(await textOf(wire.replaceAll("\n", "\r\n"))).toBe("ab");
    expect(await textOf(wire.replaceAll("\n", "\r"))).toBe("ab");
    expect(await textOf(wire.replaceAll("\n", "\r\n").slice(0, 30), wire.replaceAll("\n", "\r\n").slice(30))).toBe(
      "ab",
    );
  });

  it("may have comments, ids, names, retries and data of several lines", async () => {
    const lines = JSON.stringify({ choices: [{ index: 0, delta: { content: "b" } }] }, null, 1).split("\n");
    const event = `: keep-alive\n\nid: 1\nevent: chunk\nretry: 10\n${lines.map((line) => `data: ${line}\n`).join("")}\n`;

    expect(await textOf(says("a") + event + END)).toBe("ab");
  });

  it("may begin with a byte order mark, and be cut inside of characters", async () => {
    const bytes = bytesOf(`\uFEFF${says("Grüße, 👋🏽")}${END}`);

    expect(await textOf(...cutAt(bytes, [1, 2, 52, 53, 54, 55, 60, 61, 62, 63, 64]))).toBe("Grüße, 👋🏽");
  });

  it("without data are pings", async () => {
    const pings = "event: ping\ndata:\n\ndata: \n\nevent: ping\n\ndata\n\n";
    await using place = await serve([answer.raw([says("a") + pings + END])]);
    const parts = await partsOf(place.model.stream(hello));

    expect(only(parts, "skipped")).toEqual([]);
    expect(only(parts, "original")).toHaveLength(3);
  });

  it("that are malformed are passed over, each with a part that says so", async () => {
    const bad = 'data: {"choices": [{"delta":\n\ndata: 17\n\nwhat: ever\n\nretry: soon\n\n';
    await using place = await serve([answer.raw([says("a") + bad + says("b") + END])]);
    const parts = await partsOf(place.model.stream(hello));

    expect(textIn(parts)).toBe("ab");
    expect(only(parts, "skipped")).toEqual([
      { kind: "skipped", why: "an event that is no JSON object", data: '{"choices": [{"delta":' },
      { kind: "skipped", why: "an event that is no JSON object", data: "17" },
      { kind: "skipped", why: 'Unknown field "what"', data: "what: ever" },
    ]);
  });

  it("end at a marker with blanks around it; what follows is not read", async () => {
    expect(await textOf(says("a", "stop") + "data:  [DONE] \n\n" + says("b") + "data: {broken\n\n")).toBe("a");
  });

  it("end at the marker although no finish reason came", async () => {
    await using place = await serve([answer.raw([`${says("a")}data: [DONE]\n\n`])]);

    expect((await partsOf(place.model.stream(hello))).at(-1)).toEqual({ kind: "finish", reason: "stop" });
  });

  it("need no marker behind a finish reason, and no empty line at the very end", async () => {
    expect(await textOf(says("a") + says("b", "stop"))).toBe("ab");
    expect(await textOf(says("a") + says("b", "stop").trimEnd())).toBe("ab");
  });

  it("are broken without a marker and a finish reason", async () => {
    await using place = await serve([answer.raw([says("a")]), answer.text("second")]);
    const { parts, error } = await outcome(place.model.stream(hello));

    expect(textIn(parts)).toBe("a");
    expect(error).toMatchObject({ code: "MODEL_STREAM_BROKEN", details: { retryable: true } });
    expect(place.server.requests).toHaveLength(1);
  });

  it.each([
    ["only the marker", "data: [DONE]\n\n"],
    ["only what is malformed", "data: {\n\ndata: [DONE]\n\n"],
  ])("are broken where nothing can be read: %s", async (_, wire) => {
    await using place = await serve([answer.raw([wire])]);

    expect((await failureOf(place.model.stream(hello))).code).toBe("MODEL_STREAM_BROKEN");
  });

  it.each([
    ["an object", { error: { message: "bad", code: 429 } }, { status: 429, retryable: true }],
    ["a text", { error: "bad" }, { retryable: true }],
    ["beside choices", { choices: [], error: { message: "bad", type: "invalid_request_error" } }, { retryable: false }],
    ["of vLLM", { object: "error", message: "bad", code: 400 }, { status: 400, retryable: false }],
    ["of DashScope", { code: "Throttling", message: "bad", request_id: "r" }, { code: "Throttling", requestId: "r" }],
  ])(
    "may be an error in the middle (%s), which is one MODEL_FAILED that closes the socket",
    async (_, wire, details) => {
      const pieces = [says("Half"), `data: ${JSON.stringify(wire)}\n\n`, says("more"), END];
      await using place = await serve([{ ...answer.raw(pieces), stall: "body" }, answer.text("second")]);
      const { parts, error } = await outcome(place.model.stream(hello));

      expect(textIn(parts)).toBe("Half");
      expect(error).toMatchObject({ code: "MODEL_FAILED", details: { providerMessage: "bad", ...details } });
      expect(error?.message).toMatch(/sent an error in its answer: bad/);
      expect(await place.server.requests[0]?.ended).toBe("client");
      expect(place.server.requests).toHaveLength(1);
    },
  );

  it("may be an error by name, JSON or not", async () => {
    for (const data of ["overloaded", '{"message":"overloaded"}']) {
      await using place = await serve([answer.raw([`${says("a")}event: error\ndata: ${data}\n\n`])]);
      expect((await failureOf(place.model.stream(hello))).details).toMatchObject({ providerMessage: "overloaded" });
    }
  });

  it("take no empty error for one", async () => {
    const chunk = { error: null, choices: [{ index: 0, delta: { content: "a" }, finish_reason: "stop" }] };

    expect(await textOf(`data: ${JSON.stringify(chunk)}\n\n`)).toBe("a");
  });

  it("are read where `data:` is forgotten, or the content type", async () => {
    expect(await textOf(says("a").replace("data: ", "") + END)).toBe("a");
    await using place = await serve([answer.raw([says("a") + END], { "content-type": "text/plain" })]);
    expect(textIn(await partsOf(place.model.stream(hello)))).toBe("a");
  });
});
