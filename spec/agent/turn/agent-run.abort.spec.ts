/** Turns that are given up, in each phase: they end at once, by name, and leave a conversation that goes on. */
import {
  Agent,
  type AgentReply,
  type AgentRun,
  type AskOptions,
  finalResult,
  HumanInputRequest,
  HumanMessage,
  MemoryStream,
  MillraceError,
  ModelRequest,
  ModelResponse,
  RequestEvent,
  tool,
  ToolCall,
  ToolResult,
  TurnCancelled,
  TurnStarted,
} from "millrace";
import { ManualClock, recordEvents, TestModel, type TestTurn } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { useClock } from "../../../lib/primitives/clock.js";
import { listeners } from "../../stream/count.js";
import { checkTranscript } from "./check-transcript.js";

const never = (): Promise<never> => new Promise(() => undefined);
const failureOf = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => expect.fail("nothing was thrown"),
    (error: unknown) => error,
  );

interface Phase {
  readonly script: readonly TestTurn[];
  readonly options?: Omit<AskOptions, "stream">;
  prepare?(stream: MemoryStream): Disposable;
}

const hang = tool({ name: "hang", run: never });
const call: TestTurn = { name: "hang" };
const interruptsAll = (event: typeof ToolCall | typeof ModelRequest | typeof ToolResult | typeof ModelResponse) => ({
  prepare: (stream: MemoryStream) => stream.where(event as typeof ToolCall).subscribe(never, { interrupt: true }),
});

const PHASES: Record<string, Phase> = {
  "in its prompt": { script: [], options: { prompt: never } },
  "in an interrupter of its question": { script: [], ...interruptsAll(ModelRequest) },
  "in a model that is silent": { script: [{ text: "Hm", stallAfter: 1 }] },
  "in an interrupter of its answer": { script: ["fin"], ...interruptsAll(ModelResponse) },
  "in a subscriber": { script: ["fin"], prepare: (stream) => stream.where(ModelResponse).subscribe(never) },
  "in an interrupter of a call": { script: [call], ...interruptsAll(ToolCall) },
  "in a tool": { script: [call] },
  "in an interrupter of a result": { script: [{ name: "quick" }], ...interruptsAll(ToolResult) },
  "in a middleware of the turn": { script: [], options: { middleware: [{ onTurn: never }] } },
  "in a middleware of a model": { script: [], options: { middleware: [{ onModelCall: never }] } },
  "in a middleware of a tool": { script: [call], options: { middleware: [{ onToolCall: never }] } },
  "in a question to a human": { script: [{ name: "ask" }], options: { humanInput: never } },
};

const tools = [
  hang,
  tool({ name: "quick", run: () => "quick" }),
  tool({ name: "ask", run: (_, context) => context.input("Sure?") }),
];

