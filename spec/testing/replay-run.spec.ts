import {
  Agent,
  type BaseEvent,
  clientTool,
  encodeEvent,
  exportConversation,
  finalResult,
  MemoryStream,
  type Middleware,
  MillraceError,
  ModelRequest,
  ModelResponse,
  tool,
  ToolError,
  ToolResult,
} from "millrace";
import {
  recordEvents,
  replayRun,
  type ReplayRunOptions,
  type RunEvents,
  type TestCall,
  TestModel,
  type TestTurn,
} from "millrace/testing";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { golden, ofAgents } from "./golden-run.js";

const effects = { refunds: 0 };

const refund = tool({
  name: "refund",
  input: z.object({ order: z.number() }),
  run: async ({ order }, context) => {
    effects.refunds++;
    if (order === 13) throw new RangeError("Order 13 is locked.", { cause: "the ledger" });
    return { order, sure: await context.input(`Refund ${String(order)}?`) };
  },
});
const close = tool({ name: "close", run: () => finalResult({ closed: true }) });
const guard: Middleware = {
  onToolCall: async ({ call, next }, context) =>
    call.name !== "close" || (await context.input("Close it?")) === "yes" ? next() : "not allowed",
};

/** An agent of production: a tool with an effect that asks a human and may fail, a middleware that asks one, client tools. */
function clerk(...turns: readonly TestTurn[]): Agent {
  const model = new TestModel(...turns);
  const tools = [refund, close, clientTool({ name: "locate" })];
  return new Agent("clerk", { model, tools, middleware: [guard], humanInput: () => "yes", prompt: "Be kind." });
}

interface Production {
  /** All that was told. */
  readonly live: readonly BaseEvent[];
  /** What a file has. */
  readonly file: RunEvents;
}

/** Runs something on a stream and gives what was recorded of it. */
async function recordingOf(work: (stream: MemoryStream) => Promise<unknown>): Promise<Production> {
  const stream = new MemoryStream();
  using record = recordEvents(stream);
  await work(stream);
  const file = JSON.parse(JSON.stringify(await exportConversation(stream))) as RunEvents;
  return { live: [...record.events], file };
}

/** A conversation of several questions, each of which may fail. */
const production = (agent: Agent, ...questions: readonly string[]): Promise<Production> =>
  recordingOf(async (stream) => {
    for (const question of questions) await agent.ask(question, { stream }).catch(() => undefined);
  });

const refundOf = (order: number, callId: string): TestCall => ({
  name: "refund",
  arguments: { order },
  callId,
});
const refunding = (): Promise<Production> =>
  production(clerk(refundOf(7, "a"), refundOf(13, "b"), "It is locked."), "Refund 7 and 13.");
const bodies = (events: readonly BaseEvent[]): unknown[] =>
  events.filter((event) => event instanceof ModelResponse).map(({ content }) => content);

