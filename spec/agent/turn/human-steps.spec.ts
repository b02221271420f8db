/** Questions to humans in a turn: who answers, what runs around it, and what becomes of the turn when nobody does. */
import {
  Agent,
  type AgentOptions,
  HumanInputRequest,
  HumanMessage,
  MemoryStream,
  MillraceError,
  type Middleware,
  observer,
  tool,
  ToolError,
  ToolResult,
  TurnFailed,
} from "millrace";
import { ManualClock, recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { useClock } from "../../../lib/primitives/clock.js";
import { listeners } from "../../stream/count.js";
import { gate, rejected, settle } from "../../stream/events.js";

const question = tool({ name: "ask", run: (_, context) => context.input("May I?") });
const answerTo = ({ requestId }: HumanInputRequest, content: string): HumanMessage =>
  new HumanMessage({ content, requestId });

/** An agent whose tool asks, and what the tool was told. */
function asking(options: AgentOptions = {}): { agent: Agent; model: TestModel; told: () => string | undefined } {
  const model = new TestModel({ name: "ask" }, "done", "and on");
  return {
    agent: new Agent("a", { model, tools: [question], ...options }),
    model,
    told: () => model.calls[1]?.messages.at(-1)?.content as string | undefined,
  };
}

describe("the hook of an agent", () => {
  it.each<[string, NonNullable<AgentOptions["humanInput"]>]>([
    ["at once", ({ content }) => `${content} Yes.`],
    ["later", async ({ content }) => Promise.resolve(`${content} Yes.`)],
    ["as a message", (request) => answerTo(request, `${request.content} Yes.`)],
    ["as a message with a foreign id", ({ content }) => new HumanMessage({ content: `${content} Yes.`, requestId: "other" })], // prettier-ignore
  ])("gets the question, and its answer is what the tool is told: %s", async (_, humanInput) => {
    const { agent, told } = asking({ humanInput });
    await agent.ask("Go.");

    expect(told()).toBe("May I? Yes.");
  });

  it("may be given with the question to the agent, and goes over the agent's own, for that turn", async () => {
    const model = new TestModel({ name: "ask" }, "done", { name: "ask" }, "done");
    const agent = new Agent("a", { model, tools: [question], humanInput: () => "from the agent" });
    const reply = await agent.ask("Go.", { humanInput: () => "from the ask" });
    await reply.ask("Again.");

    const told = model.calls.flatMap(({ messages }) => messages.filter(({ role }) => role === "tool").slice(-1));
    expect(told.map(({ content }) => content)).toEqual(["from the ask", "from the ask", "from the agent"]);
  });

  it("gives the turn the only answer: question and answer are seen by observers, and recorded", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    const note = ({ content }: { readonly content: string }): void => void seen.push(content);
    const observers = [observer(HumanInputRequest, note), observer(HumanMessage, note)];
    await asking({ humanInput: () => "Yes.", observers }).agent.ask("Go.", { stream });

    expect(seen).toEqual(["May I?", "Yes."]);
    const history = await stream.history.read();
    const recorded = history.filter((event) => event.type.startsWith("human."));
    expect(recorded.map(({ type }) => type)).toEqual(["human.input-request", "human.message"]);
    const call = history.find(({ type }) => type === "tool.call");
    expect(recorded[0]?.causedBy).toBe(call?.id);
  });

  it("answers several questions of one turn at once, in any order", async () => {
    const gates = new Map(["a", "b", "c"].map((name) => [name, gate()]));
    const tools = [...gates.keys()].map((name) => tool({ name, run: (_, context) => context.input(name) }));
    const model = new TestModel([{ name: "a" }, { name: "b" }, { name: "c" }], "done");
    const humanInput = async ({ content }: HumanInputRequest): Promise<string> => {
      await gates.get(content)?.opened;
      return content.toUpperCase();
    };
    const stream = new MemoryStream();
    const record = recordEvents(stream);
    const asked = new Agent("x", { model, tools, humanInput }).ask("Go.", { stream });
    for (const name of ["c", "a", "b"]) {
      await settle();
      gates.get(name)?.open();
    }
    await asked;

    expect(record.of(HumanMessage).map(({ content }) => content)).toEqual(["C", "A", "B"]);
    expect(model.calls[1]?.messages.slice(-3).map(({ content }) => content)).toEqual(["A", "B", "C"]);
  });

  it("is refused where it is none", () => {
    expect(() => new Agent("a", { humanInput: "console" as never })).toThrow(/humanInput/);
  });
});

describe("middleware of questions", () => {
  const around = (name: string, order: string[]): Middleware => ({
    async onHumanInput({ request, next }) {
      order.push(`${name} in`);
      const answer = await next(request.with({ content: `${request.content}${name}` }));
      order.push(`${name} out`);
      return answer?.with({ content: `${answer.content}${name}` });
    },
  });

  it("sees question and answer, changes both, the first one outermost", async () => {
    const order: string[] = [];
    const { agent, told } = asking({
      humanInput: ({ content }) => `${content}:`,
      middleware: ["1", "2", "3"].map((name) => around(name, order)),
    });
    await agent.ask("Go.");

    expect(told()).toBe("May I?123:321");
    expect(order).toEqual(["1 in", "2 in", "3 in", "3 out", "2 out", "1 out"]);
  });

  it("may answer itself, by a text or a message, and then the hook is not called", async () => {
    let calls = 0;
    const humanInput = (): string => (calls++, "from the hook");
    const { agent, told } = asking({ humanInput, middleware: [{ onHumanInput: () => "from the middleware" }] });
    await agent.ask("Go.");

    expect([told(), calls]).toEqual(["from the middleware", 0]);
  });

  it("does not run where there is no hook", async () => {
    let calls = 0;
    const stream = new MemoryStream();
    stream.where(HumanInputRequest).subscribe((request, context) => context.send(answerTo(request, "yes")));
    await asking({ middleware: [{ onHumanInput: () => (calls++, "no") }] }).agent.ask("Go.", { stream });

    expect(calls).toBe(0);
  });

  it("that fails, fails the question and the turn", async () => {
    const cause = new Error("no");
    const middleware: Middleware[] = [{ onHumanInput: () => Promise.reject(cause) }];
    const asked = asking({ humanInput: () => "yes", middleware }).agent.ask("Go.");

    expect(await rejected(asked)).toMatchObject({ code: "HUMAN_INPUT_FAILED", cause });
  });
});