describe("a turn that is given up", () => {
  it.each(Object.entries(PHASES))("%s ends once, and the next question works", async (_, phase) => {
    const clock = new ManualClock();
    using _clock = useClock(clock);
    const stream = new MemoryStream();
    const meddler = phase.prepare?.(stream);
    const before = listeners(stream);
    const record = recordEvents(stream);
    const model = new TestModel(...phase.script);
    const agent = new Agent("a", { model, tools });
    const run = agent.run("Go.", { stream, ...phase.options });
    const failure = failureOf(run.result());
    await clock.advanceAsync(0);
    run.abort("enough");
    await clock.advanceAsync(1000); // what its last words may take
    expect(await failure).toMatchObject({ code: "ABORTED", cause: "enough" });
    meddler?.[Symbol.dispose]();

    expect(record.events.filter((event) => /^turn\.(c|f)/.test(event.type))).toHaveLength(1);
    expect(record.events.at(-1)).toMatchObject({ type: "turn.cancelled", reason: "enough" });
    record[Symbol.dispose]();
    expect([clock.pending, listeners(stream)]).toEqual([0, meddler ? before - 1 : before]);
    const next = new TestModel("fin");
    expect((await new Agent("b", { model: next }).ask("Still there?", { stream })).body).toBe("fin");
    checkTranscript(next.calls[0]?.messages ?? []);
  });

  it("before it begins says nothing at all", async () => {
    const stream = new MemoryStream();
    const record = recordEvents(stream);
    const agent = new Agent("a", { model: new TestModel("fin") });
    const failure = await failureOf(agent.ask("Go.", { stream, signal: AbortSignal.abort("no") }));

    expect(failure).toMatchObject({ code: "ABORTED" });
    expect(record.events).toEqual([]);
  });

  it("while it waits for another one says nothing, and lets the next one through", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const stream = new MemoryStream();
    const record = recordEvents(stream.where(TurnStarted));
    const agent = new Agent("a", { model: new TestModel({ text: "one", delayMs: 10 }, "two") });
    const runs = [1, 2, 3].map((): AgentRun<AgentReply> => agent.run("Go.", { stream }));
    const ends = Promise.allSettled(runs.map((run) => run.result()));
    await clock.advanceAsync(0);
    runs[1]?.abort();
    await clock.advanceAsync(10);

    expect((await ends).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(record.events.map(({ turn }) => turn)).toEqual([runs[0]?.id, runs[2]?.id]);
  });

  it("tells the end of its request before its own, and nothing behind it", async () => {
    const stream = new MemoryStream();
    const record = recordEvents(stream);
    const run = new Agent("a", { model: new TestModel({ text: "Hm", stallAfter: 1 }) }).run("Go.", { stream });
    const failure = failureOf(run.result());
    await stream.get(RequestEvent);
    run.abort();
    await failure;
    await new ManualClock().advanceAsync(0);

    expect(record.events.slice(-2).map(({ type }) => type)).toEqual(["request.cancelled", "turn.cancelled"]);
  });

  it("runs no tool that a middleware lets through later", async () => {
    const stream = new MemoryStream();
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let ran = false;
    const act = tool({ name: "act", run: () => (ran = true) });
    const onToolCall = async ({ next }: { next: () => Promise<unknown> }): Promise<unknown> => {
      await gate;
      return next();
    };
    const agent = new Agent("a", { model: new TestModel({ name: "act" }), tools: [act], middleware: [{ onToolCall }] });
    const run = agent.run("Go.", { stream });
    const failure = failureOf(run.result());
    await stream.get(ToolCall);
    await new ManualClock().advanceAsync(0);
    run.abort();
    await failure;
    open();
    await new ManualClock().advanceAsync(0);

    expect(ran).toBe(false);
  });

  it("by the end of its conversation is cancelled", async () => {
    const stream = new MemoryStream();
    const reply = await new Agent("a", { model: new TestModel("one", call), tools }).ask("Go.", { stream });
    const failure = failureOf(reply.ask("And?"));
    await stream.get(ToolCall);
    await reply.end();

    expect(await failure).toMatchObject({ code: "ABORTED" });
  });

  it("keeps its error where the end of the conversation fails, too", async () => {
    class Broken {
      [Symbol.dispose](): void {
        throw new Error("no end");
      }
    }
    const use = tool({ name: "use", run: (_, context) => void context.resolve(Broken) });
    const agent = new Agent("a", { model: new TestModel({ name: "use" }, new Error("no model")), tools: [use] });
    expect(await failureOf(agent.ask("Go."))).toMatchObject({ message: "no model" });
  });
});

describe("a prompt that fails", () => {
  it("leaves the earlier one in force", async () => {
    const model = new TestModel("one", "two");
    const reply = await new Agent("a", { model, prompt: "Be brief." }).ask("Go.");
    const prompt = ["Be long.", () => Promise.reject(new Error("no words"))];
    await failureOf(reply.ask("And?", { prompt }));
    await reply.ask("And?");

    expect(model.calls[1]?.messages[0]).toEqual({ role: "system", content: "Be brief." });
  });
});

describe("a message that is put in", () => {
  it("beside a final result is told to the model in the next turn", async () => {
    const model = new TestModel({ name: "done" }, "fin");
    const done = tool({
      name: "done",
      run: () => {
        run.enqueue("Wait!");
        return finalResult("done");
      },
    });
    const run: AgentRun<AgentReply> = new Agent("a", { model, tools: [done] }).run("Go.");
    const reply = await run.result();
    await reply.ask("And?");

    expect(model.calls[1]?.messages.slice(-2).map(({ content }) => content)).toEqual(["And?", "Wait!"]);
  });
});

describe("what a turn leaves behind", () => {
  it("may ask on its stream once the turn is over", async () => {
    const stream = new MemoryStream();
    const agent: Agent = new Agent("a", { model: new TestModel({ name: "later" }, "fin", "later"), tools: [later()] });
    let asked: Promise<AgentReply> | undefined;
    function later(): ReturnType<typeof tool> {
      const run = (): void => void (asked = stream.get(over).then(() => agent.ask("Again.", { stream })));
      return tool({ name: "later", run }) as never;
    }
    const over = HumanMessage;
    const first = agent.ask("Go.", { stream });
    await first;
    await stream.send(new HumanMessage({ content: "go on" }));

    expect((await asked)?.body).toBe("later");
  });
});

describe("a question with a time of its own", () => {
  it("ends with it", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const failure = failureOf(stream.context().input(new HumanInputRequest({ content: "Sure?", timeoutMs: 50 })));
    await clock.advanceAsync(50);

    expect(MillraceError.is(await failure, "TIMEOUT")).toBe(true);
  });
});

describe("a turn that has run into its time", () => {
  it("fails with LIMIT_REACHED, not as one that was given up", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const stream = new MemoryStream();
    const record = recordEvents(stream.where(TurnCancelled));
    const agent = new Agent("a", { model: new TestModel(call), tools, limits: { timeoutMs: 30 } });
    const failure = failureOf(agent.ask("Go.", { stream }));
    await clock.advanceAsync(30);

    expect(await failure).toMatchObject({ code: "LIMIT_REACHED", details: { limit: "timeoutMs", max: 30 } });
    expect(record.events).toEqual([]);
  });
});