describe("a replayed run", () => {
  it.each(["recorded", "run"] as const)("makes the same events again, with tools that are %s", async (tools) => {
    const calls = [refundOf(7, "a"), refundOf(13, "b"), { name: "mop", callId: "c" }];
    const details = { usage: { inputTokens: 3, outputTokens: 2 }, reasoning: "Hm, hm.", pieces: 3 };
    const agent = clerk(
      { ...details, text: "Let me see.", toolCalls: calls },
      { ...details, text: "7 is refunded." },
      { name: "close", callId: "d" },
      "Bye.",
    );
    const { live, file } = await production(agent, "Refund 7 and 13.", "Close it.", "And now?");
    const before = effects.refunds;
    // What a recorded tool had asked, nobody asks again.
    const compared = (events: readonly BaseEvent[]): unknown[] =>
      golden(ofAgents(events).filter(({ type }) => tools === "run" || !type.startsWith("human.")));
    const kept = (events: readonly BaseEvent[]): BaseEvent[] =>
      events.filter(({ type }) => type !== "model.message-chunk" && type !== "model.reasoning");

    for (const run of [live, file]) {
      const stream = new MemoryStream();
      using record = recordEvents(stream);
      const reply = await replayRun(run, { tools }).ask(clerk(), { stream });

      expect(reply.body).toBe("Bye.");
      if (run === live) expect(compared(record.events)).toEqual(compared(live));
      expect(compared(kept(record.events))).toEqual(compared(kept(live)));
    }
    expect(effects.refunds - before).toBe(tools === "run" ? 4 : 0);
  });

  it("makes the events of sub-agents again, which ask at once, each with its own answers", async () => {
    const team = (lead: TestModel, helper: TestModel, more = {}): Agent => {
      const helpers = new Agent("helper", { model: helper });
      const hand = tool({
        name: "hand",
        input: z.object({ job: z.string() }),
        run: async ({ job }, context) => (await helpers.ask(job, { context, ...more })).body,
      });
      return new Agent("lead", { model: lead, tools: [hand] });
    };
    const jobs = ["one", "two", "three"].map((job) => ({ name: "hand", arguments: { job } }));
    const helper = Array.from(
      { length: 3 },
      () => (call: { messages: readonly unknown[] }) => `did ${JSON.stringify(call.messages)}`,
    );
    const { live, file } = await production(team(new TestModel(jobs, "All done."), new TestModel(...helper)), "Do it.");

    const replay = replayRun(live, { tools: "run" });
    const again = await recordingOf((stream) =>
      replay.ask(team(new TestModel(), new TestModel(), { model: replay.model }), { stream }),
    );
    expect(golden(ofAgents(again.live))).toEqual(golden(ofAgents(live)));

    const reply = await replayRun(file).ask(team(new TestModel(), new TestModel()));
    expect(reply.body).toBe("All done.");
  });

  it("puts messages in where they came in, and brings what clients had brought", async () => {
    const { live, file } = await recordingOf(async (stream) => {
      const run = clerk(
        () => {
          run.enqueue("And the shop?");
          return "At home.";
        },
        { name: "locate", callId: "l" },
        "In Berlin.",
      ).run("Where am I?", { stream });
      await (await run.result()).resume({ l: { city: "Berlin" } });
    });

    for (const events of [live, file]) {
      const replay = replayRun(events);
      expect(replay.questions().map(({ content }) => content)).toEqual(["Where am I?", "And the shop?"]);
      const again = await recordingOf((stream) => replay.ask(clerk(), { stream }));
      expect(golden(ofAgents(again.live))).toEqual(golden(ofAgents(live)));
    }
  });

  it("can be asked by hand, with its parts", async () => {
    const { file } = await refunding();
    const replay = replayRun(file);
    const reply = await clerk().ask("Refund 7 and 13.", replay.options);

    expect(reply.body).toBe("It is locked.");
    expect(replay.options).toEqual({
      model: replay.model,
      middleware: [replay.middleware],
      humanInput: replay.humanInput,
    });
  });
});

describe("until", () => {
  it("stops before a failing step and goes back to the answer that led there, which somebody else gives", async () => {
    const { file } = await refunding();
    const then = new TestModel("I have refunded 7; 13 is for a colleague.");

    const replay = replayRun(file, { until: ToolError, rewind: true, then });
    const reply = await replay.ask(clerk());

    expect(reply.body).toBe("I have refunded 7; 13 is for a colleague.");
    expect(then.calls[0]?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "tool"]);
    expect((await reply.history.read()).filter((event) => event instanceof ToolError)).toEqual([]);
  });

  it("runs the tools behind it, and asks the humans behind it", async () => {
    const { file } = await refunding();
    const before = effects.refunds;
    const humanInput = vi.fn(() => "of course");
    const then = new TestModel(refundOf(8, "z"), "Done.");

    const replay = replayRun(file, { until: ToolError, then, humanInput });
    const reply = await replay.ask(clerk());

    expect(effects.refunds - before).toBe(2); // 13 again, which fails as before, and 8
    expect(humanInput).toHaveBeenCalledTimes(1);
    expect((await reply.history.read()).filter((event) => event instanceof ToolResult).map(({ text }) => text)).toEqual(
      ['{"order":7,"sure":"yes"}', "Error: Order 13 is locked.", '{"order":8,"sure":"of course"}'],
    );
  });

  it("is a number of events, the id of one, or what the first one is", async () => {
    const { live } = await refunding();
    const second = ofAgents(live).filter((event) => event instanceof ModelResponse)[1]!;
    const untils: readonly NonNullable<ReplayRunOptions["until"]>[] = [
      live.indexOf(second),
      second.id,
      (event) => event instanceof ModelResponse && event.toolCalls.calls[0]?.callId === "b",
    ];
    for (const until of untils) {
      const reply = await replayRun(live, { until, then: new TestModel("Stop.") }).ask(clerk());
      expect(bodies(await reply.history.read())).toEqual([undefined, "Stop."]);
    }
  });

  it("asks no question that comes later", async () => {
    const { file } = await production(clerk("one", "two", "three"), "1", "2", "3");
    const replay = replayRun(file, { until: (event) => event instanceof ModelRequest && event.content === "3" });

    expect(replay.questions()).toHaveLength(2);
    expect((await replay.ask(clerk())).body).toBe("two");
  });

  it("without anybody who goes on, ends there", async () => {
    const { file } = await refunding();

    await expect(replayRun(file, { until: ToolError, rewind: true }).ask(clerk())).rejects.toMatchObject({
      code: "SCRIPT_EXHAUSTED",
      details: { calls: 2 },
    });
  });

  it.each<[string, RunEvents, object]>([
    ["no such event", [], { until: "x" }],
    ["nothing that passes", [], { until: ToolError }],
    ["no answer to go back to", [], { rewind: true }],
    ["no count", [], { until: -1 }],
    ["unknown options", [], { speed: 1 }],
    ["unknown manners", [], { tools: "never" }],
    ["no run", {} as never, {}],
    ["nothing", undefined as never, {}],
  ])("and the rest of the options are refused for %s", (_, events, options) => {
    expect(() => replayRun(events, options)).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  });
});

