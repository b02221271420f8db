/** The spans of an agent: names, kinds and attributes, by the conventions for generative AI. */
import { trace } from "@opentelemetry/api";
import { Agent, image, MillraceError, tool } from "millrace";
import { telemetry, type TelemetryOptions } from "millrace/telemetry";
import { TestModel, type TestTurn } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { failureOf, isClient, isInternal, Traced } from "./traced.js";

const search = tool({
  name: "search",
  input: z.object({ q: z.string() }),
  run: ({ q }) => ({ found: q.toUpperCase() }),
});
const broken = tool({
  name: "broken",
  run: () => {
    throw new TypeError("no wheel");
  },
});

async function traced(turns: readonly TestTurn[], options: TelemetryOptions = {}, message = "Go."): Promise<Traced> {
  const spans = new Traced();
  const agent = new Agent("clerk", {
    model: new TestModel(...turns),
    tools: [search, broken],
    middleware: [telemetry({ tracerProvider: spans.tracerProvider, ...options })],
  });
  await agent.ask(message);
  return spans;
}

const calling = [{ name: "search", arguments: { q: "tea" }, callId: "c1" }, "Found."] as const;

describe("telemetry", () => {
  it("tells of a turn in one span with the name of the agent", async () => {
    const spans = await traced(["Hello."]);

    const turn = spans.span("invoke_agent clerk");
    expect(isInternal(turn)).toBe(true);
    expect(turn.attributes).toEqual({
      "millrace.span.type": "agent",
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "clerk",
    });
    expect(spans.spans).toHaveLength(2);
  });

  it("tells of each call of the model with provider, model and tokens", async () => {
    const usage = { inputTokens: 12, outputTokens: 3, totalTokens: 15 };
    const spans = await traced([{ text: "Hello.", usage }], { providerName: "acme", modelName: "large" });

    const call = spans.span("chat large");
    expect(isClient(call)).toBe(true);
    expect(call.attributes).toEqual({
      "millrace.span.type": "llm",
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "acme",
      "gen_ai.request.model": "large",
      "gen_ai.response.model": "test",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 3,
    });
  });

  it("takes model, provider and finish reason from the answer where its author names none", async () => {
    const spans = await traced(["Hello."]);

    expect(spans.span("chat test").attributes).toMatchObject({
      "gen_ai.provider.name": "test",
      "gen_ai.request.model": "test",
      "gen_ai.response.model": "test",
      "gen_ai.response.finish_reasons": ["stop"],
    });
  });

  it("has the request as its author names it, and the response as the answer does", async () => {
    const spans = await traced(["Hello."], { agentName: "Clerk II", providerName: "acme", modelName: "large" });

    expect(spans.span("chat large").attributes).toMatchObject({
      "gen_ai.provider.name": "acme",
      "gen_ai.request.model": "large",
      "gen_ai.response.model": "test",
    });
    expect(spans.span("invoke_agent Clerk II").attributes).toMatchObject({
      "gen_ai.agent.name": "Clerk II",
      "gen_ai.provider.name": "acme",
      "gen_ai.request.model": "large",
    });
  });

  it("counts tokens written to the provider's cache, and leaves out what was not read from it", async () => {
    const spans = await traced([{ text: "Hi.", usage: { inputTokens: 9, cacheWriteTokens: 7, cachedTokens: 0 } }]);

    const { attributes } = spans.span("chat test");
    expect(attributes["gen_ai.usage.cache_creation_input_tokens"]).toBe(7);
    expect(attributes).not.toHaveProperty("gen_ai.usage.cache_read_input_tokens");
  });

  it("counts tokens read from the provider's cache, and leaves out what was not written to it", async () => {
    const spans = await traced([{ text: "Hi.", usage: { inputTokens: 9, cacheWriteTokens: 0, cachedTokens: 5 } }]);

    const { attributes } = spans.span("chat test");
    expect(attributes["gen_ai.usage.cache_read_input_tokens"]).toBe(5);
    expect(attributes).not.toHaveProperty("gen_ai.usage.cache_creation_input_tokens");
  });

  it("tells of each call of a tool with its name and id, always as a function, and without its content", async () => {
    const spans = await traced(calling);

    const call = spans.span("execute_tool search");
    expect(isInternal(call)).toBe(true);
    expect(call.attributes).toEqual({
      "millrace.span.type": "tool",
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "search",
      "gen_ai.tool.call.id": "c1",
      "gen_ai.tool.type": "function",
    });
  });

  it("puts the arguments and the result of a tool into its span where content is captured", async () => {
    const spans = await traced(calling, { captureContent: true });

    expect(spans.span("execute_tool search").attributes).toMatchObject({
      "gen_ai.tool.call.arguments": '{"q":"tea"}',
      "gen_ai.tool.call.result": '{"found":"TEA"}',
    });
  });

  it("puts no messages into spans unless it is told to", async () => {
    const spans = await traced(["A secret."], {}, "Tell.");

    expect(JSON.stringify(spans.spans.map(({ attributes }) => attributes))).not.toMatch(/secret|Tell/);
  });

  it("puts messages as JSON into the spans of model calls where content is captured", async () => {
    const spans = await traced(["Hello."], { captureContent: true }, "Who?");

    const { attributes } = spans.span("chat test");
    expect(JSON.parse(attributes["gen_ai.input.messages"] as string)).toEqual([
      { role: "user", parts: [{ type: "text", content: "Who?" }] },
    ]);
    expect(JSON.parse(attributes["gen_ai.output.messages"] as string)).toEqual([
      { role: "assistant", parts: [{ type: "text", content: "Hello." }], finish_reason: "stop" },
    ]);
  });

  it("has the texts of all questions as input, nothing else of them, and no output where there is no text", async () => {
    const spans = new Traced();
    const model = new TestModel("One.", ...calling);
    const middleware = [telemetry({ tracerProvider: spans.tracerProvider, captureContent: true })];
    const agent = new Agent("clerk", { model, tools: [search], prompt: "Be brief.", middleware });

    const reply = await agent.ask(["First.", image("https://example.org/a.png")]);
    await reply.ask("Second.");

    const [, asking] = spans.spans.filter(({ name }) => name === "chat test");
    expect(asking?.attributes).not.toHaveProperty("gen_ai.output.messages");
    expect(JSON.parse(asking?.attributes["gen_ai.input.messages"] as string)).toEqual([
      { role: "user", parts: [{ type: "text", content: "First." }] },
      { role: "user", parts: [{ type: "text", content: "Second." }] },
    ]);
  });

  it("marks the span of a tool that fails, and lets the turn go on", async () => {
    const spans = await traced([{ name: "broken" }, "I could not."], { captureContent: true });

    const call = spans.span("execute_tool broken");
    expect(failureOf(call)).toEqual({
      isError: true,
      message: "no wheel",
      type: "TypeError",
      recorded: ["no wheel"],
    });
    expect(call.attributes["gen_ai.tool.call.result"]).toBe("Error: no wheel");
    expect(failureOf(spans.span("invoke_agent clerk"))).toMatchObject({ isError: false, recorded: [] });
  });

  it("marks the span of a tool that there is not", async () => {
    const spans = await traced([{ name: "serch" }, "Sorry."]);

    expect(failureOf(spans.span("execute_tool serch"))).toMatchObject({ isError: true, type: "TOOL_NOT_FOUND" });
  });

  it("marks the spans of a model call that fails and of its turn, and keeps the error", async () => {
    const spans = new Traced();
    const failure = new MillraceError("MODEL_FAILED", "Too many.", { details: { retryable: false } });
    const middleware = [telemetry({ tracerProvider: spans.tracerProvider })];
    const agent = new Agent("clerk", { model: new TestModel(failure), middleware });

    await expect(agent.ask("Go.")).rejects.toBe(failure);

    for (const name of ["chat", "invoke_agent clerk"]) {
      expect(failureOf(spans.span(name))).toMatchObject({ isError: true, message: "Too many.", type: "MODEL_FAILED" });
    }
  });

  it("puts its author's attributes on every span, under its own", async () => {
    const spans = await traced(calling, { attributes: { "deployment.name": "blue", "gen_ai.tool.name": "other" } });

    for (const { attributes } of spans.spans) expect(attributes["deployment.name"]).toBe("blue");
    expect(spans.span("execute_tool search").attributes["gen_ai.tool.name"]).toBe("search");
  });

  it("takes a tracer, and the provider of the process where it is given neither", async () => {
    const own = new Traced();
    await traced(["Hello."], { tracer: own.tracerProvider.getTracer("shop") });
    expect(own.spans.map(({ instrumentationScope }) => instrumentationScope.name)).toEqual(["shop", "shop"]);

    const registered = new Traced();
    trace.setGlobalTracerProvider(registered.tracerProvider);
    try {
      await new Agent("clerk", { model: new TestModel("Hello."), middleware: [telemetry()] }).ask("Go.");
    } finally {
      trace.disable();
    }
    expect(registered.tree()).toEqual(["invoke_agent clerk", "  chat test"]);
    expect(registered.spans[0]?.instrumentationScope.name).toBe("millrace");
  });

  it("refuses options that it does not know", () => {
    expect(() => telemetry({ capture: true } as never)).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }) as Error,
    );
  });
});
