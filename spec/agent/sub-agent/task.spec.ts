/** A task on the stream above: what is told of it, how it fails, and how it ends when nobody waits any more. */
import {
  Agent,
  type BaseEvent,
  MemoryStream,
  TaskCompleted,
  TaskFailed,
  TaskStarted,
  tool,
  ToolCall,
  ToolError,
  TurnCancelled,
  UsageEvent,
} from "millrace";
import { ManualClock, recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { countListeners, listeners } from "../../stream/count.js";
import { gate, rejected, settle } from "../../stream/events.js";
import { useClock } from "../../../lib/primitives/clock.js";
import { isInCatalogue } from "../turn/record-turn.js";
import { handOver, recorded, scripted, USAGE, worker } from "./delegating.js";

const types = (events: readonly BaseEvent[]): string[] => events.filter(isInCatalogue).map(({ type }) => type);
const silent = (): TestModel => TestModel.with({ delayMs: Infinity }, "never");

describe("a task", () => {
  it("is told on the stream above between its call and its result, and nothing else of it", async () => {
    const { stream, record } = recorded();
    const boss = scripted("boss", [handOver("clerk"), "done"], {
      tools: [worker("clerk", [{ text: "ok", usage: USAGE }])],
    });

    await boss.ask("Go.", { stream });

    const told = types(record.events);
    expect(told.slice(told.indexOf("tool.call"))).toEqual([
      "tool.call",
      "task.started",
      "usage",
      "task.completed",
      "tool.result",
      "tool.results",
      "model.message-chunk",
      "model.message",
      "model.response",
    ]);
  });

  it("names the agent, the objective, what came of it, and its stream, and is caused by the call", async () => {
    const { stream, record } = recorded();
    const own = new MemoryStream();
    const clerk = worker("clerk", ["ok"], {}, { stream: own });
    const reply = await scripted("boss", [handOver("clerk", "Count."), "done"], { tools: [clerk] }).ask("Go.", {
      stream,
    });

    const [started] = record.of(TaskStarted);
    const [completed] = record.of(TaskCompleted);
    const [call] = record.of(ToolCall);
    const about = { agentName: "clerk", objective: "Count.", agent: "boss", turn: reply.response.turn };
    expect(started).toMatchObject({ ...about, causedBy: call?.id });
    expect(completed).toMatchObject({ ...about, causedBy: call?.id, result: "ok", taskStream: own.id });
    expect(completed?.taskId).toBe(started?.taskId);
    expect((await own.history.read()).map(({ type }) => type)).toEqual([
      "model.request",
      "model.message",
      "model.response",
    ]);
  });

  it("is recorded, and each of its events belongs to the conversation that it was begun in", async () => {
    const { stream, record } = recorded();
    const clerk = worker("clerk", [{ text: "ok", usage: USAGE }]);
    const boss = scripted("boss", [handOver("clerk"), "done"], { tools: [clerk] });
    const outer = tool({ name: "outer", run: async (_, context) => (await boss.ask("Go.", { context })).body });
    await scripted("top", [{ name: "outer" }, "end"], { tools: [outer] }).ask("Go.", { stream });

    const { conversation } = record.of(TaskStarted)[0]!;
    expect(conversation).toBeTypeOf("string");
    expect(record.of(TaskCompleted)[0]?.conversation).toBe(conversation);
    const history = types(await stream.history.read());
    expect(history.filter((type) => type.startsWith("task."))).toEqual(["task.started", "task.completed"]);
  });

  it("that fails is told to the model above without a stack; its error stays on TaskFailed", async () => {
    const { stream, record } = recorded();
    const error = new Error("the ledger is gone");
    const model = new TestModel(handOver("clerk"), "Then not.");
    const burn = tool({ name: "burn", run: () => "ashes" });
    const clerk = worker("clerk", [{ toolCalls: [{ name: "burn" }], usage: USAGE }, error], { tools: [burn] });

    const reply = await new Agent("boss", { model, tools: [clerk] }).ask("Go.", { stream });

    expect(reply.body).toBe("Then not.");
    const [failed] = record.of(TaskFailed);
    const [told] = record.of(ToolError);
    expect(failed?.error).toBe(told?.error);
    expect(failed?.content).toContain("task.spec");
    const words = model.calls[1]?.messages.at(-1)?.content;
    expect(words).toMatch(/^Error: .*the ledger is gone/);
    expect(words).not.toMatch(/\n\s+at |\.ts/);
    const told_ = types(record.events);
    expect(told_.slice(told_.indexOf("task.started"), told_.indexOf("tool.error") + 1)).toEqual([
      "task.started",
      "usage",
      "task.failed",
      "tool.error",
    ]);
  });

  it("has its usage on the stream above once, that of the tasks below it and of failed ones included", async () => {
    const { stream, record } = recorded();
    const helper = worker("helper", [{ text: "ok", usage: USAGE }]);
    const clerk = worker(
      "clerk",
      [
        { toolCalls: [handOver("helper")], usage: USAGE },
        { text: "ok", usage: USAGE },
      ],
      {
        tools: [helper],
      },
    );
    const failing = worker("failing", [{ toolCalls: [handOver("helper")], usage: USAGE }, new Error("no")], {
      tools: [],
    });
    const boss = scripted(
      "boss",
      [
        { toolCalls: [handOver("clerk"), handOver("failing")], usage: USAGE },
        { text: "done", usage: USAGE },
      ],
      { tools: [clerk, failing] },
    );
    await boss.ask("Go.", { stream });

    const usages = record.of(UsageEvent);
    expect(usages.reduce((sum, { usage }) => sum + (usage.totalTokens ?? 0), 0)).toBe(6 * 5);
    expect(usages.filter(({ kind }) => kind === "subtask")).toMatchObject([
      { label: "failing", usage: USAGE },
      { label: "clerk", usage: { totalTokens: 15 } },
    ]);
  });

  it("begins with TaskStarted and ends with TaskFailed also where the agent has no model", async () => {
    const { stream, record } = recorded();
    const tools = [new Agent("clerk").asTool({ description: "Has nothing to think with." })];
    await scripted("boss", [handOver("clerk"), "done"], { tools }).ask("Go.", { stream });

    expect(record.of(TaskStarted)).toHaveLength(1);
    expect(record.of(TaskFailed)).toMatchObject([{ error: { code: "MODEL_MISSING" } }]);
  });

  it("cannot be suppressed under way: its call can", async () => {
    const { stream, record } = recorded();
    expect(() => stream.where(TaskStarted).subscribe(() => null, { interrupt: true })).toThrow(
      /observed and not interrupted/,
    );
    stream.where(ToolCall).subscribe(() => null, { interrupt: true });
    const boss = scripted("boss", [handOver("clerk")], { tools: [worker("clerk", [])] });

    expect((await rejected(boss.ask("Go.", { stream }))).code).toBe("TOOL_CALL_SUPPRESSED");
    expect(record.of(TaskStarted)).toEqual([]);
  });

  it.each(["task.started", "usage", "task.completed"])(
    "fails the turn above where a subscriber of %s throws",
    async (wanted) => {
      const { stream, record } = recorded();
      const error = new Error("assertion");
      stream
        .where((event) => event.type === wanted)
        .subscribe(() => {
          throw error;
        });
      const boss = scripted("boss", [handOver("clerk"), "never"], {
        tools: [worker("clerk", [{ text: "ok", usage: USAGE }])],
      });

      await expect(boss.ask("Go.", { stream })).rejects.toBe(error);
      expect(record.of(ToolError)).toHaveLength(1);
      expect(record.of(TaskCompleted).length + record.of(TaskFailed).length).toBeLessThanOrEqual(1);
    },
  );
});

describe("a task that is given up", () => {
  it("ends with the turn above, at once, and is told before the end of that turn", async () => {
    const { stream, record } = recorded();
    const began = gate();
    const own = new MemoryStream();
    const ownRecord = recordEvents(own);
    const idle = tool({
      name: "idle",
      run: async (_, context) => {
        began.open();
        await new Promise((resolve) => {
          context.signal.addEventListener("abort", resolve);
        });
      },
    });
    const clerk = worker(
      "clerk",
      [{ toolCalls: [{ name: "idle" }], usage: USAGE }],
      { tools: [idle] },
      { stream: own },
    );
    const run = scripted("boss", [handOver("clerk")], { tools: [clerk] }).run("Go.", { stream });
    run.start();
    await began.opened;

    run.abort("enough");

    expect((await rejected(run.result())).code).toBe("ABORTED");
    await settle();
    expect(record.of(TaskFailed)).toMatchObject([{ error: { code: "ABORTED" } }]);
    expect(record.of(UsageEvent).map(({ kind }) => kind)).toEqual(["subtask"]);
    expect(ownRecord.of(TurnCancelled)).toHaveLength(1);
    expect(record.events.at(-1)).toBeInstanceOf(TurnCancelled);
    expect(listeners(own)).toBe(1);
  });

  it("ends with the turns above it, however deep it is", async () => {
    const { stream, record } = recorded();
    const began = gate();
    const idle = tool({ name: "idle", run: () => (began.open(), new Promise(() => undefined)) });
    const helper = worker("helper", [{ toolCalls: [{ name: "idle" }], usage: USAGE }], { tools: [idle] });
    const clerk = worker("clerk", [{ toolCalls: [handOver("helper")], usage: USAGE }], { tools: [helper] });
    const run = scripted("boss", [handOver("clerk")], { tools: [clerk] }).run("Go.", { stream });
    run.start();
    await began.opened;

    run.abort();

    expect((await rejected(run.result())).code).toBe("ABORTED");
    expect(record.of(UsageEvent)).toMatchObject([{ kind: "subtask", usage: { totalTokens: 10 } }]);
  });

  it("ends when the turn above runs out of time", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const { stream, record } = recorded();
    const own = new MemoryStream();
    const clerk = new Agent("clerk", { model: silent() }).asTool({ description: "Idles.", stream: own });
    const started = stream.get(TaskStarted);
    const asked = scripted("boss", [handOver("clerk")], { tools: [clerk], limits: { timeoutMs: 100 } }).ask("Go.", {
      stream,
    });
    await started;
    await settle();

    clock.advance(100);

    expect((await rejected(asked)).code).toBe("LIMIT_REACHED");
    await settle();
    expect(record.of(TaskFailed)).toMatchObject([{ error: { code: "ABORTED", cause: { code: "LIMIT_REACHED" } } }]);
    expect([listeners(own), clock.pending]).toEqual([0, 0]);
  });

  it("ends when its own time is over, and the turn above goes on", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const { stream, record } = recorded();
    const clerk = new Agent("clerk", { model: silent() }).asTool({ description: "Idles.", timeoutMs: 50 });
    const started = stream.get(TaskStarted);
    const asked = scripted("boss", [handOver("clerk"), "Then not."], { tools: [clerk] }).ask("Go.", { stream });
    await started;
    await settle();

    clock.advance(50);

    expect((await asked).body).toBe("Then not.");
    expect(record.of(TaskFailed)).toHaveLength(1);
    expect(record.of(ToolError)).toMatchObject([{ error: { code: "TIMEOUT" } }]);
  });

  it("leaves no listeners and no timers behind, when it was completed either", async () => {
    const own = new MemoryStream();
    const { signal } = new AbortController();
    const counts = countListeners(signal);
    const stream = new MemoryStream();
    const tools = [worker("clerk", ["ok", "ok"], {}, { stream: own })];
    const boss = scripted("boss", [handOver("clerk"), handOver("clerk"), "done"], { tools });

    await boss.ask("Go.", { stream, signal });

    expect([listeners(own), listeners(stream), counts()]).toEqual([0, 0, 0]);
  });
});
