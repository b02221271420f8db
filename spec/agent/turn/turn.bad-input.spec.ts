/** What turns make of bad tools, bad models, bad histories and interrupters that swallow things. */
import {
  Agent,
  type BaseEvent,
  ClientToolCall,
  clientTool,
  type EventConstructor,
  finalResult,
  HandlerFailed,
  inject,
  Inject,
  type LanguageModel,
  MemoryStream,
  type Middleware,
  ModelMessage,
  ModelRequest,
  ModelResponse,
  observer,
  type Storage,
  tool,
  ToolCall,
  ToolCalls,
  ToolError,
  ToolResult,
  ToolResults,
  UsageEvent,
  Variable,
} from "millrace";
import { recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkTranscript } from "./check-transcript.js";

const look = tool({ name: "look", input: z.object({ at: z.string() }), run: ({ at }) => `saw ${at}` });
const told = (model: TestModel, call = 1): string => JSON.stringify(model.calls[call]?.messages);

const CYCLE: Record<string, unknown> = {};
CYCLE["self"] = CYCLE;

/** What the model is told of one call of a tool that does this. */
async function answerTo(run: () => unknown, args: unknown = {}): Promise<string> {
  const model = new TestModel({ name: "t", arguments: args }, "fin");
  await new Agent("a", { model, tools: [tool({ name: "t", run })] }).ask("Go.");
  return model.calls[1]?.messages.at(-1)?.content as string;
}

describe("a tool", () => {
  it.each([
    ["an error", new Error("boom"), "Error: boom"],
    ["a text", "boom", "Error: boom"],
    ["nothing", undefined, "Error: undefined"],
    ["what has no text", Object.create(null), "The tool failed."],
    ["an error whose message is no text", Object.assign(new Error("x"), { message: 5 }), "Error: 5"],
  ])("that throws %s is answered, and the turn goes on", async (_, thrown, said) => {
    expect(
      await answerTo(() => {
        throw thrown as Error;
      }),
    ).toBe(said);
  });

  it.each([
    ["a bigint", 1n],
    ["a cycle", CYCLE],
    ["a function", () => 1],
  ])("that gives %s is answered as one that failed", async (_, given) => {
    expect(await answerTo(() => given)).toMatch(/^Error: The tool t gave an? \w+ that JSON cannot hold\.$/);
  });

  it("without input sees nothing of what a model passes", async () => {
    const seen: unknown[] = [];
    await answerTo((...args: unknown[]) => void seen.push(args[0]), { user: "root" });
    expect(seen).toEqual([{}]);
  });

  it.each([
    ["no JSON", "{broken", "are no JSON"],
    ["a missing argument", {}, "at: "],
    ["a wrong type", { at: 7 }, "at: "],
    ["a list", "[]", "expected object"],
  ])("that is called with %s is not run, and the model is told why", async (_, args, words) => {
    const model = new TestModel({ name: "look", arguments: args }, "fin");
    await new Agent("a", { model, tools: [look] }).ask("Go.");

    expect(told(model)).toContain(words);
    expect(told(model)).not.toContain("saw");
  });

  it("never gets what is injected from its model, as a function or as a method", async () => {
    const seen: unknown[] = [];
    class Desk {
      @tool({ input: z.object({ q: z.string() }) })
      method(input: { q: string }, @Variable("user") user: unknown, @Inject("db") db: unknown): void {
        seen.push([input, user, db]);
      }
    }
    const run = inject({ user: Variable("user") }, (input: { q: string }, { user }) => void seen.push([input, user]));
    const args = { q: "tea", user: "root", db: "theirs", "0": "x" };
    const model = new TestModel(
      [
        { name: "function", arguments: args },
        { name: "method", arguments: args },
      ],
      "fin",
    );
    const tools = [tool({ name: "function", input: z.object({ q: z.string() }), run }), new Desk()];
    await new Agent("a", { model, tools, variables: { user: "ana" }, dependencies: { db: "ours" } }).ask("Go.");

    expect(seen).toEqual([
      [{ q: "tea" }, "ana"],
      [{ q: "tea" }, "ana", "ours"],
    ]);
  });

  it("that does not exist, or has the name of a property, is answered with the names that there are", async () => {
    const model = new TestModel([{ name: "lok" }, { name: "__proto__" }, { name: "" }], "fin");
    await new Agent("a", { model, tools: [look] }).ask("Go.");

    expect(told(model)).toContain('Did you mean \\"look\\"?');
    checkTranscript(model.calls[1]?.messages ?? []);
  });

  it("has a name of its own", () => {
    expect(caughtSync(() => new Agent("a", { tools: [look, look] }))).toMatchObject({ code: "TOOL_NAME_TAKEN" });
  });

  it("asked for by equal ids, within an answer and over answers, is answered each time", async () => {
    const same = (at: string): object => ({ name: "look", callId: "0", arguments: { at } });
    const model = new TestModel([same("a"), same("b")] as never, [same("c")] as never, "fin");
    const stream = new MemoryStream();
    await new Agent("a", { model, tools: [look] }).ask("Go.", { stream });

    for (const { messages } of model.calls) checkTranscript(messages);
    for (const at of "abc") expect(told(model, 2)).toContain(`"saw ${at}"`);
    const ids = (await stream.history.read()).filter((event) => event instanceof ToolCall).map(({ callId }) => callId);
    expect(new Set(ids).size).toBe(3);
  });

  it("of a client ends the turn beside one of ours, and both results are told", async () => {
    const calls = [
      { name: "page", arguments: { n: 1 }, callId: "p" },
      { name: "look", arguments: { at: "x" } },
    ];
    const model = new TestModel(calls, "fin");
    const agent = new Agent("a", { model, tools: [clientTool({ name: "page" }), look] });
    const reply = await agent.ask("Go.");
    expect(reply.clientCalls).toMatchObject([{ callId: "p", name: "page" }]);
    const last = await reply.resume({ p: { n: 1 } });

    expect(last.body).toBe("fin");
    checkTranscript(model.calls[1]?.messages ?? []);
    expect(told(model)).toContain("saw x");
  });
});

