/** Where tasks take place: a new stream for each, one that is given, or one that is kept for a conversation. */
import {
  Agent,
  MemoryStorage,
  MemoryStream,
  MillraceError,
  ModelRequest,
  type Stream,
  TaskCompleted,
  TaskFailed,
  persistentStream,
} from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { handOver, recorded, scripted, worker } from "./delegating.js";

const twice = (...names: string[]) => [...names.map((name) => handOver(name)), "done"];
const types = async (stream: Stream): Promise<string[]> => (await stream.history.read()).map(({ type }) => type);

describe("the stream of a task", () => {
  it("is a new one for each task by default", async () => {
    const { stream, record } = recorded();
    const model = new TestModel("one", "two");
    const tools = [new Agent("clerk", { model }).asTool({ description: "Works." })];
    await scripted("boss", twice("clerk", "clerk"), { tools }).ask("Go.", { stream });

    const ids = record.of(TaskCompleted).map(({ taskStream }) => taskStream);
    expect(new Set([...ids, stream.id]).size).toBe(3);
    expect(model.calls.map(({ messages }) => messages.length)).toEqual([1, 1]);
    expect(record.of(ModelRequest)).toHaveLength(1);
  });

  it("may be given: its history is what the child knows, and keeps what it does", async () => {
    const own = new MemoryStream();
    const model = new TestModel("one", "two");
    const tools = [new Agent("clerk", { model }).asTool({ description: "Works.", stream: own })];
    await scripted("boss", twice("clerk", "clerk"), { tools }).ask("Go.");

    expect((await types(own)).filter((type) => type === "model.request")).toHaveLength(2);
    expect(model.calls.map(({ messages }) => messages.length)).toEqual([1, 3]);
  });

  it("may come from a function, which is called for each task with its context and the agent's name", async () => {
    const made: MemoryStream[] = [];
    const seen: unknown[] = [];
    const tools = [
      worker(
        "clerk",
        ["one", "two"],
        {},
        {
          stream: (context, agent) => {
            seen.push([context.variables.get("user"), agent]);
            made.push(new MemoryStream());
            return Promise.resolve(made.at(-1)!);
          },
        },
      ),
    ];
    await scripted("boss", twice("clerk", "clerk"), { tools, variables: { user: "Ann" } }).ask("Go.");

    expect(seen).toEqual([["Ann", "clerk"], ["Ann", "clerk"]]); // prettier-ignore
    expect(await Promise.all(made.map(async (one) => (await types(one)).length))).toEqual([3, 3]);
  });

  it.each([
    ["a text", "orders"],
    ["null", null],
    ["an object", {}],
    ["a view", new MemoryStream().where(ModelRequest)],
  ])("is refused, when the tool is made, where it is %s", (_, stream) => {
    const agent = new Agent("clerk", { model: new TestModel() });
    try {
      agent.asTool({ description: "Works.", stream: stream as never });
      expect.fail("it is no stream");
    } catch (error) {
      expect(MillraceError.is(error, "OPTION_INVALID")).toBe(true);
    }
  });

  it("fails the task where the function gives none, and where it is that of the turn above", async () => {
    const { stream, record } = recorded();
    const tools = [
      worker("clerk", [], {}, { stream: () => "orders" as never }),
      worker("double", [], {}, { stream: (context) => context.stream }),
    ];
    const model = new TestModel([handOver("clerk"), handOver("double")], "done");
    await new Agent("boss", { model, tools }).ask("Go.", { stream });

    expect(model.calls[1]?.messages.slice(-2).map(({ content }) => content)).toEqual([
      expect.stringContaining("gives the stream of clerk"),
      expect.stringContaining("double was asked on the stream"),
    ]);
    expect(record.of(TaskFailed)).toMatchObject([{ error: { code: "TURN_REENTERED" } }]);
  });
});

describe("persistentStream", () => {
  it("keeps one stream for all tasks of a conversation, over its turns: the same object, and what was said", async () => {
    const { stream, record } = recorded();
    const model = new TestModel("one", "two", "three");
    const streams: Stream[] = [];
    const kept = persistentStream();
    const clerk = new Agent("clerk", { model }).asTool({
      description: "Works.",
      stream: async (context, agent) => {
        streams.push(await kept(context, agent));
        return streams.at(-1)!;
      },
    });
    const boss = scripted("boss", [...twice("clerk", "clerk"), ...twice("clerk")], { tools: [clerk] });
    const reply = await boss.ask("Go.", { stream });
    await reply.ask("Again.");

    expect(new Set(streams).size).toBe(1);
    expect(new Set(record.of(TaskCompleted).map(({ taskStream }) => taskStream)).size).toBe(1);
    expect(model.calls.map(({ messages }) => messages.length)).toEqual([1, 3, 5]);
    expect(streams[0]).toBeInstanceOf(MemoryStream);
  });

  it("keeps one for each agent, and one for each conversation", async () => {
    const { stream, record } = recorded();
    const kept = { stream: persistentStream() };
    const tools = [worker("a", ["1", "2"], {}, kept), worker("b", ["1"], {}, kept)];
    await scripted("boss", twice("a", "b"), { tools }).ask("Go.", { stream });
    const other = recorded();
    await scripted("boss", twice("a"), { tools }).ask("Go.", { stream: other.stream });

    const ids = [...record.of(TaskCompleted), ...other.record.of(TaskCompleted)].map(({ taskStream }) => taskStream);
    expect(new Set(ids).size).toBe(3);
  });

  it("lets tasks at once follow one another", async () => {
    const model = new TestModel("one", "two");
    const clerk = new Agent("clerk", { model }).asTool({ description: "Works.", stream: persistentStream() });
    const { stream, record } = recorded();
    await scripted("boss", [[handOver("clerk"), handOver("clerk")], "done"], { tools: [clerk] }).ask("Go.", { stream });

    expect(record.of(TaskCompleted).map(({ result }) => result)).toEqual(["one", "two"]);
    expect(model.calls.map(({ messages }) => messages.length)).toEqual([1, 3]);
  });

  it("is recorded where it is told to be, under the id of the stream above and the name of the agent", async () => {
    const storage = new MemoryStorage();
    const clerk = worker("clerk", ["ok"], {}, { stream: persistentStream({ storage }) });
    const stream = new MemoryStream({ id: "orders" });
    await scripted("boss", twice("clerk"), { tools: [clerk] }).ask("Go.", { stream });

    const later = new MemoryStream({ id: "orders/clerk", storage });
    expect(await types(later)).toEqual(["model.request", "model.message", "model.response"]);
  });

  it("refuses options that it does not know", () => {
    expect(() => persistentStream({ id: "x" } as never)).toThrow(/"id"/);
  });
});
