/** The span of a turn lasts as long as the turn, whatever becomes of it, and holds the questions to humans. */
import {
  Agent,
  clientTool,
  type Context,
  type HumanInputRequest,
  HumanMessage,
  MemoryStream,
  type Middleware,
  ModelRequest,
  tool,
} from "millrace";
import { telemetry } from "millrace/telemetry";
import { TestModel } from "millrace/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { listeners } from "../stream/count.js";
import { failureOf, isInternal, Traced } from "./traced.js";

let spans: Traced;
let middleware: ReturnType<typeof telemetry>[];

beforeEach(() => {
  spans = new Traced();
  middleware = [telemetry({ tracerProvider: spans.tracerProvider, captureContent: true })];
});

const asking = tool({ name: "order", run: (_: unknown, context: Context) => context.input("Really?") });
const ordering = (): TestModel => new TestModel({ name: "order" }, "Ordered.");

describe("the span of a turn", () => {
  it("has failed where the answer does not fit, which is seen behind all middleware", async () => {
    const agent = new Agent("a", { model: new TestModel("1"), reply: z.object({ n: z.number() }), middleware });
    const changing: Middleware = { onTurn: async ({ next }) => (await next()).with({ message: undefined }) };
    await expect(
      new Agent("b", { model: new TestModel('{"n":1}'), reply: z.object({ n: z.number() }), middleware }).ask("Go.", {
        middleware: [changing],
      }),
    ).rejects.toMatchObject({ code: "OUTPUT_INVALID" });
    await expect(agent.ask("Go.", { settings: { request: { corrections: 0 } } })).rejects.toMatchObject({
      code: "OUTPUT_INVALID",
    });

    expect(failureOf(spans.span("invoke_agent b"))).toMatchObject({ isError: true, type: "OUTPUT_INVALID" });
    expect(failureOf(spans.span("invoke_agent a"))).toMatchObject({ isError: true, type: "OUTPUT_INVALID" });
  });

  it("has failed where the question is suppressed", async () => {
    const stream = new MemoryStream();
    stream.where(ModelRequest).subscribe(() => null, { interrupt: true });

    const agent = new Agent("a", { model: new TestModel("Hi."), middleware });
    await expect(agent.ask("Go.", { stream })).rejects.toMatchObject({ code: "TURN_SUPPRESSED" });

    expect(failureOf(spans.span("invoke_agent a"))).toMatchObject({ isError: true, type: "TURN_SUPPRESSED" });
  });

  it("and those of its steps end with ABORTED when it is given up, even where a step hears of nothing", async () => {
    const called = createDeferred<undefined>();
    const deaf = tool({
      name: "deaf",
      run: async () => {
        called.resolve(undefined);
        await createDeferred<never>().promise;
      },
    });
    const hanging: Middleware = {
      onToolCall: async ({ next }) => next().then(() => createDeferred<never>().promise),
    };
    const agent = new Agent("a", { model: new TestModel({ name: "deaf" }, "Done."), tools: [deaf], middleware });
    const run = agent.run("Go.", { middleware: [hanging] }).start();
    await called.promise;

    run.abort("the shop closes");
    await expect(run.result()).rejects.toMatchObject({ code: "ABORTED" });

    expect(failureOf(spans.span("invoke_agent a"))).toMatchObject({ isError: true, type: "ABORTED" });
    expect(failureOf(spans.span("execute_tool deaf"))).toMatchObject({ isError: true, type: "ABORTED" });
  });

  it("ends before the reply is there, and leaves no subscription behind", async () => {
    const stream = new MemoryStream();
    await new Agent("a", { model: new TestModel("Hi."), middleware }).ask("Go.", { stream });

    expect(spans.tree()).toEqual(["invoke_agent a", "  chat test"]);
    expect(listeners(stream)).toBe(0);
  });

  it("ends with the stream that is closed under it", async () => {
    const stream = new MemoryStream();
    const model = new TestModel(async () => {
      await stream.close();
      return "Hi.";
    });

    await expect(new Agent("a", { model, middleware }).ask("Go.", { stream })).rejects.toMatchObject({
      code: "STREAM_CLOSED",
    });

    expect(failureOf(spans.span("invoke_agent a"))).toMatchObject({ isError: true, type: "STREAM_CLOSED" });
  });

  it("holds the steps of a turn that is resumed", async () => {
    const map = clientTool({ name: "map" });
    const agent = new Agent("a", {
      model: new TestModel({ name: "map", callId: "m" }, "There."),
      tools: [map],
      middleware,
    });

    const reply = await agent.ask("Where?");
    await reply.resume({ m: "here" });

    expect(spans.tree()).toEqual([
      ...["invoke_agent a", "  chat test", "  execute_tool map"],
      ...["invoke_agent a", "  chat test"],
    ]);
  });
});

