/** The sequences of events in a turn: what early and late subscribers, observers and the history see, in causal order. */
import {
  Agent,
  BaseEvent,
  clientTool,
  defineEvent,
  finalResult,
  MemoryStream,
  ModelMessageChunk,
  ModelReasoning,
  observer,
  tool,
  ToolResult,
} from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { isInCatalogue, lineOf, recordedStream } from "./record-turn.js";

const USAGE = { inputTokens: 3, outputTokens: 2, totalTokens: 5 };
const clock = tool({ name: "clock", run: () => "noon" });

/** Asks, and gives what each kind of hearer saw. */
async function seen(
  agent: Agent<unknown>,
  late: BaseEvent["type"] = "model.response",
): Promise<Record<string, string[]>> {
  const { stream, lines, history } = recordedStream();
  const early: string[] = [];
  const observed: string[] = [];
  const lately: string[] = [];
  const note = (list: string[]) => (event: BaseEvent) => {
    if (isInCatalogue(event)) list.push(lineOf(event));
  };
  stream.subscribe(note(early));
  stream.where((event) => event.type === late).subscribe(() => void stream.subscribe(note(lately)), { once: true });
  const failure = await agent.ask("Hello", { stream, observers: [observer(BaseEvent, note(observed))] }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeUndefined();
  return { early, observed, lately, recorded: lines(), history: await history() };
}

describe("a plain question", () => {
  it("is told as request, message and response", async () => {
    const views = await seen(new Agent("a", { model: new TestModel("Hi.") }));
    const expected = ["model.request Hello", "model.message-chunk Hi.", "model.message Hi.", "model.response Hi."];

    expect(views["early"]).toEqual(expected);
    expect(views["observed"]).toEqual(expected);
    expect(views["recorded"]).toEqual(expected);
    expect(views["history"]).toEqual(expected.filter((line) => !line.includes("chunk")));
  });

  it("has a usage event before its response where the provider tells tokens", async () => {
    const { history } = await seen(new Agent("a", { model: TestModel.with({ usage: USAGE }, "Hi.") }));

    expect(history).toEqual(["model.request Hello", "model.message Hi.", "usage", "model.response Hi."]);
  });

  it("has reasoning and chunks while they are written, then the whole message", async () => {
    const model = TestModel.with({ pieces: 4 }, { text: "One two.", reasoning: "Hmmm" });
    const { observed, history } = await seen(new Agent("a", { model }));

    expect(observed).toEqual([
      "model.request Hello",
      "model.reasoning Hmmm",
      "model.message-chunk One ",
      "model.message-chunk two.",
      "model.message One two.",
      "model.response One two.",
    ]);
    expect(history).toEqual(["model.request Hello", "model.message One two.", "model.response One two."]);
  });

  it("names turn and agent in every event, and request and attempt in each piece", async () => {
    const { stream } = recordedStream();
    const pieces: (ModelMessageChunk | ModelReasoning)[] = [];
    stream.where([ModelMessageChunk, ModelReasoning]).subscribe((event) => void pieces.push(event));
    const run = new Agent("ada", { model: new TestModel("Hi.") }).run("Hello", { stream });
    await run.result();

    const tags = { agent: "ada", turn: run.id };
    for (const event of await stream.history.read()) expect(event).toMatchObject(tags);
    expect(pieces).toMatchObject([{ ...tags, requestId: `${run.id}:1`, attempt: 1 }]);
  });
});

describe("a call of a tool", () => {
  const expected = [
    "model.request Hello",
    "model.response",
    "tool.calls",
    "tool.call clock",
    "tool.result clock",
    "tool.results",
    "model.message Noon.",
    "model.response Noon.",
  ];

  it("is told in causal order to everybody, whenever they came", async () => {
    const views = await seen(new Agent("a", { model: new TestModel({ name: "clock" }, "Noon."), tools: [clock] }));
    const isKept = (line: string): boolean => !line.includes("chunk");

    expect(views["early"]?.filter(isKept)).toEqual(expected);
    expect(views["observed"]?.filter(isKept)).toEqual(expected);
    expect(views["history"]).toEqual(expected);
    expect(views["lately"]?.filter(isKept)).toEqual(expected.slice(2));
  });

  it("has what the tool itself sends between call and result, caused by the call", async () => {
    class Progress extends defineEvent("spec.sequences.progress", { content: z.string() }) {}
    const working = tool({
      name: "working",
      run: async (_, context) => {
        await context.send(new Progress({ content: "half" }));
        return "done";
      },
    });
    const { stream, history } = recordedStream();
    await new Agent("a", { model: new TestModel({ name: "working" }, "ok"), tools: [working] }).ask("Hello", {
      stream,
    });

    expect((await history()).slice(3, 6)).toEqual([
      "tool.call working",
      "spec.sequences.progress half",
      "tool.result working",
    ]);
    const [, , , call, progress, result] = await stream.history.read();
    expect([progress?.causedBy, result?.causedBy]).toEqual([call?.id, call?.id]);
  });

  it("goes on where the tool fails, and where there is none", async () => {
    const broken = tool({
      name: "broken",
      run: () => {
        throw new Error("no");
      },
    });
    const { history } = await seen(
      new Agent("a", { model: new TestModel({ name: "broken" }, { name: "missing" }, "ok"), tools: [broken] }),
    );

    expect(history?.slice(3)).toEqual([
      "tool.call broken",
      "tool.error broken",
      "tool.results",
      "model.response",
      "tool.calls",
      "tool.call missing",
      "tool.not-found missing",
      "tool.results",
      "model.message ok",
      "model.response ok",
    ]);
  });
});

describe("parallel calls", () => {
  it("are all told before the first result; results come as they are done, and are put in the order of the calls", async () => {
    const first = createDeferred<string>();
    const slow = tool({ name: "slow", run: () => first.promise });
    const fast = tool({
      name: "fast",
      run: () => {
        setImmediate(() => {
          first.resolve("late");
        });
        return "soon";
      },
    });
    const model = new TestModel([{ name: "slow" }, { name: "fast" }], "ok");
    const { history } = await seen(new Agent("a", { model, tools: [slow, fast] }));

    expect(history?.slice(2, 8)).toEqual([
      "tool.calls",
      "tool.call slow",
      "tool.call fast",
      "tool.result fast",
      "tool.result slow",
      "tool.results",
    ]);
    expect(model.calls[1]?.messages.slice(-2)).toMatchObject([{ content: "late" }, { content: "soon" }]);
  });
});

describe("a final result", () => {
  it("ends the turn as a forced response, in plain text, after the calls beside it", async () => {
    const book = tool({ name: "book", run: () => finalResult("Booked.") });
    const model = new TestModel([{ name: "book" }, { name: "clock" }]);
    const { stream, history } = recordedStream();
    const reply = await new Agent("a", { model, tools: [book, clock] }).ask("Hello", { stream });

    expect((await history()).slice(3)).toEqual([
      "tool.call book",
      "tool.call clock",
      "tool.result book",
      "tool.result clock",
      "model.response Booked.",
    ]);
    expect([reply.body, reply.data, reply.response.responseForce, model.calls.length]).toEqual([
      "Booked.",
      "Booked.",
      true,
      1,
    ]);
  });
});

describe("a call for a client", () => {
  const browser = clientTool({ name: "browser", input: z.object({ url: z.string() }) });

  it("ends the turn with the call, and no second call of the model", async () => {
    const model = new TestModel({ name: "browser", arguments: { url: "/" } }, "Seen.");
    const { stream, history } = recordedStream();
    const reply = await new Agent("a", { model, tools: [browser] }).ask("Hello", { stream });

    expect(await history()).toEqual([
      "model.request Hello",
      "model.response",
      "tool.calls",
      "tool.call browser",
      "tool.client-call browser",
      "model.response",
    ]);
    expect(reply.clientCalls).toMatchObject([{ name: "browser", args: { url: "/" } }]);
    expect(model.calls).toHaveLength(1);
  });

  it("may stand beside others, whose results are kept until it is answered", async () => {
    const model = new TestModel(
      [{ name: "browser", arguments: { url: "/" } }, { name: "clock" }, { name: "browser", arguments: { url: "/b" } }],
      "Seen.",
    );
    const { stream, history } = recordedStream();
    const reply = await new Agent("a", { model, tools: [browser, clock] }).ask("Hello", { stream });
    const [one, other] = reply.clientCalls;
    const later = await reply.resume({ [one?.callId ?? ""]: "page one", [other?.callId ?? ""]: new Error("404") });

    expect(later.body).toBe("Seen.");
    expect((await history()).slice(-3)).toEqual(["tool.results", "model.message Seen.", "model.response Seen."]);
    expect(model.calls[1]?.messages.slice(-3)).toMatchObject([
      { role: "tool", content: "page one" },
      { role: "tool", content: "noon" },
      { role: "tool", content: "Error: 404" },
    ]);
    await expect(reply.resume({ [one?.callId ?? ""]: "again" })).rejects.toMatchObject({ code: "CALLS_UNANSWERED" });
  });
});

describe("a question to a human", () => {
  it("is seen and recorded, hook or not", async () => {
    const asking = tool({ name: "asking", run: (_, context) => context.input("Tea or coffee?") });
    const { history } = await seen(
      new Agent("a", {
        model: new TestModel({ name: "asking" }, "Tea."),
        tools: [asking],
        humanInput: () => "tea",
      }),
    );

    expect(history?.slice(3, 8)).toEqual([
      "tool.call asking",
      "human.input-request Tea or coffee?",
      "human.message tea",
      "tool.result asking",
      "tool.results",
    ]);
  });
});

describe("an answer that has to be asked for again", () => {
  it("is one request with its attempts: the conversation has the accepted answer alone", async () => {
    const { history } = await seen(
      new Agent("a", { model: new TestModel("bad", '{"n":1}'), reply: z.object({ n: z.number() }) }),
    );

    expect(history).toEqual(["model.request Hello", 'model.message {"n":1}', 'model.response {"n":1}']);
  });
});

describe("several turns", () => {
  it("on one stream never overlap: each is a whole before the next begins", async () => {
    const { stream, history } = recordedStream(new MemoryStream());
    const agent = (name: string): Agent =>
      new Agent(name, { model: new TestModel({ name: "clock" }, name), tools: [clock] });
    await Promise.all(["one", "two", "three"].map((name) => agent(name).ask(name, { stream })));
    const turns = (await stream.history.read()).map((event) => (event as { readonly agent?: string }).agent);

    expect(turns).toEqual(
      [...turns].sort((left, right) => "one two three".indexOf(left ?? "") - "one two three".indexOf(right ?? "")),
    );
    expect((await history()).filter((line) => line.startsWith("model.request"))).toEqual([
      "model.request one",
      "model.request two",
      "model.request three",
    ]);
  });
});

describe("answers of clients", () => {
  const browser = clientTool({ name: "browser" });

  it("are told like the results of tools, behind middleware, and what interrupters make of them is what counts", async () => {
    const model = new TestModel({ name: "browser" }, "Seen.");
    const { stream, history } = recordedStream();
    const steps: string[] = [];
    const agent = new Agent("a", {
      model,
      tools: [browser],
      middleware: [{ onTurn: async ({ request, next }) => (steps.push(`turn ${request.content}`), next()) }],
    });
    const reply = await agent.ask("Hello", { stream });
    expect(reply.data).toBeUndefined();
    stream.where(ToolResult).subscribe((result) => result.with({ result: "***" }), { interrupt: true });
    await reply.resume({ [reply.clientCalls[0]?.callId ?? ""]: "secret" });

    expect((await history()).slice(6)).toEqual([
      "tool.result browser",
      "tool.results",
      "model.message Seen.",
      "model.response Seen.",
    ]);
    expect(model.calls[1]?.messages.at(-1)).toMatchObject({ content: "***" });
    expect(steps).toEqual(["turn Hello", "turn "]);
  });

  it("are refused where JSON cannot hold them", async () => {
    const reply = await new Agent("a", { model: new TestModel({ name: "browser" }), tools: [browser] }).ask("Hello");

    await expect(reply.resume({ [reply.clientCalls[0]?.callId ?? ""]: () => 1 })).rejects.toMatchObject({
      code: "TOOL_RESULT_INVALID",
    });
  });
});
