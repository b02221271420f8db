import {
  Agent,
  type AgentReply,
  agentEvents,
  ConversationCheckpoint,
  decodeEvent,
  encodeEvent,
  exportConversation,
  importConversation,
  MemoryStorage,
  MemoryStream,
  ModelRequest,
  tool,
  ToolCall,
} from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";

/** What another process has of a stream. */
async function elsewhere({ stream }: { readonly stream: AgentReply["stream"] }): Promise<MemoryStream> {
  return importConversation(JSON.stringify(await exportConversation(stream)));
}

const failed = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

describe("reply.checkpoint", () => {
  it("records variables, prompt and agent, as data that JSON carries", async () => {
    const basket = { items: ["tea"], at: new Date(0), seen: new Set([1n]) };
    const agent = new Agent("clerk", { model: new TestModel("ok"), prompt: ["Be brief.", () => "It is noon."] });
    const reply = await agent.ask("Hello", { variables: { basket, zero: 0, none: undefined } });

    const checkpoint = await reply.checkpoint();
    basket.items.push("salt");

    expect(checkpoint).toMatchObject({
      agent: "clerk",
      version: 1,
      variables: { basket: { items: ["tea"], at: new Date(0), seen: new Set([1n]) }, zero: 0, none: undefined },
      prompt: ["Be brief.", "It is noon."],
    });
    expect((await reply.history.read()).at(-1)).toBe(checkpoint);
    expect(decodeEvent(JSON.stringify(encodeEvent(checkpoint)), { events: agentEvents })).toEqual(checkpoint);
  });

  it("refuses what JSON cannot carry, all of it by name, and records nothing", async () => {
    class Database {}
    const reply = await new Agent("a", { model: new TestModel("ok") }).ask("?", {
      variables: { db: new Database(), fine: 1, on: { click: () => {} }, ["__proto__"]: 1 },
    });
    const before = await reply.history.read();

    await expect(reply.checkpoint()).rejects.toEqual(
      failed("CHECKPOINT_UNSAVABLE", { variables: expect.arrayContaining(["db", "on"]) }),
    );
    await expect(reply.checkpoint()).rejects.toThrow("on: on.click is a function");
    expect(await reply.history.read()).toHaveLength(before.length);
  });

  it("leaves out what it is told to, and whoever goes on brings that", async () => {
    const db = { query: () => 7 };
    const agent = new Agent("a", { model: new TestModel("ok"), variables: { db } });
    const reply = await agent.ask("?", { variables: { step: 2, cache: () => {} } });

    await expect(reply.checkpoint({ without: ["db", "cache"] })).resolves.toMatchObject({ without: ["db", "cache"] });
    const resumed = await agent.resume(await elsewhere(reply));

    expect([...resumed.context.variables]).toEqual([
      ["db", db],
      ["step", 2],
    ]);
  });

  it("waits for a turn that is under way", async () => {
    const stream = new MemoryStream();
    const agent = new Agent("a", { model: new TestModel("one", "two"), stream });
    const reply = await agent.ask("1");

    const run = reply.run("2").start();
    const checkpoint = await reply.checkpoint();
    await run.result();

    const types = (await stream.history.read()).map(({ type }) => type);
    expect(types.lastIndexOf("model.response")).toBeLessThan(types.indexOf(checkpoint.type));
  });

  it("is refused where nothing would be kept, inside of a turn, and in the context of somebody else", async () => {
    const unkept = await new Agent("a", { model: new TestModel("ok") }).ask("?", {
      stream: new MemoryStream({ history: false }),
    });
    await expect(unkept.checkpoint()).rejects.toEqual(failed("HISTORY_UNAVAILABLE"));

    const stream = new MemoryStream();
    const inner = await new Agent("a", { model: new TestModel("ok") }).ask("?", { context: stream.context() });
    await expect(inner.checkpoint()).rejects.toEqual(failed("CHECKPOINT_UNSAVABLE"));

    const first = await new Agent("a", { model: new TestModel("ok"), stream }).ask("1");
    const save = tool({ name: "save", run: () => first.checkpoint() });
    const reply = await new Agent("b", { model: new TestModel({ name: "save" }, "done"), tools: [save], stream }).ask(
      "2",
    );
    const errors = (await reply.history.read()).filter(({ type }) => type === "tool.error");
    expect(errors).toEqual([expect.objectContaining({ error: failed("TURN_REENTERED") })]);
  });
});