describe("the span of a question to a human", () => {
  it("is below the tool that asks, with question and answer where content is captured", async () => {
    await new Agent("a", { model: ordering(), tools: [asking], middleware, humanInput: () => "Yes." }).ask("Go.");

    const question = spans.span("await_human_input a");
    expect(isInternal(question)).toBe(true);
    expect(question.attributes).toEqual({
      "millrace.span.type": "human_input",
      "gen_ai.operation.name": "await_human_input",
      "gen_ai.agent.name": "a",
      "millrace.human_input.prompt": "Really?",
      "millrace.human_input.response": "Yes.",
    });
    expect(spans.tree()).toContain("    await_human_input a");
  });

  it("has neither question nor answer unless content is captured", async () => {
    const agent = new Agent("a", {
      model: ordering(),
      tools: [asking],
      middleware: [telemetry({ tracerProvider: spans.tracerProvider })],
      humanInput: () => "Yes.",
    });
    await agent.ask("Go.");

    expect(Object.keys(spans.span("await_human_input a").attributes)).not.toContainEqual(
      expect.stringMatching(/prompt|response/),
    );
  });

  it("lasts until somebody answers on the stream where the hook leaves it to them", async () => {
    const stream = new MemoryStream();
    const question = createDeferred<HumanInputRequest>();
    const humanInput = (request: HumanInputRequest): undefined => {
      question.resolve(request);
    };
    const agent = new Agent("a", { model: ordering(), tools: [asking], middleware, humanInput });

    const reply = agent.ask("Go.", { stream });
    const { requestId } = await question.promise;
    expect(spans.spans.map(({ name }) => name)).toEqual(["chat test"]);
    await stream.send(new HumanMessage({ content: "By all means.", requestId }));
    await reply;

    expect(listeners(stream)).toBe(0);
    const { attributes } = spans.span("await_human_input a");
    expect(attributes["millrace.human_input.response"]).toBe("By all means.");
  });

  it("has failed where the hook fails, as have its tool and its turn", async () => {
    const humanInput = (): never => {
      throw new RangeError("asleep");
    };
    const agent = new Agent("a", { model: ordering(), tools: [asking], middleware, humanInput });
    await expect(agent.ask("Go.")).rejects.toMatchObject({ code: "HUMAN_INPUT_FAILED" });

    expect(failureOf(spans.span("await_human_input a"))).toMatchObject({ isError: true, type: "RangeError" });
    for (const name of ["execute_tool order", "invoke_agent a"]) {
      expect(failureOf(spans.span(name))).toMatchObject({ isError: true, type: "HUMAN_INPUT_FAILED" });
    }
  });

  it("ends with the turn where nobody answers", async () => {
    const stream = new MemoryStream();
    const question = createDeferred<undefined>();
    const humanInput = (): undefined => {
      question.resolve(undefined);
    };
    const agent = new Agent("a", { model: ordering(), tools: [asking], middleware, humanInput });
    const run = agent.run("Go.", { stream }).start();
    await question.promise;

    run.abort();
    await expect(run.result()).rejects.toMatchObject({ code: "ABORTED" });

    expect(failureOf(spans.span("await_human_input a"))).toMatchObject({ isError: true, type: "ABORTED" });
    expect(listeners(stream)).toBe(0);
  });
});
