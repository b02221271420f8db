import { describe, expect, it } from "vitest";
import { bytesOf, cutAt } from "../../lib/testing/chunk-fuzzer.js";
import { answer } from "../../lib/testing/scripted-answer.js";
import { ScriptedServer } from "../../lib/testing/scripted-server.js";

const ask = async (server: ScriptedServer, body: unknown = {}, signal?: AbortSignal): Promise<Response> =>
  fetch(`${server.url}/chat/completions`, { method: "POST", body: JSON.stringify(body), signal: signal ?? null });

const events = (wire: string): unknown[] =>
  [...wire.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) =>
    data === "[DONE]" ? data : (JSON.parse(data) as unknown),
  );

describe("ScriptedServer", () => {
  it("answers with its replies in order, and remembers the requests", async () => {
    await using server = await ScriptedServer.start([answer.status(429, { error: "slow" }, { "retry-after": "3" })]);
    server.reply(answer.json({ id: "x" }));

    const first = await ask(server, { n: 1 });
    expect([first.status, first.headers.get("retry-after"), await first.json()]).toEqual([429, "3", { error: "slow" }]);
    expect(await (await ask(server, { n: 2 })).json()).toEqual({ id: "x" });
    expect((await ask(server)).status).toBe(501);

    expect(server.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", "/v1/chat/completions", { n: 1 }],
      ["POST", "/v1/chat/completions", { n: 2 }],
      ["POST", "/v1/chat/completions", {}],
    ]);
    expect(await server.requests[0]?.ended).toBe("answered");
  });

  it("streams text, reasoning, usage and finish as a provider does", async () => {
    await using server = await ScriptedServer.start([
      answer.text("abc", { every: 2, reasoning: "hm", usage: { total_tokens: 3 }, finish: "length" }),
    ]);

    const response = await ask(server);
    const chunks = events(await response.text());

    expect(response.headers.get("content-type")).toMatch("text/event-stream");
    expect(chunks).toMatchObject([
      { choices: [{ delta: { role: "assistant" } }] },
      { choices: [{ delta: { reasoning_content: "hm" } }] },
      { choices: [{ delta: { content: "ab" } }] },
      { choices: [{ delta: { content: "c" } }] },
      { choices: [{ delta: {}, finish_reason: "length" }] },
      { choices: [], usage: { total_tokens: 3 } },
      "[DONE]",
    ]);
  });

  it("streams calls in fragments", async () => {
    await using server = await ScriptedServer.start([
      answer.toolCalls(
        [
          { name: "add", arguments: { x: 1 } },
          { id: null, name: "now", arguments: "{}" },
        ],
        { every: 4 },
      ),
    ]);

    const fragments = events(await (await ask(server)).text()).slice(0, 4);

    expect(fragments).toMatchObject([
      { choices: [{ delta: { tool_calls: [{ index: 0, id: "call_1", function: { name: "add", arguments: "" } }] } }] },
      { choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: '{"x"' } }] } }] },
      { choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: ":1}" } }] } }] },
      { choices: [{ delta: { tool_calls: [{ index: 1, function: { name: "now", arguments: "{}" } }] } }] },
    ]);
    expect(JSON.stringify(fragments[3])).not.toContain("call_2");
  });

  it("writes bytes as they are, cut inside of characters", async () => {
    await using server = await ScriptedServer.start([answer.raw(cutAt(bytesOf("Grüße"), [3, 6]))]);

    expect(await (await ask(server)).text()).toBe("Grüße");
  });

  it("makes replies of requests, and waits for them", async () => {
    await using server = await ScriptedServer.start([async ({ body }) => Promise.resolve(answer.json({ got: body }))]);

    expect(await (await ask(server, [1])).json()).toEqual({ got: [1] });
  });

  it.each(["connect", "headers"] as const)("stands still in %s until the client closes", async (phase) => {
    await using server = await ScriptedServer.start([answer.stall(phase)]);
    const controller = new AbortController();
    const asked = ask(server, {}, controller.signal);
    const request = await server.received();
    expect(request.closedByClient).toBe(false);

    controller.abort();

    await expect(asked).rejects.toThrow();
    expect(await request.ended).toBe("client");
    expect(request.closedByClient).toBe(true);
  });

  it.each(["firstToken", "midway"] as const)("stands still at %s behind what it has said", async (phase) => {
    await using server = await ScriptedServer.start([answer.stall(phase)]);
    const reader = (await ask(server)).body?.getReader();
    const { value } = (await reader?.read()) ?? {};

    expect(new TextDecoder().decode(value as Uint8Array)).toContain('"role":"assistant"');
    await reader?.cancel();
    expect(await server.requests[0]?.ended).toBe("client");
  });

  it("drops connections", async () => {
    await using server = await ScriptedServer.start([answer.drop(), answer.drop("Hal")]);

    await expect(ask(server)).rejects.toThrow();
    await expect((await ask(server)).text()).rejects.toThrow();
    expect(await server.requests[1]?.ended).toBe("server");
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  it("closes every connection when it is disposed", async () => {
    const server = await ScriptedServer.start([answer.stall("connect")]);
    const asked = ask(server).catch((error: unknown) => error);
    await server.received();

    await server[Symbol.asyncDispose]();

    expect(await asked).toBeInstanceOf(TypeError);
  });
});