const SWALLOWED: [EventConstructor<BaseEvent>, string | undefined][] = [
  [ModelRequest, "TURN_SUPPRESSED"],
  [ModelMessage, undefined],
  [ModelResponse, "TURN_SUPPRESSED"],
  [ToolCalls, "TOOL_CALL_SUPPRESSED"],
  [ToolCall, "TOOL_CALL_SUPPRESSED"],
  [ClientToolCall, "TOOL_CALL_SUPPRESSED"],
  [ToolResult, "TOOL_CALL_SUPPRESSED"],
  [ToolResults, "TURN_SUPPRESSED"],
];

describe("an interrupter", () => {
  const calls = [{ name: "look", arguments: { at: "x" } }, { name: "page" }];
  const tools = [look, clientTool({ name: "page" })];

  it.each(SWALLOWED)("that swallows %o ends the turn by name, and the next question works", async (event, code) => {
    const stream = new MemoryStream();
    const script = event === ToolResults ? [calls[0] ?? ""] : ["Let me see.", ...calls];
    const model = event === ModelRequest ? new TestModel("fin") : new TestModel(script, "fin", "fin");
    const agent = new Agent("a", { model, tools });
    const swallow = stream.where(event).subscribe(() => null, { interrupt: true });
    const error = code === undefined ? undefined : await rejection(agent.ask("Go.", { stream }));
    if (code === undefined) await agent.ask("Go.", { stream });
    else expect(error).toMatchObject({ code });
    swallow.unsubscribe();

    expect((await agent.ask("And now?", { stream })).body).toBe("fin");
    for (const { messages } of model.calls) checkTranscript(messages);
  });

  it.each([ToolCalls, ToolCall, ToolResult, ToolResults, ModelResponse])(
    "that throws on %o fails the turn with its error, and the next question works",
    async (event: EventConstructor<BaseEvent>) => {
      const stream = new MemoryStream();
      const record = recordEvents(stream);
      const model = new TestModel([calls[0] ?? "", calls[0] ?? ""], "fin");
      const agent = new Agent("a", { model, tools });
      const broken = new Error("broken");
      const fail = stream.where(event).subscribe(
        () => {
          throw broken;
        },
        { interrupt: true },
      );
      stream.where(HandlerFailed).subscribe(() => undefined);
      expect(await rejection(agent.ask("Go.", { stream }))).toBe(broken);
      fail.unsubscribe();

      expect(record.events.at(-1)?.type).toBe("turn.failed");
      expect((await agent.ask("And now?", { stream })).body).toBe("fin");
      for (const { messages } of model.calls) checkTranscript(messages);
    },
  );

  it("that takes something out of a result is heeded, also where a subscriber fails behind it", async () => {
    const stream = new MemoryStream();
    const model = new TestModel({ name: "look", arguments: { at: "secret" } }, "fin");
    const agent = new Agent("a", { model, tools });
    stream.where(ToolResult).subscribe((result) => result.with({ result: "…" }), { interrupt: true });
    const fail = stream.where(ToolResult).subscribe(() => {
      throw new Error("broken");
    });
    await rejection(agent.ask("Go.", { stream }));
    fail.unsubscribe();
    await agent.ask("And now?", { stream });

    expect(told(model)).toContain("…");
    expect(told(model)).not.toContain("saw secret");
  });

  it("may make a result of an error", async () => {
    const stream = new MemoryStream();
    const model = new TestModel({ name: "look", arguments: {} }, "fin");
    const record = recordEvents(stream.where(ToolResult));
    stream
      .where(ToolError)
      .subscribe(({ callId, name }) => new ToolResult({ callId, name, result: "mended" }), { interrupt: true });
    await new Agent("a", { model, tools }).ask("Go.", { stream });

    expect(told(model)).toContain("mended");
    expect(record.events).toHaveLength(1);
  });

  it("may put in a result that JSON cannot hold, or one of another id, without harm to the transcript", async () => {
    for (const result of [new ToolResult({ callId: "other", name: "look", result: "by another id" }), 5n, () => 1]) {
      const stream = new MemoryStream();
      const model = new TestModel({ name: "look", arguments: { at: "x" } }, "fin");
      const put = (event: ToolResult): ToolResult => (result instanceof ToolResult ? result : event.with({ result }));
      stream.where(ToolResult).subscribe(put, { interrupt: true });
      await new Agent("a", { model, tools }).ask("Go.", { stream });

      checkTranscript(model.calls[1]?.messages ?? []);
      if (result instanceof ToolResult) expect(told(model)).toContain("by another id");
    }
  });

  it("may change the calls: fewer are answered as not completed, twins are run once", async () => {
    const seen: string[] = [];
    const noting = tool({ name: "note", input: z.object({ at: z.string() }), run: ({ at }) => void seen.push(at) });
    const stream = new MemoryStream();
    const note = (at: string): object => ({ name: "note", arguments: { at } });
    const model = new TestModel([note("a"), note("b")] as never, "fin");
    const change = (all: ToolCalls): ToolCalls => all.with({ calls: [all.calls[0], all.calls[0]] as ToolCall[] });
    stream.where(ToolCalls).subscribe(change, { interrupt: true });
    await new Agent("a", { model, tools: [noting] }).ask("Go.", { stream });

    expect(seen).toEqual(["a"]);
    checkTranscript(model.calls[1]?.messages ?? []);
    expect(told(model)).toContain("was not completed");
  });

  it("may change what a client is asked", async () => {
    const stream = new MemoryStream();
    stream.where(ClientToolCall).subscribe((call) => call.with({ arguments: '{"n":2}' }), { interrupt: true });
    const reply = await new Agent("a", { model: new TestModel({ name: "page" }), tools }).ask("Go.", { stream });

    expect(reply.clientCalls).toMatchObject([{ name: "page", arguments: '{"n":2}' }]);
  });
});

