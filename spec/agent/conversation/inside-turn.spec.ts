/** An agent that is asked from inside of a turn: with the context it works, on the very stream it is refused. */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  Agent,
  type AgentOptions,
  type Context,
  MemoryStream,
  ModelRequest,
  observer,
  type Tool,
  tool,
  ToolResult,
} from "millrace";
import { recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { listeners } from "../../stream/count.js";
import { rejected } from "../../stream/events.js";

const other = (...script: string[]): Agent => new Agent("other", { model: new TestModel(...script) });

/** Asks with the context where `own`, else on its stream; gives the answer, or the code of the error. */
function askFrom(place: "context" | "stream", agent = other("an answer")): (context: Context) => Promise<string> {
  return async (context) => {
    const where = place === "context" ? { context } : { stream: context.stream };
    return agent.ask("So?", where).then(
      ({ body = "" }) => body,
      (error: unknown) => (error as { code: string }).code,
    );
  };
}

/** Every place in a turn from where somebody may ask. */
const places: readonly [string, (ask: (context: Context) => Promise<string>) => AgentOptions][] = [
  ["a tool", (ask) => ({ tools: [tool({ name: "act", run: (_, context) => ask(context) })] })],
  ["a hook", (ask) => ({ tools: [question], humanInput: async (_, context) => (await ask(context), "yes") })],
  [
    "a middleware of turns",
    (ask) => ({ middleware: [{ onTurn: async ({ next }, context) => (await ask(context), next()) }] }),
  ],
  ["a middleware of models", (ask) => ({ middleware: [{ onModelCall: async ({ next }, context) => (await ask(context), next()) }] })], // prettier-ignore
  ["a middleware of tools", (ask) => ({ tools: [idle], middleware: [{ onToolCall: async ({ next }, context) => (await ask(context), next()) }] })], // prettier-ignore
  ["a middleware of humans", (ask) => ({ tools: [question], humanInput: () => "yes", middleware: [{ onHumanInput: async ({ next }, context) => (await ask(context), next()) }] })], // prettier-ignore
  [
    "an observer",
    (ask) => ({ observers: [observer(ModelRequest, (_, context) => ask(context).then(() => undefined))] }),
  ],
  ["a prompt", (ask) => ({ prompt: async (_, context) => (await ask(context), "Be brief.") })],
];
const question = tool({ name: "act", run: (_, context) => context.input("May I?") });
const idle = tool({ name: "act", run: () => "done" });

describe.each(places)("from %s", (name, optionsOf) => {
  for (const where of ["a stream that was passed", "a stream of its own"]) {
    for (const [place, outcome] of [
      ["context", "an answer"],
      ["stream", "TURN_REENTERED"],
    ] as const)
      // prettier-ignore
      it(`an agent that is asked with its ${place}, on ${where}, gives ${outcome}`, async () => {
        const answers: string[] = [];
        let isAsked = false;
        const ask = askFrom(place);
        const options = optionsOf(async (context) => {
          if (isAsked) return ""; // an observer hears the inner question, too
          isAsked = true;
          answers.push(await ask(context));
          return "";
        });
        const needsTool = /tool|hook|humans/.test(name);
        const model = new TestModel(...(needsTool ? [{ name: "act" }, "done"] : ["done"]));
        const agent = new Agent("outer", { model, ...options });

        const stream = where === "a stream that was passed" ? { stream: new MemoryStream() } : {};
        const reply = await agent.ask("Go.", stream);

        expect([reply.body, answers[0]]).toEqual(["done", outcome]);
        expect(listeners(reply.stream)).toBe(0);
      });
  }
});

describe("from inside of a turn", () => {
  it("an agent may be asked by a subscriber with its context, and is refused on its stream", async () => {
    const stream = new MemoryStream();
    const answers: string[] = [];
    stream.where(ModelRequest, { agent: "outer" }).subscribe(async (_, context) => {
      answers.push(await askFrom("context")(context), await askFrom("stream")(context));
    });

    await new Agent("outer", { model: new TestModel("done") }).ask("Go.", { stream });

    expect(answers).toEqual(["an answer", "TURN_REENTERED"]);
  });

  it("an agent is refused on a stream that a run or a reply has handed out", async () => {
    const run = new Agent("outer", { model: new TestModel("one", "two") }).run("Go.");
    const answers: string[] = [];
    const ask = askFrom("stream");
    run.stream.where(ModelRequest).subscribe(async (_, context) => void answers.push(await ask(context)));
    const reply = await run.result();
    await reply.ask("On.");

    const fresh = await new Agent("outer", { model: new TestModel("one", "two") }).ask("Go.");
    fresh.stream.where(ModelRequest).subscribe(async (_, context) => void answers.push(await ask(context)));
    await fresh.ask("On.");

    expect(answers).toEqual(Array.from({ length: 3 }, () => "TURN_REENTERED"));
  });

  it("an agent that asks itself is refused with both names and the stream, and the turn goes on", async () => {
    const stream = new MemoryStream();
    const record = recordEvents(stream);
    const again = tool({
      name: "act",
      run: async (_, context) => (await me.ask("Again.", { stream: context.stream })).body,
    });
    const me: Agent = new Agent("me", { model: new TestModel({ name: "act" }, "done"), tools: [again] });

    expect((await me.ask("Go.", { stream })).body).toBe("done");

    const details = { agent: "me", running: "me", stream: stream.id };
    expect(record.of(ToolResult)).toMatchObject([{ error: { code: "TURN_REENTERED", details } }]);
  });

  it("two agents may call each other with the context; where one comes back to a stream, it is refused", async () => {
    const streams = { a: new MemoryStream(), b: new MemoryStream() };
    const call = (name: "a" | "b", to: () => Agent): ReturnType<typeof tool> =>
      tool({ name: "act", run: async () => (await to().ask("Your turn.", { stream: streams[name] })).body }) as never;
    const a: Agent = new Agent("a", {
      model: new TestModel({ name: "act" }, "a is done"),
      tools: [call("b", () => b)],
    });
    const b: Agent = new Agent("b", {
      model: new TestModel({ name: "act" }, "b is done"),
      tools: [call("a", () => a)],
    });
    const record = recordEvents(streams.b);

    expect((await a.ask("Go.", { stream: streams.a })).body).toBe("a is done");
    expect(record.of(ToolResult)).toMatchObject([{ error: { code: "TURN_REENTERED", details: { running: "a" } } }]);
  });

  it("conversations in contexts nest, each with its own transcript, ended one inside of the other", async () => {
    const stream = new MemoryStream();
    const model = new TestModel({ name: "act" }, { name: "act" }, "third", "second", "first");
    const deeper: Tool = tool({
      name: "act",
      run: async (_, context): Promise<string | undefined> => {
        const reply = await new Agent("me", { model, tools: [deeper] }).ask("Deeper.", { context });
        return reply.body;
      },
    });
    const reply = await new Agent("me", { model, tools: [deeper] }).ask("Go.", { stream });

    expect(reply.body).toBe("first");
    const requests = (await stream.history.read()).filter((event) => event instanceof ModelRequest);
    expect(new Set(requests.map(({ conversation }) => conversation)).size).toBe(3);
    expect(model.calls.map(({ messages }) => messages.length)).toEqual([1, 1, 1, 3, 3]);
  });

  it("what was begun there may ask on the stream when the turn is over", async () => {
    const stream = new MemoryStream();
    const asks: (() => Promise<unknown>)[] = [];
    const bind = tool({ name: "act", run: () => void asks.push(AsyncLocalStorage.bind(() => other("late").ask("So?", { stream }))) }); // prettier-ignore
    const agent = new Agent("outer", { model: new TestModel({ name: "act" }, "done"), tools: [bind] });
    await agent.ask("Go.", { stream });

    await expect(asks[0]?.()).resolves.toMatchObject({ body: "late" });
  });

  it("ends with the turn that it is part of", async () => {
    const stream = new MemoryStream();
    const never = new Agent("other", { model: TestModel.with({ delayMs: Infinity }, "never") });
    const began = stream.get(ModelRequest.field("agent").eq("other"));
    const act = tool({ name: "act", run: async (_, context) => (await never.ask("So?", { context })).body });
    const run = new Agent("outer", { model: new TestModel({ name: "act" }), tools: [act] }).run("Go.", { stream });
    run.start();
    await began;

    run.abort();

    expect((await rejected(run.result())).code).toBe("ABORTED");
    expect(listeners(stream)).toBe(0);
  });
});