describe("without a hook", () => {
  it("the question is answered by who listens for it on the stream", async () => {
    const stream = new MemoryStream();
    stream.where(HumanInputRequest).subscribe((request, context) => context.send(answerTo(request, "yes")));
    const { agent, told } = asking();
    await agent.ask("Go.", { stream });

    expect(told()).toBe("yes");
  });

  it("somebody who waits for it by get counts as one who listens, and answers from outside", async () => {
    const stream = new MemoryStream();
    const next = stream.get(HumanInputRequest);
    const { agent, told } = asking();
    const asked = agent.ask("Go.", { stream });

    await stream.send(answerTo(await next, "from outside"));
    await asked;

    expect(told()).toBe("from outside");
    expect(listeners(stream)).toBe(0);
  });

  it('nobody needs to listen where humanInput is "stream": the answer will come', async () => {
    const stream = new MemoryStream();
    const { agent, told } = asking({ humanInput: "stream" });
    const asked = agent.ask("Go.", { stream });
    await settle();
    const request = (await stream.history.read()).find((event) => event instanceof HumanInputRequest);

    await stream.send(answerTo(request!, "at last"));
    await asked;

    expect(told()).toBe("at last");
  });

  it("and with nobody there it fails with HUMAN_INPUT_MISSING: the turn ends, and the transcript is whole", async () => {
    const stream = new MemoryStream();
    const record = recordEvents(stream);
    stream.subscribe(() => undefined); // who listens for everything does not answer questions
    const { agent, model } = asking();

    const error = await rejected(agent.ask("Go.", { stream }));

    expect(error).toMatchObject({ code: "HUMAN_INPUT_MISSING", details: { agent: "a", question: "May I?" } });
    expect(record.of(HumanInputRequest)).toHaveLength(1);
    expect(record.of(TurnFailed)[0]?.error).toBe(error);
    expect(record.of(ToolError)[0]?.error).toBe(error);
    await agent.ask("On.", { stream });
    expect(model.calls[1]?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "user"]);
  });

  it.each<[string, AgentOptions]>([
    ["HUMAN_INPUT_MISSING", {}],
    ["HUMAN_INPUT_FAILED", { humanInput: () => Promise.reject(new Error("no")) }],
  ])("or with a hook that fails, a tool may catch %s, and the turn goes on", async (code, options) => {
    const careful = tool({
      name: "ask",
      run: (_, context) =>
        context.input("May I?").catch((error: unknown) => (MillraceError.is(error) ? error.code : "?")),
    });
    const { agent, told } = asking({ ...options, tools: [careful] });

    expect((await agent.ask("Go.")).body).toBe("done");
    expect(told()).toBe(code);
  });
});

describe("a hook that fails or takes too long", () => {
  it("ends the turn with HUMAN_INPUT_FAILED when nobody catches it, the calls beside it answered", async () => {
    const stream = new MemoryStream();
    const record = recordEvents(stream);
    const cause = new Error("the door is shut");
    const other = tool({ name: "other", run: () => "fine" });
    const model = new TestModel([{ name: "ask" }, { name: "other" }]);
    const agent = new Agent("a", { model, tools: [question, other], humanInput: () => Promise.reject(cause) });

    expect(await rejected(agent.ask("Go.", { stream }))).toMatchObject({ code: "HUMAN_INPUT_FAILED", cause });
    expect(new Set(record.of(ToolResult).map(({ name }) => name))).toEqual(new Set(["ask", "other"]));
  });

  it("is covered by the time of the question; uncaught, TIMEOUT ends the turn", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const stream = new MemoryStream();
    const soon = tool({ name: "ask", run: (_input, context) => context.input("May I?", { timeoutMs: 50 }) });
    const asked = gate();
    const humanInput = (): Promise<never> => (asked.open(), new Promise(() => undefined));
    const turn = asking({ tools: [soon], humanInput }).agent.ask("Go.", { stream });
    await asked.opened;

    clock.advance(50);

    expect(await rejected(turn)).toMatchObject({ code: "TIMEOUT", details: { question: "May I?", timeoutMs: 50 } });
    expect([listeners(stream), clock.pending]).toEqual([0, 0]);
  });

  it("ends with the turn that is given up", async () => {
    const stream = new MemoryStream();
    const asked = gate();
    const humanInput = (): Promise<never> => (asked.open(), new Promise(() => undefined));
    const run = asking({ humanInput }).agent.run("Go.", { stream });
    run.start();
    await asked.opened;

    run.abort();

    expect((await rejected(run.result())).code).toBe("ABORTED");
    await settle();
    expect(listeners(stream)).toBe(0);
  });
});