describe("a model", () => {
  it("that answers nothing ends the turn with nothing", async () => {
    const reply = await new Agent("a", { model: new TestModel("", "fin") }).ask("Go.");
    expect([reply.body, reply.data]).toEqual([undefined, ""]);

    expect((await reply.ask("And?")).body).toBe("fin");
  });

  it("that speaks in parts which there are not fails the turn and no more", async () => {
    const parts = [
      { kind: "tool-ready", callId: null, name: null, arguments: null },
      { kind: "finish", reason: "odd" },
    ];
    const model: LanguageModel = {
      provider: "odd",
      model: "odd",
      takesResponseFormat: false,
      takesTools: true,
      stream: async function* () {
        await Promise.resolve();
        yield* parts as never[];
      },
      describe: () => ({ body: {} }),
    };
    const stream = new MemoryStream();
    expect(await rejection(new Agent("a", { model }).ask("Go.", { stream }))).toMatchObject({ code: "EVENT_INVALID" });

    expect((await new Agent("b", { model: new TestModel("fin") }).ask("Go.", { stream })).body).toBe("fin");
  });
});

describe("a middleware", () => {
  it("that gives no response is told so", async () => {
    for (const hook of ["onTurn", "onModelCall"]) {
      const middleware = [{ [hook]: () => undefined as never }];
      const error = await rejection(new Agent("a", { model: new TestModel("x"), middleware }).ask("Go."));
      expect(error).toMatchObject({ code: "MIDDLEWARE_INVALID", details: { hook } });
    }
  });

  it("may give a response of its own, with calls without ids, in a conversation that shares its stream", async () => {
    const stream = new MemoryStream();
    await using context = stream.context();
    const model = new TestModel("fin");
    let first = true;
    const own = (): ModelResponse => {
      const call = { callId: "", name: "look", arguments: { at: "x" } };
      return new ModelResponse({ toolCalls: new ToolCalls({ calls: [new ToolCall(call), new ToolCall(call)] }) });
    };
    const onModelCall = ({ next }: { next: () => Promise<ModelResponse> }): ModelResponse | Promise<ModelResponse> => {
      if (!first) return next();
      first = false;
      return own();
    };
    await new Agent("a", { model, tools: [look], middleware: [{ onModelCall }] }).ask("Go.", { context });

    expect(model.calls[0]?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "tool"]);
    checkTranscript(model.calls[0]?.messages ?? []);
  });

  it("that gives what JSON cannot hold for a tool is answered as a failure", async () => {
    const model = new TestModel({ name: "look", arguments: { at: "x" } }, "fin");
    await new Agent("a", { model, tools: [look], middleware: [{ onToolCall: () => 1n }] }).ask("Go.");

    expect(told(model)).toContain("JSON cannot hold");
  });
});

