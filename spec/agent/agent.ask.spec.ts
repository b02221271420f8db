/** Asking an agent: prompts, overrides, variables, observers, structured replies. */
import {
  Agent,
  type Context,
  Depends,
  inject,
  Inject,
  MemoryStream,
  ModelMessageChunk,
  ModelRequest,
  ModelResponse,
  observer,
  tool,
  ToolCall,
  Variable,
} from "millrace";
import { freshSettings, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";

const systemOf = (model: TestModel, call = 0): unknown =>
  model.calls[call]?.messages.filter(({ role }) => role === "system").map(({ content }) => content);
const words = (count: number): TestModel =>
  new TestModel(...Array.from({ length: count }, (_, at) => `answer ${String(at)}`));

describe("the system prompt", () => {
  it("is a text, told to the model and to be read in the context", async () => {
    const model = words(2);
    const reply = await new Agent("a", { model, prompt: "Be brief." }).ask("hi");
    expect(systemOf(model)).toEqual(["Be brief."]);
    expect(reply.context.prompt).toEqual(["Be brief."]);

    await reply.ask("more");
    expect(systemOf(model, 1)).toEqual(["Be brief."]);
  });

  it("may be several texts, which stay a list", async () => {
    const model = words(1);
    const reply = await new Agent("a", { model, prompt: ["One.", "Two."] }).ask("hi");

    expect(reply.context.prompt).toEqual(["One.", "Two."]);
    expect(systemOf(model)).toEqual(["One.\nTwo."]);
  });

  it("may be written by functions, once for a conversation, behind the texts", async () => {
    const seen: unknown[] = [];
    const model = words(2);
    const agent = new Agent("a", {
      model,
      prompt: [
        (request: ModelRequest, context: Context) => {
          seen.push(request.content, [...context.prompt]);
          return Promise.resolve("Written.");
        },
        "Fixed.",
        inject({ user: Variable<string>("user") }, (_request: ModelRequest, { user }) => `For ${user}.`),
      ],
      variables: { user: "ann" },
    });
    const reply = await agent.ask("hi");
    await reply.ask("more");

    expect(seen).toEqual(["hi", ["Fixed."]]);
    expect([systemOf(model), systemOf(model, 1)]).toEqual([
      ["Fixed.\nWritten.\nFor ann."],
      ["Fixed.\nWritten.\nFor ann."],
    ]);
  });

  it("gives way to that of a question, from then on", async () => {
    const model = words(3);
    const agent = new Agent("a", { model, prompt: ["Old.", () => "Never run."] });
    const reply = await agent.ask("hi", { prompt: "New." });
    await reply.ask("more");
    await (await agent.ask("fresh")).end();

    expect([systemOf(model), systemOf(model, 1), systemOf(model, 2)]).toEqual([
      ["New."],
      ["New."],
      ["Old.\nNever run."],
    ]);
  });

  it("may be changed in the context by hand, and by who hears of the question", async () => {
    const model = words(2);
    const stream = new MemoryStream();
    const reply = await new Agent("a", { model, prompt: "Old." }).ask("hi", { stream });
    reply.context.prompt[0] = "By hand.";
    stream.where(ModelRequest).subscribe((_, context) => void context.prompt.push("Heard."), { once: true });
    await reply.ask("more");

    expect(systemOf(model, 1)).toEqual(["By hand.\nHeard."]);
  });

  it("has what the agent's requests begin with", async () => {
    const model = words(1);
    await new Agent("a", { model, prompt: "Be brief.", request: (request) => request.rule("No jokes.") }).ask("hi");

    expect(systemOf(model)).toEqual(["Be brief.\nRule: No jokes."]);
  });

  it("is refused where it is neither, and where a function writes no text", async () => {
    expect(caught(() => new Agent("a", { prompt: 7 as never }))).toMatchObject({ code: "PROMPT_INVALID" });
    await expect(new Agent("a", { model: words(1), prompt: (() => 7) as never }).ask("hi")).rejects.toMatchObject({
      code: "PROMPT_INVALID",
    });
  });
});

describe("the model", () => {
  it("may be named by a question, and stays so for the replies of it", async () => {
    const [own, other] = [words(1), words(2)];
    const agent = new Agent("a", { model: own });
    const reply = await agent.ask("hi", { model: other });
    await reply.ask("more");
    await agent.ask("fresh");

    expect([own.calls.length, other.calls.length]).toEqual([1, 2]);
  });

  it("is missed by name, before anything is sent", async () => {
    using _none = freshSettings();
    const stream = new MemoryStream();

    await expect(new Agent("ada").ask("hi", { stream })).rejects.toMatchObject({ code: "MODEL_MISSING" });
    expect(await stream.history.read()).toEqual([]);
  });

  it("is given the options of the provider and a choice of tools", async () => {
    const model = words(1);
    const tools = [tool({ name: "now", run: () => 0 })];
    await new Agent("a", { model, tools }).ask("hi", { options: { temperature: 0 }, toolChoice: "required" });

    expect(model.calls[0]).toMatchObject({ options: { temperature: 0 }, toolChoice: "required" });
  });
});

describe("a question", () => {
  it("may be a request, a list of parts, or one part", async () => {
    const model = words(3);
    const agent = new Agent("a", { model });
    const reply = await agent.ask(new ModelRequest({ inputs: ["a"] }));
    await reply.ask(["b", { type: "text", text: "c" }]);

    expect(model.calls[1]?.messages).toMatchObject([
      { content: "a" },
      { content: "answer 0" },
      { content: [{ text: "b" }, { text: "c" }] },
    ]);
  });

  it.each([undefined, null, 7, [7], {}])("is refused where it is %j", async (message) => {
    await expect(new Agent("a", { model: words(1) }).ask(message as never)).rejects.toMatchObject({
      code: "PROMPT_INVALID",
    });
  });

  it("is refused with options that nobody knows", async () => {
    const agent = new Agent("a", { model: words(2) });

    await expect(agent.ask("hi", { streams: 1 } as never)).rejects.toMatchObject({ code: "OPTION_INVALID" });
    await expect((await agent.ask("hi")).ask("more", { dependencies: { db: 1 } } as never)).rejects.toMatchObject({
      code: "OPTION_INVALID", // they belong to the whole conversation, and would be passed over here
    });
    await expect((await agent.ask("hi")).ask("more", { stream: new MemoryStream() } as never)).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
    await expect(agent.ask("hi", { stream: new MemoryStream().where(ToolCall) as never })).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
    await expect(agent.ask("hi", { context: {} as never })).rejects.toMatchObject({ code: "OPTION_INVALID" });
    await expect(agent.ask("hi", { limits: { modelCalls: 0 } })).rejects.toMatchObject({ code: "OPTION_INVALID" });
    await expect(agent.ask("hi", { humanInput: "console" as never })).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });
});

describe("variables", () => {
  const read = tool({ name: "read", run: (_, { variables }) => Object.fromEntries(variables) });

  it("are those of the agent, those of the question over them, copied", async () => {
    const [own, asked] = [{ a: 1, b: 1 }, { b: 2 }];
    const model = new TestModel({ name: "read" }, "ok");
    const reply = await new Agent("x", { model, tools: [read], variables: own }).ask("go", { variables: asked });
    expect(model.calls[1]?.messages.at(-1)).toMatchObject({ content: '{"a":1,"b":2}' });

    reply.context.variables.set("a", 9);
    expect([own, asked]).toEqual([{ a: 1, b: 1 }, { b: 2 }]);
  });

  it("that a tool sets are there for the next one, and for the next question", async () => {
    const write = tool({ name: "write", run: (_, { variables }) => void variables.set("seen", 0) });
    const model = new TestModel({ name: "write" }, { name: "read" }, "ok", { name: "read" }, "ok");
    const reply = await new Agent("x", { model, tools: [read, write] }).ask("go");
    expect(model.calls[2]?.messages.at(-1)).toMatchObject({ content: '{"seen":0}' });

    await reply.ask("again", { variables: { more: 1 } });
    expect(model.calls[4]?.messages.at(-1)).toMatchObject({ content: '{"seen":0,"more":1}' });
  });

  it("take a default once: tools share what it is", async () => {
    const list: string[] = [];
    const add = tool({
      name: "add",
      run: inject({ list: Variable("list", { default: list }) }, (_: object, { list: own }) => own.push("x")),
    });
    const model = new TestModel([{ name: "add" }, { name: "add" }], "ok");
    await new Agent("x", { model, tools: [add] }).ask("go");

    expect(list).toEqual(["x", "x"]);
  });
});

describe("observers", () => {
  it("of agent and question hear what they name, in causal order, and only while a turn runs", async () => {
    const heard: string[] = [];
    const stream = new MemoryStream();
    const agent = new Agent("a", {
      model: words(2),
      observers: [
        observer(ModelRequest, () => void heard.push("request")),
        observer(ModelResponse, () => Promise.resolve(heard.push("response"))),
        observer(ToolCall, () => void heard.push("call")),
      ],
    });
    await agent.ask("hi", {
      stream,
      observers: [observer([ModelRequest, ModelResponse], ({ type }) => void heard.push(type))],
    });
    expect(heard).toEqual(["request", "model.request", "response", "model.response"]);

    await stream.send(new ModelRequest({ inputs: ["later"] }));
    expect(heard).toHaveLength(4);
  });

  it("are given the context, and what they inject", async () => {
    const heard: unknown[] = [];
    const user = inject({ id: Variable<string>("user") }, (_context: Context, { id }) => `user ${id}`);
    const look = observer(
      ModelResponse,
      inject({ db: Inject<string>("db"), who: Depends(user) }, (event: ModelResponse, { db, who }, context) => {
        heard.push(event.content, db, who, context.stream.id);
      }),
    );
    await new Agent("a", { model: words(1), observers: [look] }).ask("hi", {
      stream: new MemoryStream({ id: "s" }),
      dependencies: { db: "rows" },
      variables: { user: "7" },
    });

    expect(heard).toEqual(["answer 0", "rows", "user 7", "s"]);
  });

  it("that fail are reported and do not touch the turn, unless they say so", async () => {
    const failing = (): never => {
      throw new Error("observer down");
    };
    const stream = new MemoryStream();
    using reported = stream.get((event) => event.type === "millrace.handler-failed");
    const agent = new Agent("a", { model: words(2) });

    expect((await agent.ask("hi", { stream, observers: [observer(ModelResponse, failing)] })).body).toBe("answer 0");
    expect(await reported).toMatchObject({ error: { message: "observer down" } });
    await expect(
      agent.ask("hi", { stream, observers: [observer(ModelResponse, failing, { onError: "throw" })] }),
    ).rejects.toThrow("observer down");
  });

  it("may interrupt", async () => {
    const shout = observer(ModelMessageChunk, (piece) => piece.with({ content: piece.content.toUpperCase() }), {
      interrupt: true,
    });

    expect((await new Agent("a", { model: words(1), observers: [shout] }).ask("hi")).body).toBe("ANSWER 0");
  });
});

describe("a subscriber of the stream", () => {
  it("that fails, fails the question: so does an assertion in a spec", async () => {
    const stream = new MemoryStream();
    stream.where(ModelResponse).subscribe(({ content }) => {
      expect(content).toBe("something else");
    });

    await expect(new Agent("a", { model: words(1) }).ask("hi", { stream })).rejects.toThrow("something else");
  });
});

describe("a structured reply", () => {
  const shape = z.object({ n: z.number() });

  it("is data, typed and checked, beside its text", async () => {
    const reply = await new Agent("a", { model: new TestModel('{"n":42}'), reply: shape }).ask("go");

    expect([reply.data.n, reply.body]).toEqual([42, '{"n":42}']);
  });

  it.each([
    ["a number", z.number(), "42", 42],
    ["a list", z.array(z.string()), '["a"]', ["a"]],
    ["a transformed value", z.object({ n: z.number() }).transform(({ n }) => n * 2), '{"n":21}', 42],
    ["a text that is checked", z.string().regex(/^yes|no$/), "yes", "yes"],
  ])("may be %s", async (_what, reply, text, data) => {
    const agent = new Agent("a", { model: new TestModel(text), reply: reply as z.ZodType });

    expect((await agent.ask("go")).data).toEqual(data);
  });

  it("is asked for again with what was wrong; the model sees what it had written", async () => {
    const model = new TestModel('{"n":"many"}', '{"n":1}');
    expect((await new Agent("a", { model, reply: shape }).ask("go")).data).toEqual({ n: 1 });

    expect(JSON.stringify(model.calls[1]?.messages)).toContain("many");
  });

  it("fails when asking again does not help", async () => {
    const agent = new Agent("a", {
      model: new TestModel("x", "y"),
      reply: shape,
      settings: { request: { corrections: 1 } },
    });

    await expect(agent.ask("go")).rejects.toMatchObject({ code: "OUTPUT_INVALID" });
  });

  it("may be asked for in one turn alone, or be dropped in one", async () => {
    const model = new TestModel("plain", '{"n":1}', "plain", '{"n":2}');
    const agent = new Agent("a", { model, reply: shape });
    const first = await agent.ask("go", { reply: null });
    const second = await first.ask("go");
    const third = await new Agent("b", { model }).ask("go");
    const fourth = await third.ask("go", { reply: shape });

    expect([first.data, second.data, third.data, fourth.data]).toEqual(["plain", { n: 1 }, "plain", { n: 2 }]);
  });

  it("comes after calls of tools, too", async () => {
    const model = new TestModel({ name: "now" }, '{"n":3}');
    const agent = new Agent("a", { model, reply: shape, tools: [tool({ name: "now", run: () => 0 })] });

    expect((await agent.ask("go")).data).toEqual({ n: 3 });
  });

  it("is read anew from what an interrupter puts in its place", async () => {
    const stream = new MemoryStream();
    stream.where(ModelMessageChunk).subscribe(() => undefined);
    const change = (content: string): void => {
      stream
        .where(ModelResponse)
        .subscribe((response) => response.with({ message: response.message?.with({ content }) }), {
          interrupt: true,
          once: true,
        });
    };
    const agent = new Agent("a", { model: new TestModel('{"n":1}', '{"n":1}'), reply: shape });
    change('{"n":7}');
    expect((await agent.ask("go", { stream })).data).toEqual({ n: 7 });

    change("nonsense");
    await expect(agent.ask("go", { stream })).rejects.toMatchObject({ code: "OUTPUT_INVALID" });
  });
});
