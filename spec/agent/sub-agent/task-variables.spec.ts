/** The variables of tasks: a copy goes down, what comes back is said; how deep tasks may nest. */
import {
  Agent,
  type AgentToolOptions,
  observer,
  TASK_DEPTH,
  TaskCompleted,
  TaskFailed,
  TaskStarted,
  tool,
  ToolError,
  ToolResults,
} from "millrace";
import { type EventRecord, type TestCall, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { gate } from "../../stream/events.js";
import { handOver, recorded, scripted, worker } from "./delegating.js";

const set = tool({
  name: "set",
  input: z.object({ name: z.string(), value: z.unknown() }),
  run: ({ name, value }, context) => void context.variables.set(name, value),
});
const setting = (name: string, value: unknown): TestCall => ({ name: "set", arguments: { name, value } });

/** A clerk that sets variables, one after the other. */
function clerk(about: Partial<AgentToolOptions>, ...pairs: readonly [string, unknown][]): ReturnType<typeof worker> {
  const script = pairs.map(([name, value]) => setting(name, value));
  return worker("clerk", [...script, "ok"], { tools: [set] }, about);
}

describe("variables of a task", () => {
  it("are a copy: what the child sets stays with it, unless it is said otherwise", async () => {
    const tools = [clerk({}, ["seen", true], ["user", "Bob"])];
    const boss = scripted("boss", [handOver("clerk"), "done"], { tools, variables: { user: "Ann" } });
    const { context } = await boss.ask("Go.");

    expect(Object.fromEntries(context.variables)).toEqual({ user: "Ann" });
  });

  it("that were set come back by merge, new ones and changed ones, and all others are as they were", async () => {
    const tools = [clerk({ variables: "merge" }, ["seen", true], ["user", "Bob"])];
    const variables = { user: "Ann", place: "Porto" };
    const { context } = await scripted("boss", [handOver("clerk"), "done"], { tools, variables }).ask("Go.");

    expect(Object.fromEntries(context.variables)).toEqual({ user: "Bob", place: "Porto", seen: true });
  });

  it("that were taken away are taken away by merge", async () => {
    const forget = tool({ name: "forget", run: (_, context) => context.variables.delete("user") });
    const tools = [worker("clerk", [{ name: "forget" }, "ok"], { tools: [forget] }, { variables: "merge" })];
    const boss = scripted("boss", [handOver("clerk"), "done"], { tools, variables: { user: "Ann" } });

    expect((await boss.ask("Go.")).context.variables.has("user")).toBe(false);
  });

  it("that the agent brings itself do not come back, unless it has changed them", async () => {
    const own = { variables: { tone: "dry", mood: "calm" }, tools: [set] };
    const script = [setting("mood", "merry"), "ok"];
    const tools = [worker("clerk", script, own, { variables: "merge" })];
    const boss = scripted("boss", [handOver("clerk"), "done"], { tools, variables: { tone: "warm" } });

    expect(Object.fromEntries((await boss.ask("Go.")).context.variables)).toEqual({ tone: "warm", mood: "merry" });
  });

  it("do not come back from a task that failed", async () => {
    const failing = worker(
      "clerk",
      [setting("seen", true), new Error("no")],
      { tools: [set] },
      {
        variables: "merge",
      },
    );
    const { context } = await scripted("boss", [handOver("clerk"), "done"], { tools: [failing] }).ask("Go.");

    expect(context.variables.has("seen")).toBe(false);
  });

  it("come back as a function says, which gets both maps; it may take its time", async () => {
    const add: AgentToolOptions["variables"] = async (parent, child) => {
      await Promise.resolve();
      parent.set("count", Number(parent.get("count")) + Number(child.get("count")));
    };
    const one = worker("one", [setting("count", 1), "ok"], { tools: [set] }, { variables: add });
    const two = worker("two", [setting("count", 2), "ok"], { tools: [set] }, { variables: add });
    const boss = scripted("boss", [[handOver("one"), handOver("two")], "done"], {
      tools: [one, two],
      variables: { count: 0 },
    });

    expect((await boss.ask("Go.")).context.variables.get("count")).toBe(3);
  });

  it("fail the task where the function throws", async () => {
    const { stream, record } = recorded();
    const variables = (): never => {
      throw new Error("cannot add");
    };
    await scripted("boss", [handOver("clerk"), "done"], { tools: [clerk({ variables })] }).ask("Go.", { stream });

    expect(record.of(TaskFailed)).toMatchObject([{ error: { message: "cannot add" } }]);
    expect(record.of(ToolError)).toMatchObject([{ result: "Error: cannot add" }]);
  });
});

describe("a conflict", () => {
  /** Two clerks at once, the second of which comes back later. */
  async function both(
    first: [string, unknown][],
    second: [string, unknown][],
  ): Promise<{ record: EventRecord; model: TestModel; variables: Record<string, unknown> }> {
    const { stream, record } = recorded();
    const open = gate();
    stream.where(TaskCompleted).subscribe(open.open);
    const wait = tool({ name: "wait", run: () => open.opened });
    const script = (pairs: [string, unknown][]): TestCall[] => pairs.map(([name, value]) => setting(name, value));
    const merge = { variables: "merge" } as const;
    const tools = [
      worker("early", [...script(first), "from early"], { tools: [set] }, merge),
      worker("late", [...script(second), { name: "wait" }, "from late"], { tools: [set, wait] }, merge),
    ];
    const model = new TestModel([handOver("early"), handOver("late")], "done");
    const boss = scripted("boss", [], { tools, variables: { count: 0 } });
    const { context } = await boss.ask("Go.", { stream, model });
    return { record, model, variables: Object.fromEntries(context.variables) };
  }

  it("does not arise where two children at once set variables of their own", async () => {
    const { record, variables } = await both([["a", 1]], [["b", 2]]);

    expect(variables).toEqual({ count: 0, a: 1, b: 2 });
    expect(record.of(TaskFailed)).toEqual([]);
  });

  it("fails the task that comes back later, keeps nothing of it, and tells the model the names", async () => {
    const { record, model, variables } = await both(
      [["count", 1]],
      [
        ["other", 2],
        ["count", 2],
      ],
    );

    expect(variables).toEqual({ count: 1 });
    const details = { agent: "late", names: ["count"] };
    expect(record.of(TaskFailed)).toMatchObject([{ agentName: "late", error: { code: "TASK_CONFLICT", details } }]);
    expect(model.calls[1]?.messages.slice(-2)).toMatchObject([
      { content: "from early" },
      { content: expect.stringMatching(/^Error: TASK_CONFLICT: .*count/) as string },
    ]);
  });

  it("is one also where both have set the same: two that count to 1 have not counted to 2", async () => {
    const { record, variables } = await both([["count", 1]], [["count", 1]]);

    expect(variables).toEqual({ count: 1 });
    expect(record.of(TaskFailed)).toMatchObject([{ error: { code: "TASK_CONFLICT" } }]);
  });

  it("arises with what the conversation above has set meanwhile, too", async () => {
    const { stream, record } = recorded();
    stream.where(TaskStarted).subscribe((_, context) => void context.variables.set("user", "Eve")); // before it begins
    const meanwhile = tool({ name: "meanwhile", run: () => void above.set("count", 7) });
    const script = [{ name: "meanwhile" }, setting("count", 1), "ok"];
    const tools = [worker("clerk", script, { tools: [set, meanwhile] }, { variables: "merge" })];
    let above = new Map<string, unknown>();
    const boss = scripted("boss", [handOver("clerk"), "done"], {
      tools,
      prompt: (_, context) => ((above = context.variables), ""),
      variables: { count: 0 },
    });
    const { context } = await boss.ask("Go.", { stream });

    expect(Object.fromEntries(context.variables)).toEqual({ count: 7, user: "Eve" });
    expect(record.of(TaskFailed)).toMatchObject([{ error: { code: "TASK_CONFLICT", details: { names: ["count"] } } }]);
  });

  it("does not arise between tasks that follow one another", async () => {
    const { stream, record } = recorded();
    const count = tool({
      name: "count",
      run: (_, context) => void context.variables.set("count", Number(context.variables.get("count")) + 1),
    });
    const script = [{ name: "count" }, "ok", { name: "count" }, "ok"];
    const tools = [worker("clerk", script, { tools: [count] }, { variables: "merge" })];
    const boss = scripted("boss", [handOver("clerk"), handOver("clerk"), "done"], { tools, variables: { count: 0 } });

    expect((await boss.ask("Go.", { stream })).context.variables.get("count")).toBe(2);
    expect(record.of(TaskFailed)).toEqual([]);
  });
});

describe("the depth of tasks", () => {
  it("is in a variable, absent at the top, and does not come back by merge", async () => {
    const depths: unknown[] = [];
    const note = tool({ name: "note", run: (_, context) => void depths.push(context.variables.get(TASK_DEPTH)) });
    const merge = { variables: "merge" } as const;
    const helper = worker("helper", [{ name: "note" }, "ok"], { tools: [note] }, merge);
    const middle = worker("clerk", [handOver("helper"), { name: "note" }, "ok"], { tools: [note, helper] }, merge);
    const boss = scripted("boss", [handOver("clerk"), { name: "note" }, "done"], { tools: [note, middle] });
    await boss.ask("Go.");

    expect(depths).toEqual([2, 1, undefined]);
  });

  /** An agent that has itself as a tool. */
  function recursive(model: TestModel, maxDepth: number): Agent {
    const again = tool({
      name: "task_me",
      input: z.object({ objective: z.string() }),
      run: (input, context): unknown => me.asTool({ description: "Again.", maxDepth }).run?.(input, context),
    });
    const me = new Agent("me", { model, tools: [again] });
    return me;
  }

  it("ends at maxDepth: the model is told TASK_TOO_DEEP, and no task begins", async () => {
    const { stream, record } = recorded();
    const depths: unknown[] = [];
    const model = new TestModel(handOver("me"), handOver("me"), handOver("me"), "no deeper", "two", "one");
    const reply = await recursive(model, 2).ask("Go.", {
      stream,
      observers: [observer(TaskStarted, ({ agentName }) => depths.push(agentName))],
    });

    expect(reply.body).toBe("one");
    expect(depths).toEqual(["me"]);
    expect(model.calls[3]?.messages.at(-1)).toMatchObject({
      role: "tool",
      content: expect.stringMatching(/^Error: TASK_TOO_DEEP: me .* 2 deep/) as string,
    });
    expect(record.of(ToolError)).toEqual([]);
  });

  it("is 3 at most by default", async () => {
    const model = new TestModel(...Array.from({ length: 4 }, () => handOver("me")), "no deeper", "3", "2", "1");
    const me: Agent = new Agent("me", {
      model,
      tools: [
        tool({
          name: "task_me",
          input: z.object({ objective: z.string() }),
          run: (input, context): unknown => me.asTool({ description: "Again." }).run?.(input, context),
        }),
      ],
    });

    expect((await me.ask("Go.")).body).toBe("1");
    expect(model.calls[4]?.messages.at(-1)?.content).toContain("TASK_TOO_DEEP");
  });

  it("is of each task, and not of those beside it; with 0 there are none", async () => {
    const { stream, record } = recorded();
    const tools = [
      worker("a", ["from a"], {}, { maxDepth: 1 }),
      worker("b", ["from b"], {}, { maxDepth: 1 }),
      worker("none", [], {}, { maxDepth: 0 }),
    ];
    const calls = [handOver("a"), handOver("b"), handOver("none")];
    await scripted("boss", [calls, "done"], { tools }).ask("Go.", { stream });

    expect(record.of(ToolResults)[0]?.results).toMatchObject([
      { result: "from a" },
      { result: "from b" },
      { error: { code: "TASK_TOO_DEEP", details: { agent: "none", depth: 1, maxDepth: 0 } } },
    ]);
    expect(record.of(TaskCompleted)).toHaveLength(2);
    expect(record.of(TaskStarted)).toHaveLength(2);
  });
});