describe("a history", () => {
  it("with an unanswered call, equal ids and results from nowhere is told as a whole one", async () => {
    const stream = new MemoryStream();
    const call = new ToolCall({ callId: "1", name: "look", arguments: { at: "x" } });
    const response = new ModelResponse({ toolCalls: new ToolCalls({ calls: [call, call] }) });
    const orphan = new ToolResult({ callId: "9", name: "look", result: "?" });
    await stream.history.replace([
      orphan,
      response,
      response,
      new ToolResult({ callId: "1", name: "look", result: 1n }),
    ]);
    const model = new TestModel("fin");
    await new Agent("a", { model, tools: [look] }).ask("Go.", { stream });

    checkTranscript(model.calls[0]?.messages ?? []);
    expect(model.calls[0]?.messages.map(({ role }) => role)).toEqual([
      "assistant",
      "tool",
      "assistant",
      "tool",
      "user",
    ]);
  });

  it("that cannot be read or written fails the turn with that error", async () => {
    for (const broken of ["append", "read"] as const) {
      const failure = new Error("no disk");
      const log = { append: () => undefined, read: () => Object.assign([], { dropped: 0 }), replace: () => undefined };
      const storage: Storage = { log: () => ({ ...log, [broken]: () => Promise.reject(failure) }) };
      const agent = new Agent("a", { model: new TestModel("fin"), limits: { timeoutMs: 1e9 } });
      expect(await rejection(agent.ask("Go.", { stream: new MemoryStream({ storage }) }))).toBe(failure);
    }
  });
});

describe("an observer that throws", () => {
  it("is reported, or fails the turn where it says so", async () => {
    const stream = new MemoryStream();
    const record = recordEvents(stream.where(HandlerFailed));
    stream.where(HandlerFailed).subscribe(() => undefined);
    const fail = (): never => {
      throw new Error("I saw that");
    };
    const agent = new Agent("a", { model: new TestModel("one", "two"), observers: [observer(ModelResponse, fail)] });
    expect((await agent.ask("Go.", { stream })).body).toBe("one");
    expect(record.events).toHaveLength(1);
    const observers = [observer(ModelMessage, fail, { onError: "throw" })];

    expect(await rejection(agent.ask("Go.", { stream, observers }))).toMatchObject({ message: "I saw that" });
  });
});

describe("a stream that is closed in the middle", () => {
  it("ends the turn with STREAM_CLOSED", async () => {
    const stream = new MemoryStream();
    const closing = tool({ name: "close", run: () => stream.close() });
    const model = new TestModel({ name: "close" }, "fin");
    const error = await rejection(new Agent("a", { model, tools: [closing] }).ask("Go.", { stream }));

    expect(error).toMatchObject({ code: "STREAM_CLOSED" });
  });
});

describe("a final result", () => {
  it("beside failures and clients is the answer, and the transcript stays whole", async () => {
    const done = tool({ name: "done", run: () => finalResult(undefined) });
    const model = new TestModel([{ name: "page" }, { name: "nope" }, { name: "done" }], "fin");
    const reply = await new Agent("a", { model, tools: [done, clientTool({ name: "page" })] }).ask("Go.");
    expect(reply.data).toBe(null);
    await reply.ask("And?");

    checkTranscript(model.calls[1]?.messages ?? []);
  });
});

function rejection(work: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(work).then(
    () => expect.fail("nothing was thrown"),
    (error: unknown) => error,
  );
}

function caughtSync(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("a subscriber that fails on the message of a model", () => {
  it("does not hide what the call has cost from those who sum it up", async () => {
    const model = TestModel.with({ usage: { inputTokens: 3 } }, "one", "two");
    const stream = new MemoryStream();
    stream.where(ModelMessage).subscribe(
      () => {
        throw new Error("no");
      },
      { once: true },
    );
    const again: Middleware = {
      onModelCall: async ({ next }) => {
        try {
          return await next();
        } catch {
          return next();
        }
      },
    };
    const reply = await new Agent("a", { model, middleware: [again] }).ask("Go.", { stream });
    const told = (await stream.history.read()).flatMap((event) => (event instanceof UsageEvent ? [event.usage] : []));

    expect(reply.usage).toEqual({ inputTokens: 6 });
    expect(told).toEqual([{ inputTokens: 3 }, { inputTokens: 3 }]);
  });
});
