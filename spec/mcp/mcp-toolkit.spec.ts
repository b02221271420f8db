/** Tools of an MCP server in the hands of an agent: names, schemas, calls, failures, ends. */
import { Agent, MemoryStream, tool, ToolError, ToolResult } from "millrace";
import { mcpToolkit, type McpToolkit } from "millrace/mcp";
import { ManualClock, type TestCall, TestModel } from "millrace/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { useClock } from "../../lib/primitives/clock.js";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { LinkedServer } from "./linked-server.js";

let far: LinkedServer;

beforeEach(() => {
  far = new LinkedServer();
});

afterEach(async () => {
  await far[Symbol.asyncDispose]();
});

const names = ({ tools }: McpToolkit): readonly string[] => tools.map(({ name }) => name);

/** Asks an agent with the toolkit, whose model calls first and then is done; gives what the calls gave. */
async function results(kit: McpToolkit, ...calls: readonly TestCall[]): Promise<ToolResult[]> {
  const stream = new MemoryStream();
  await new Agent("a", { model: new TestModel(calls, "Done."), tools: [kit] }).ask("Go.", { stream });
  const given = (await stream.history.read()).filter((event) => event instanceof ToolResult);
  return given.sort((one, other) => (one.callId < other.callId ? -1 : 1));
}

describe("mcpToolkit", () => {
  it("tells the model of each tool in the server's words, and calls it over the connection", async () => {
    await using kit = await mcpToolkit({ transport: await far.transport() });
    const model = new TestModel({ name: "add", arguments: { a: 2, b: 3 }, callId: "c1" }, "Five.");

    const reply = await new Agent("a", { model, tools: [kit] }).ask("2 + 3?");

    expect(reply.body).toBe("Five.");
    expect(model.calls[0]?.tools).toMatchObject([
      {
        name: "add",
        description: "Adds.",
        parameters: {
          type: "object",
          properties: { a: { type: "number" }, b: { type: "number" } },
          required: ["a", "b"],
        },
      },
    ]);
    expect(far.calls).toEqual([{ a: 2, b: 3 }]);
    expect(model.calls[1]?.messages.at(-1)).toEqual({ role: "tool", callId: "c1", content: "5" });
  });

  it("takes a client that is connected, and leaves it open", async () => {
    const client = await far.client();
    const kit = await mcpToolkit(client);
    expect(kit.client).toBe(client);

    await kit.close();

    expect((await client.listTools()).tools).toHaveLength(1);
    await client.close();
  });

  it("closes the connection that it has made, and its tools say so from then on", async () => {
    const kit = await mcpToolkit({ transport: await far.transport() });
    await kit[Symbol.asyncDispose]();

    const [error] = await results(kit, { name: "add", arguments: { a: 1, b: 1 } });

    expect(error).toBeInstanceOf(ToolError);
    expect(error).toMatchObject({ error: { code: "MCP_UNREACHABLE", details: { request: "tools/call add" } } });
  });

  it("takes only what is included and not excluded, under a prefix", async () => {
    far.gives("one", { content: [] }).gives("two", { content: [] });
    const client = await far.client();

    expect(names(await mcpToolkit(client))).toEqual(["add", "one", "two"]);
    expect(names(await mcpToolkit(client, { include: ["two", "add"], prefix: "far_" }))).toEqual([
      "far_add",
      "far_two",
    ]);
    expect(names(await mcpToolkit(client, { exclude: ["add"] }))).toEqual(["one", "two"]);
    await client.close();
  });

  it("calls a tool by the server's own name, whatever the model knows it as", async () => {
    far.gives("mill.grind", { content: [{ type: "text", text: "flour" }] });
    await using kit = await mcpToolkit({ transport: await far.transport() }, { prefix: "far_" });

    const [result] = await results(kit, { name: "far_mill_grind" });

    expect(result?.result).toBe("flour");
  });

  it("refuses names that the server does not have, and closes what it had opened", async () => {
    const transport = await far.transport();
    const close = vi.spyOn(transport, "close");

    await expect(mcpToolkit({ transport }, { include: ["add", "sub"] })).rejects.toMatchObject({
      code: "OPTION_INVALID",
      details: { missing: ["sub"], listed: ["add"] },
    });
    expect(close).toHaveBeenCalled();
  });

  it("refuses tools whose names come to the same", async () => {
    far.gives("a.b", { content: [] }).gives("a_b", { content: [] });

    await expect(mcpToolkit({ transport: await far.transport() })).rejects.toMatchObject({ code: "TOOL_NAME_TAKEN" });
    far = new LinkedServer().gives("a.b", { content: [] }).gives("a_b", { content: [] });
    const kit = await mcpToolkit({ transport: await far.transport() }, { exclude: ["a.b"] });
    expect(names(kit)).toEqual(["add", "a_b"]);
  });

  it("never takes the name of a tool of yours", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    await using kit = await mcpToolkit({ transport: await far.transport() });
    const own = tool({ name: "add", input: z.object({}), run: () => "mine" });
    const stream = new MemoryStream();

    const agent = new Agent("a", { model: new TestModel({ name: "add" }, "Done."), tools: [own, kit] });
    const result = stream.get(ToolResult);
    await agent.ask("Go.", { stream });

    expect((await result).result).toBe("mine");
    expect(far.calls).toEqual([]);
    expect(warned.mock.calls.flat()).toContainEqual(expect.objectContaining({ code: "MILLRACE_TOOL_SHADOWED" }));
    warned.mockRestore();
  });

  it("runs calls at once, and answers each", async () => {
    await using kit = await mcpToolkit({ transport: await far.transport() });

    const given = await results(
      kit,
      { name: "add", arguments: { a: 1, b: 1 } },
      { name: "add", arguments: { a: 2, b: 2 } },
    );

    expect(given.map(({ result }) => result)).toEqual(["2", "4"]);
  });

  it("has the tools that the server has by now after a refresh, for whoever is asked next", async () => {
    const client = await far.client();
    const all = await mcpToolkit(client);
    const some = await mcpToolkit(client, { include: ["add"] });
    far.gives("late", { content: [{ type: "text", text: "here" }] });

    expect(await all.refresh()).toEqual(["add", "late"]);
    expect(await some.refresh()).toEqual(["add", "late"]);

    expect(names(all)).toEqual(["add", "late"]);
    expect(names(some)).toEqual(["add"]);
    expect((await results(all, { name: "late" }))[0]?.result).toBe("here");
    await client.close();
  });

  it("refuses options and sources that it does not know", async () => {
    const client = await far.client();
    const wrong: readonly (readonly [unknown, unknown])[] = [
      [client, { preffix: "x" }],
      [client, { timeoutMs: 0 }],
      [client, { binary: "show" }],
      [{ adress: "x" }, {}],
      [{}, {}],
      [{ url: "nowhere" }, {}],
      [undefined, {}],
    ];
    for (const [source, options] of wrong) {
      await expect(mcpToolkit(source as never, options as never)).rejects.toMatchObject({ code: "OPTION_INVALID" });
    }
    await client.close();
  });
});