describe("agent.resume", () => {
  it("goes on with variables, prompt and transcript, and runs no function of the prompt again", async () => {
    const write = vi.fn(() => "Today is Monday.");
    const setup = { prompt: ["You keep books.", write], variables: { user: "nobody", gone: 1 } };
    const reply = await new Agent("clerk", { ...setup, model: new TestModel("Hi Ada.") }).ask("I am Ada.");
    reply.context.variables.set("user", "Ada").delete("gone");
    await reply.checkpoint();

    const model = new TestModel("You are Ada.");
    const resumed = await new Agent("clerk", { ...setup, model }).resume(await elsewhere(reply));
    const next = await resumed.ask("Who am I?");

    expect(next.body).toBe("You are Ada.");
    expect(write).toHaveBeenCalledTimes(1);
    expect([...next.context.variables]).toEqual([["user", "Ada"]]);
    expect(next.stream.id).toBe(reply.stream.id);
    expect(model.calls[0]?.messages).toEqual([
      { role: "system", content: "You keep books.\nToday is Monday." },
      { role: "user", content: "I am Ada." },
      { role: "assistant", content: "Hi Ada." },
      { role: "user", content: "Who am I?" },
    ]);
  });

  it("hears what was said after the checkpoint, and what a storage keeps", async () => {
    const storage = new MemoryStorage();
    const open = (): MemoryStream => new MemoryStream({ id: "talk", storage });
    const reply = await new Agent("a", { model: new TestModel("one", "two"), stream: open() }).ask("1");
    await reply.checkpoint();
    await reply.ask("2");

    const model = new TestModel("three");
    await (await new Agent("a", { model }).resume(open())).ask("3");

    expect(model.calls[0]?.messages.map(({ content }) => content)).toEqual(["1", "one", "2", "two", "3"]);
  });

  it("goes back to a checkpoint by its id, or counted from the end, and forgets what came after", async () => {
    const agent = new Agent("a", { model: new TestModel("one", "two", "three", "other") });
    let reply = await agent.ask("1", { variables: { n: 1 } });
    const first = await reply.checkpoint();
    reply = await reply.ask("2", { variables: { n: 2 } });
    await reply.checkpoint();
    reply = await reply.ask("3", { variables: { n: 3 } });
    const json = await exportConversation(reply.stream);

    for (const at of [first.id, 2]) {
      const stream = await importConversation(json);
      const resumed = await agent.resume(stream, { at });
      expect(resumed.from.id).toBe(first.id);
      expect(resumed.context.variables.get("n")).toBe(1);
      expect((await stream.history.read()).at(-1)).toBe(resumed.from);
    }
    const model = new TestModel("other");
    const back = await (await agent.resume(reply.stream, { at: 2 })).ask("2b", { model });
    expect(model.calls[0]?.messages.map(({ content }) => content)).toEqual(["1", "one", "2b"]);
    expect((await back.history.read()).filter((event) => event instanceof ModelRequest)).toHaveLength(2);
  });

  it("has variables of its own: the checkpoint stays what it is", async () => {
    const agent = new Agent("a", { model: new TestModel("ok") });
    const reply = await agent.ask("?", { variables: { list: [1] } });
    await reply.checkpoint();

    const one = await agent.resume(reply.stream);
    (one.context.variables.get("list") as number[]).push(2);
    const other = await agent.resume(reply.stream, { variables: { more: true } });

    expect(Object.fromEntries(other.context.variables)).toEqual({ list: [1], more: true });
  });

  it("passes over checkpoints of other agents, unless they are named", async () => {
    const stream = new MemoryStream();
    const of = (name: string): Agent => new Agent(name, { model: new TestModel("ok"), stream });
    const mine = await (await of("mine").ask("1")).checkpoint();
    const theirs = await (await of("theirs").ask("2", { variables: { x: 1 } })).checkpoint();

    expect((await of("mine").resume(stream)).from).toBe(mine);
    expect((await of("mine").resume(stream, { from: "theirs" })).from).toBe(theirs);
    await expect(of("mine").resume(stream, { at: theirs.id })).rejects.toEqual(
      failed("CHECKPOINT_MISMATCH", { agent: "theirs", expected: "mine" }),
    );
    await expect(of("third").resume(stream)).rejects.toEqual(
      failed("CHECKPOINT_MISSING", {
        checkpoints: [
          { id: mine.id, agent: "mine" },
          { id: theirs.id, agent: "theirs" },
        ],
      }),
    );
    expect(await stream.history.read()).toContain(theirs);
  });

  it("refuses a newer version, and a checkpoint that there is not", async () => {
    const stream = new MemoryStream();
    const agent = new Agent("a", { model: new TestModel("ok"), stream });
    await stream.send(new ConversationCheckpoint({ version: 2, agent: "a", variables: {}, prompt: [] }));

    await expect(agent.resume(stream)).rejects.toEqual(failed("CHECKPOINT_MISMATCH", { version: 2, known: 1 }));
    await expect(agent.resume(stream, { at: 2 })).rejects.toEqual(failed("CHECKPOINT_MISSING", { at: 2 }));
    await expect(agent.resume(stream, { at: "x" })).rejects.toEqual(failed("CHECKPOINT_MISSING", { at: "x" }));
    await expect(agent.resume(stream, { at: 0 })).rejects.toEqual(failed("OPTION_INVALID"));
    await expect(agent.resume(stream, { last: 1 } as object)).rejects.toEqual(failed("OPTION_INVALID"));
  });

  it("gives replies that go on and make checkpoints as all do", async () => {
    const agent = new Agent("a", {
      model: new TestModel('{"n":1}', "plain", '{"n":3}'),
      reply: z.object({ n: z.number() }),
    });
    const reply = await agent.ask("1");
    await reply.checkpoint();

    await using resumed = await agent.resume(await elsewhere(reply));
    const text = await resumed.ask("2", { reply: null });
    const next = await text.ask("3");

    expect([reply.data, text.data, next.data]).toEqual([{ n: 1 }, "plain", { n: 3 }]);
    expect((await next.checkpoint()).agent).toBe("a");
    expect((await resumed.checkpoint()).agent).toBe("a");
  });
});

describe("checkpoints", () => {
  it("are not said to a model", async () => {
    const model = new TestModel("one", "two");
    const reply = await new Agent("a", { model }).ask("1");
    await reply.checkpoint();
    await reply.ask("2");

    expect(model.calls[1]?.messages).toHaveLength(3);
    expect((await reply.history.read()).filter((event) => event instanceof ToolCall)).toEqual([]);
  });
});
