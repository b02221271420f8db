/** Whose child a span is: with the context manager of a program, and without one. */
import { context, trace } from "@opentelemetry/api";
import { Agent, type Context, MemoryStream, tool, ToolCall } from "millrace";
import { telemetry } from "millrace/telemetry";
import { TestModel } from "millrace/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { AsyncContexts, Traced } from "./traced.js";

const managers = [
  { where: "a registered context manager", make: () => new AsyncContexts() },
  { where: "no context manager", make: () => undefined },
];

describe.each(managers)("spans with $where", ({ make }) => {
  let spans: Traced;
  let middleware: ReturnType<typeof telemetry>[];

  const helper = (name: string): Agent => new Agent(name, { model: new TestModel("Found."), middleware });

  beforeEach(() => {
    const manager = make();
    if (manager !== undefined) context.setGlobalContextManager(manager);
    spans = new Traced();
    middleware = [telemetry({ tracerProvider: spans.tracerProvider })];
  });

  afterEach(() => {
    context.disable();
  });

  it("are below the span of their turn", async () => {
    const echo = tool({ name: "echo", run: () => "ok" });

    await new Agent("a", { model: new TestModel({ name: "echo" }, "Done."), tools: [echo], middleware }).ask("Go.");

    expect(spans.tree()).toEqual(["invoke_agent a", "  chat test", "  execute_tool echo", "  chat test"]);
    expect(new Set(spans.spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  it("of sub-agents are below the tool that asks them, also where tools run at once", async () => {
    const left = createDeferred<undefined>();
    const right = createDeferred<undefined>();
    const tools = [
      tool({
        name: "left",
        run: async () => {
          left.resolve(undefined);
          await right.promise; // both are under way before either goes on
          return (await helper("l").ask("Left?")).body;
        },
      }),
      tool({
        name: "right",
        run: async (_: unknown, inner: Context) => {
          right.resolve(undefined);
          await left.promise;
          return (await helper("r").ask("Right?", { context: inner })).body;
        },
      }),
    ];
    const model = new TestModel([{ name: "left" }, { name: "right" }], "Both.");

    await new Agent("boss", { model, tools, middleware }).ask("Go.");

    expect(spans.tree()).toEqual([
      "invoke_agent boss",
      "  chat test",
      ...["  execute_tool left", "    invoke_agent l", "      chat test"],
      ...["  execute_tool right", "    invoke_agent r", "      chat test"],
      "  chat test",
    ]);
  });

  it("of agents that are tools are below their tool, on whatever stream they work", async () => {
    const child = helper("child").asTool({ description: "Finds out." });
    const model = new TestModel({ name: child.name, arguments: { objective: "Find out." } }, "Done.");

    await new Agent("boss", { model, tools: [child], middleware }).ask("Go.");

    expect(spans.tree()).toEqual([
      "invoke_agent boss",
      "  chat test",
      ...[`  execute_tool ${child.name}`, "    invoke_agent child", "      chat test"],
      "  chat test",
    ]);
  });

  it("of agents that subscribers ask are below the turn that they listen to", async () => {
    const stream = new MemoryStream();
    stream.where(ToolCall).subscribe(async () => {
      await helper("watcher").ask("What is this?");
    });
    const tools = [tool({ name: "echo", run: () => "ok" })];

    await new Agent("a", { model: new TestModel({ name: "echo" }, "Done."), tools, middleware }).ask("Go.", { stream });

    expect(spans.tree()).toContain("  invoke_agent watcher");
  });

  it("of two turns that run at once do not mix", async () => {
    const [one, other] = await Promise.all([helper("a").ask("One."), helper("b").ask("Two.")]);

    expect([one.body, other.body]).toEqual(["Found.", "Found."]);
    expect(spans.tree()).toEqual(["invoke_agent a", "  chat test", "invoke_agent b", "  chat test"]);
  });
});

describe("spans of a program's own", () => {
  afterEach(() => {
    context.disable();
  });

  it("are above the turn that begins in them, and below the step that they begin in", async () => {
    context.setGlobalContextManager(new AsyncContexts());
    const spans = new Traced();
    const tracer = spans.tracerProvider.getTracer("shop");
    const look = tool({
      name: "look",
      run: () => {
        tracer.startSpan("query").end();
        return "ok";
      },
    });
    const middleware = [telemetry({ tracerProvider: spans.tracerProvider })];
    const agent = new Agent("a", { model: new TestModel({ name: "look" }, "Done."), tools: [look], middleware });

    const root = tracer.startSpan("request");
    await context.with(trace.setSpan(context.active(), root), () => agent.ask("Go."));
    root.end();

    expect(spans.tree()).toEqual([
      "request",
      "  invoke_agent a",
      ...["    chat test", "    execute_tool look", "      query", "    chat test"],
    ]);
  });
});