describe("a call of a remote tool", () => {
  it("that the server says has failed is told to the model in the server's words", async () => {
    far.gives("fail", { isError: true, content: [{ type: "text", text: "The wheel is stuck." }] });
    await using kit = await mcpToolkit({ transport: await far.transport() });

    const [error] = await results(kit, { name: "fail" });

    expect(error).toBeInstanceOf(ToolError);
    expect(error?.text).toBe("Error: The wheel is stuck.");
    expect(error).toMatchObject({ error: { code: "MCP_TOOL_FAILED", details: { tool: "fail" } } });
  });

  it("with arguments that the server does not take is told to the model", async () => {
    await using kit = await mcpToolkit({ transport: await far.transport() });

    const [text, list] = await results(
      kit,
      { name: "add", arguments: { a: "two" } },
      { name: "add", arguments: [1, 2] },
    );

    expect(text).toBeInstanceOf(ToolError);
    expect(text).toMatchObject({ error: { code: "MCP_TOOL_FAILED" } });
    expect(text?.text).toMatch(/number/);
    expect(list).toMatchObject({ error: { code: "TOOL_ARGUMENTS_INVALID" } });
    expect(far.calls).toEqual([]);
  });

  it("of a tool that the server has no more is told to the model with the code of the protocol", async () => {
    const gone = far.server.registerTool("gone", {}, () => ({ content: [] }));
    await using kit = await mcpToolkit({ transport: await far.transport() });
    gone.remove();

    const [error] = await results(kit, { name: "gone" });

    expect(error).toBeInstanceOf(ToolError);
    expect(error).toMatchObject({ error: { code: "MCP_FAILED", details: { code: -32602 } } });
  });

  it("over a connection that breaks is told to the model, and the turn goes on", async () => {
    far.gives("break", async () => {
      await far.server.close();
      return { content: [] };
    });
    await using kit = await mcpToolkit({ transport: await far.transport() });

    const [error] = await results(kit, { name: "break" });

    expect(error).toMatchObject({ error: { code: "MCP_UNREACHABLE", details: { code: "CONNECTION_CLOSED" } } });
  });

  it("ends with its turn, and the server is told so", async () => {
    const under = createDeferred<AbortSignal>();
    far.server.registerTool("wait", {}, (context) => {
      under.resolve(context.mcpReq.signal);
      return createDeferred<never>().promise;
    });
    await using kit = await mcpToolkit({ transport: await far.transport() });
    const run = new Agent("a", { model: new TestModel({ name: "wait" }), tools: [kit] }).run("Go.").start();
    const signal = await under.promise;
    const told = createDeferred<undefined>();
    signal.addEventListener("abort", () => {
      told.resolve(undefined);
    });

    run.abort();

    await expect(run.result()).rejects.toMatchObject({ code: "ABORTED" });
    await told.promise;
  });

  it("that takes too long fails with TIMEOUT, and the server is told so", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const under = createDeferred<AbortSignal>();
    far.server.registerTool("wait", {}, (context) => {
      under.resolve(context.mcpReq.signal);
      return createDeferred<never>().promise;
    });
    await using kit = await mcpToolkit({ transport: await far.transport() }, { timeoutMs: 500 });
    const given = results(kit, { name: "wait" });
    const signal = await under.promise;

    clock.advance(500);

    expect((await given)[0]).toMatchObject({ error: { code: "TIMEOUT", details: { timeoutMs: 500 } } });
    expect(signal.aborted).toBe(true);
  });
});
