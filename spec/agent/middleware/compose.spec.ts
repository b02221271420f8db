/** What runs around turns and calls of the model: order, changes in both directions, and what happens without an answer. */
import {
  Agent,
  inject,
  MemoryStream,
  type Middleware,
  type MiddlewareSource,
  ModelMessage,
  ModelRequest,
  ModelResponse,
  tool,
  Variable,
} from "millrace";
import { recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";

const noted = (log: string[], name: string): Middleware => ({
  name,
  async onTurn({ next }) {
    log.push(`turn ${name} in`);
    const response = await next();
    log.push(`turn ${name} out`);
    return response;
  },
  async onModelCall({ next }) {
    log.push(`model ${name} in`);
    const response = await next();
    log.push(`model ${name} out`);
    return response;
  },
});

const answerOf = (content: string): ModelResponse => new ModelResponse({ message: new ModelMessage({ content }) });
const twice = (response: ModelResponse): ModelResponse => answerOf((response.content ?? "").repeat(2));

describe("middleware around a turn", () => {
  it("is made once for each ask, from the request that begins it and the context of the turn", async () => {
    const made: unknown[] = [];
    const source: MiddlewareSource = (request, context) => {
      made.push([request.content, context.variables.get("tenant")]);
      return {};
    };
    const echo = tool({ name: "echo", run: () => "heard" });
    const model = new TestModel({ name: "echo" }, "one", "two");
    const agent = new Agent("a", { model, tools: [echo], middleware: [source], variables: { tenant: "north" } });
    const reply = await agent.ask("First.");
    await reply.ask("Second.");

    expect(made).toEqual([
      ["First.", "north"],
      ["Second.", "north"],
    ]);
  });

  it("runs the first one outermost, that of the ask inside of the agent's, calls of the model inside of the turn", async () => {
    const log: string[] = [];
    const agent = new Agent("a", { model: new TestModel("ok"), middleware: [noted(log, "1"), noted(log, "2")] });
    await agent.ask("Go.", { middleware: [noted(log, "3")] });

    const inwards = ["1 in", "2 in", "3 in"];
    const outwards = ["3 out", "2 out", "1 out"];
    const model = [...inwards, ...outwards].map((name) => `model ${name}`);
    expect(log).toEqual([
      ...inwards.map((name) => `turn ${name}`),
      ...model,
      ...outwards.map((name) => `turn ${name}`),
    ]);
  });

  it("hands changed requests to the model and to the history, and changed responses to the one who asks", async () => {
    const double: Middleware = {
      onTurn: async ({ request, next }) => twice(await next(new ModelRequest({ inputs: [request.content.repeat(2)] }))),
    };
    const model = new TestModel("ab");
    const stream = new MemoryStream();
    const reply = await new Agent("a", { model, middleware: [double, double, double] }).ask("x", { stream });

    expect(model.calls[0]?.messages).toEqual([{ role: "user", content: "x".repeat(8) }]);
    expect(reply.body).toBe("ab".repeat(8));
    const requests = (await stream.history.read()).filter((event) => event instanceof ModelRequest);
    expect(requests.map(({ content }) => content)).toEqual(["x".repeat(8)]);
  });

  it("answers without the model where it does not call next", async () => {
    const model = new TestModel();
    const reply = await new Agent("a", { model, middleware: [{ onTurn: () => answerOf("closed") }] }).ask("Go.");

    expect([reply.body, model.calls.length]).toEqual(["closed", 0]);
  });

  it("fails the ask with what it throws, and with MIDDLEWARE_INVALID where it gives nothing", async () => {
    const ask = (middleware: MiddlewareSource): Promise<unknown> =>
      new Agent("a", { model: new TestModel("ok"), middleware: [middleware] }).ask("Go.");
    const fault = new RangeError("no");

    await expect(
      ask({
        onTurn: () => {
          throw fault;
        },
      }),
    ).rejects.toBe(fault);
    await expect(ask({ name: "lost", onTurn: () => undefined as never })).rejects.toMatchObject({
      code: "MIDDLEWARE_INVALID",
      details: { middleware: "lost", hook: "onTurn" },
    });
  });
});

describe("middleware around a call of the model", () => {
  it("sees the request as the first message, and runs once for each call", async () => {
    const seen: unknown[] = [];
    const look: Middleware = {
      onModelCall({ messages, tools, next }) {
        seen.push([messages[0], messages.length, tools.map(({ name }) => name)]);
        return next();
      },
    };
    const echo = tool({ name: "echo", run: () => "heard" });
    const model = new TestModel({ name: "echo" }, "ok");
    await new Agent("a", { model, tools: [echo], middleware: [look] }).ask("Go.");

    const first = { role: "user", content: "Go." };
    expect(seen).toEqual([
      [first, 1, ["echo"]],
      [first, 3, ["echo"]],
    ]);
  });

  it("changes what the model is told, layer by layer, and not the conversation", async () => {
    const add = (mark: string): Middleware => ({
      onModelCall: ({ messages, options, next }) =>
        next({
          messages: messages.map(
            (message) => ({ ...message, content: `${message.content as string}${mark}` }) as never,
          ),
          options: { ...options, [mark]: true },
        }),
    });
    const model = new TestModel("one", "two");
    const agent = new Agent("a", { model });
    const reply = await agent.ask("x", { middleware: [add("1"), add("2"), add("3")] });
    await reply.ask("y");

    expect(model.calls[0]).toMatchObject({ messages: [{ content: "x123" }], options: { 1: true, 2: true, 3: true } });
    expect(model.calls[1]?.messages.map(({ content }) => content)).toEqual(["x", "one", "y"]);
  });

  it("changes what the model has said, for the turn, the history and the one who asks", async () => {
    const change: Middleware = { onModelCall: async ({ next }) => twice(await next()) };
    const model = new TestModel("ab", "cd");
    const stream = new MemoryStream();
    const reply = await new Agent("a", { model, middleware: [change] }).ask("x", { stream });
    await reply.ask("y");

    expect(reply.body).toBe("abab");
    expect(model.calls[1]?.messages.map(({ content }) => content)).toEqual(["x", "abab", "y"]);
    const [response] = (await stream.history.read()).filter((event) => event instanceof ModelResponse);
    expect(response).toMatchObject({ content: "abab", agent: "a" });
  });

  it("names each call that it makes of next, so that pieces of one are not taken for pieces of another", async () => {
    const again: Middleware = {
      async onModelCall({ next }) {
        await next();
        return next();
      },
    };
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    await new Agent("a", { model: new TestModel("one", "two"), middleware: [again] }).ask("x", { stream });

    const ids = record.events
      .filter(({ type }) => type === "request.started")
      .map((event) => Reflect.get(event, "requestId") as unknown);
    expect(new Set(ids).size).toBe(2);
  });

  it("fails the ask with what it throws, and with MIDDLEWARE_INVALID where it gives nothing", async () => {
    const ask = (onModelCall: Middleware["onModelCall"]): Promise<unknown> =>
      new Agent("a", { model: new TestModel("ok"), middleware: [{ onModelCall } as Middleware] }).ask("Go.");
    const fault = new RangeError("no");

    await expect(ask(() => Promise.reject(fault))).rejects.toBe(fault);
    await expect(ask(() => null as never)).rejects.toMatchObject({ code: "MIDDLEWARE_INVALID" });
  });

  it("is known to the transcript of a conversation on a context of somebody else's", async () => {
    const short: Middleware = {
      onTurn: ({ next }) => next(new ModelRequest({ inputs: ["asked anew"] })),
      onModelCall: () => answerOf("said here"),
    };
    const model = new TestModel("second");
    const agent = new Agent("a", { model });
    const context = new MemoryStream().context();
    const reply = await agent.ask("x", { context, middleware: [short] });
    await reply.ask("y");

    expect(model.calls[0]?.messages.map(({ content }) => content)).toEqual(["asked anew", "said here", "y"]);
  });
});

describe("hooks made with inject", () => {
  it("have their markers resolved from the conversation", async () => {
    const model = new TestModel("ok");
    const tenant = { tenant: Variable<string>("tenant") };
    const middleware: Middleware = {
      onTurn: inject(tenant, ({ request, next }, { tenant }) =>
        next(request.with({ inputs: [`${tenant} asks: ${request.content}`] })),
      ),
      onModelCall: inject(tenant, ({ next }, { tenant }) => next({ options: { user: tenant } })),
    };
    await new Agent("a", { model, middleware: [middleware], variables: { tenant: "north" } }).ask("Go.");

    expect(model.calls[0]).toMatchObject({ messages: [{ content: "north asks: Go." }], options: { user: "north" } });
  });
});