describe("what is asked of a replay", () => {
  it("has to be what was asked, system prompts aside", async () => {
    const { live, file } = await refunding();
    for (const events of [live, file]) {
      const other = new Agent("clerk", {
        tools: [refund.withMiddleware(() => "nothing")],
        model: new TestModel(),
        prompt: "Be stern.",
      });

      await expect(replayRun(events, { tools: "run" }).ask(other)).rejects.toMatchObject({
        code: "SCRIPT_MISMATCH",
        details: { path: "messages[2].content", recorded: '{"order":7,"sure":"yes"}', called: "nothing", call: 2 },
      });
      expect((await replayRun(events).ask(other)).body).toBe("It is locked.");
      await expect(clerk().ask("Refund 8.", replayRun(events).options)).rejects.toMatchObject({
        code: "SCRIPT_MISMATCH",
      });
    }
  });

  it("may be changed by a middleware, where a record says that it was", async () => {
    const shorten: Middleware = { onModelCall: ({ messages, next }) => next({ messages: messages.slice(-1) }) };
    const agent = (...turns: TestTurn[]): Agent =>
      new Agent("a", { model: new TestModel(...turns), middleware: [shorten] });
    const { live } = await production(agent("one", "two"), "1", "2");

    expect((await replayRun(live).ask(agent())).body).toBe("two");
  });

  it("fails where the recording has no more", async () => {
    const { file } = await production(clerk("one"), "1");
    const reply = await replayRun(file).ask(clerk());

    await expect(reply.ask("2", replayRun([]).options)).rejects.toMatchObject({ code: "SCRIPT_EXHAUSTED" });
    await expect(replayRun([]).ask(clerk())).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });
});

describe("failures of a recording", () => {
  const busy = new MillraceError("MODEL_FAILED", "Too many.", {
    hint: "Wait.",
    details: { status: 429, retryable: true },
  });

  it("come again as they were, where they were recorded, and are not tried again", async () => {
    const { live } = await production(clerk(refundOf(7, "a"), busy).setSettings("request.attempts", 1), "Refund 7.");
    const decoded = JSON.parse(
      JSON.stringify(live.filter(({ type }) => /^(model|tool|request.failed|human)/.test(type)).map(encodeEvent)),
    ) as RunEvents;

    for (const events of [live, decoded]) {
      await expect(replayRun(events).ask(clerk())).rejects.toMatchObject({
        code: "MODEL_FAILED",
        details: { status: 429 },
      });
    }
  });

  it("end a turn that was followed by another one, and the next question is asked", async () => {
    const { live, file } = await production(clerk(busy, "Yes.").setSettings("request.attempts", 1), "1", "2");
    for (const events of [live, file]) {
      const reply = await replayRun(events).ask(clerk());

      expect(reply.body).toBe("Yes.");
      expect((await reply.history.read()).map(({ type }) => type)).toEqual([
        "model.request",
        "model.request",
        "model.message",
        "model.response",
      ]);
    }
  });

  it("of humans are failures again, without a wait", async () => {
    const ask = tool({ name: "ask", run: (_, context) => context.input("Sure?") });
    const agent = (model: TestModel): Agent =>
      new Agent("a", {
        model,
        tools: [ask],
        humanInput: () => {
          throw new RangeError("gone");
        },
      });
    const { file } = await production(agent(new TestModel({ name: "ask", callId: "a" })), "Go.");

    await expect(replayRun(file, { tools: "run" }).ask(agent(new TestModel()))).rejects.toMatchObject(
      failed("TIMEOUT", { question: "Sure?" }),
    );
    await expect(
      replayRun(file, { tools: "run", until: (event) => event.type === "human.input-request" }).ask(
        agent(new TestModel()),
      ),
    ).rejects.toMatchObject({
      code: "HUMAN_INPUT_FAILED",
      cause: expect.objectContaining({ code: "SCRIPT_EXHAUSTED" }),
    });
  });
});

function failed(code: string, details: object): object {
  return { code, details: expect.objectContaining(details) };
}
