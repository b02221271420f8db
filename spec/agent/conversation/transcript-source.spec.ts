/** Where a conversation finds its transcript. */
import { Agent, type EventLog, MemoryStorage, MemoryStream, ModelRequest, type Storage } from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { historyTranscript } from "../../../lib/agent/conversation/transcript-source.js";

const lastCall = (model: TestModel): unknown[] =>
  (model.calls.at(-1)?.messages ?? []).map(({ role, content }) => `${role}: ${content as string}`);

describe("a conversation on a stream", () => {
  it("knows what was said there before, by whomever", async () => {
    const stream = new MemoryStream();
    const model = new TestModel("one", "two", "three");
    await new Agent("a", { model }).ask("first", { stream });
    await stream.send(new ModelRequest({ inputs: ["by hand"] }));
    await new Agent("b", { model }).ask("second", { stream });

    expect(lastCall(model)).toEqual(["user: first", "assistant: one", "user: by hand", "user: second"]);
  });

  it("goes by the history: what is put in its place is what was said", async () => {
    const stream = new MemoryStream();
    const model = new TestModel("one", "two", "three");
    const reply = await new Agent("a", { model }).ask("first", { stream });
    const [question] = await stream.history.read();
    await stream.history.replace([(question as ModelRequest).with({ inputs: ["another"] })]);
    await reply.ask("second");
    expect(lastCall(model)).toEqual(["user: another", "user: second"]);

    await stream.history.clear();
    await reply.ask("third");
    expect(lastCall(model)).toEqual(["user: third"]);
  });

  it("is there again in another process, from its storage", async () => {
    const storage = new MemoryStorage();
    const model = new TestModel("one", "two");
    await new Agent("a", { model }).ask("first", { stream: new MemoryStream({ id: "s", storage }) });
    await new Agent("a", { model }).ask("second", { stream: new MemoryStream({ id: "s", storage }) });

    expect(lastCall(model)).toEqual(["user: first", "assistant: one", "user: second"]);
  });

  it("reads a log whole that cannot tell what is new", async () => {
    const inner = new MemoryStorage();
    const plain: Storage = {
      log(id, options): EventLog {
        const log = inner.log(id, options);
        return {
          append: (event) => log.append(event),
          read: () => Promise.resolve(log.read()),
          replace: (events) => log.replace(events),
        };
      },
    };
    const model = new TestModel("one", "two");
    const stream = new MemoryStream({ storage: plain });
    await (await new Agent("a", { model }).ask("first", { stream })).ask("second");

    expect(lastCall(model)).toEqual(["user: first", "assistant: one", "user: second"]);
  });

  it("forgets with a stream that keeps the last events only, and still is valid", async () => {
    const model = new TestModel("one", "two", "three");
    const reply = await new Agent("a", { model }).ask("first", { stream: new MemoryStream({ retain: 4 }) });
    await (await reply.ask("second")).ask("third");

    expect(lastCall(model)).toEqual(["user: second", "assistant: two", "user: third"]);
  });

  it("keeps its own transcript on a stream without history", async () => {
    const model = new TestModel("one", "two");
    const reply = await new Agent("a", { model }).ask("first", { stream: new MemoryStream({ history: false }) });
    await reply.ask("second");

    expect(lastCall(model)).toEqual(["user: first", "assistant: one", "user: second"]);
  });
});

describe("a conversation in a context", () => {
  it("is one of its own: others on the stream do not know what is said there", async () => {
    const stream = new MemoryStream();
    const model = new TestModel("one", "two", "three", "four");
    const agent = new Agent("a", { model });
    await agent.ask("outside", { stream });
    const reply = await agent.ask("inside", { context: stream.context() });
    expect(lastCall(model)).toEqual(["user: inside"]);

    await reply.ask("more inside");
    expect(lastCall(model)).toEqual(["user: inside", "assistant: two", "user: more inside"]);
    await agent.ask("outside again", { stream });
    expect(lastCall(model)).toEqual(["user: outside", "assistant: one", "user: outside again"]);
  });
});

describe("historyTranscript", () => {
  it("reads each event once, however often it is asked", async () => {
    const stream = new MemoryStream();
    const source = historyTranscript(stream.history);
    await stream.send(new ModelRequest({ inputs: ["a"] }));
    const first = await source.read();
    await stream.send(new ModelRequest({ inputs: ["b"] }));

    expect(await source.read()).toBe(first);
    expect(first.messages()).toMatchObject([{ content: "a" }, { content: "b" }]);
    expect(historyTranscript(stream.history)).toBe(source);
  });
});
