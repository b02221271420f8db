/** One turn at a time: in the order of coming, given up while waiting, and nothing left behind. */
import { Agent, MemoryStream, type ModelRequest, ModelResponse, TurnCancelled, TurnStarted } from "millrace";
import { recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { TurnLock } from "../../../lib/agent/conversation/turn-lock.js";
import { countListeners } from "../../stream/count.js";
import { gate, rejected, settle } from "../../stream/events.js";

const forEver = new AbortController();

describe("TurnLock", () => {
  it("is had at once where it is free", () => {
    const release = new TurnLock().acquire(forEver);

    expect(release).toBeTypeOf("function");
  });

  it("is handed on in the order of coming, one at a time", async () => {
    const lock = new TurnLock();
    const order: number[] = [];
    const first = await lock.acquire(forEver);
    const others = [1, 2, 3].map(async (number) => {
      const release = await lock.acquire(forEver);
      order.push(number);
      await settle();
      expect(order.at(-1)).toBe(number);
      release();
    });
    await settle();
    expect([order, lock.length]).toEqual([[], 3]);

    first();
    await Promise.all(others);

    expect([order, lock.length]).toEqual([[1, 2, 3], 0]);
  });

  it("is let go of once: a second time does not free who has it next", async () => {
    const lock = new TurnLock();
    const first = await lock.acquire(forEver);
    const second = lock.acquire(forEver);
    first();
    first();
    const third = lock.acquire(forEver);

    expect(lock.length).toBe(1);
    (await second)();
    (await third)();
    expect(lock.acquire(forEver)).toBeTypeOf("function");
  });

  it("is given up while it is waited for: and those behind go on", async () => {
    const lock = new TurnLock();
    const controller = new AbortController();
    const first = await lock.acquire(forEver);
    const second = lock.acquire(controller);
    const third = lock.acquire(forEver);
    expect(lock.length).toBe(2);

    controller.abort("enough");

    expect(await rejected(Promise.resolve(second))).toMatchObject({ code: "ABORTED", cause: "enough" });
    expect(lock.length).toBe(1);
    first();
    expect(await third).toBeTypeOf("function");
  });

  it("is not waited for where the signal is aborted already, and leaves no listener where it was had", async () => {
    const lock = new TurnLock();
    const held = await lock.acquire(forEver);
    expect((await rejected(Promise.resolve(lock.acquire({ signal: AbortSignal.abort() })))).code).toBe("ABORTED");
    expect(lock.length).toBe(0);

    const { signal } = new AbortController();
    const counts = countListeners(signal);
    const next = lock.acquire({ signal });
    held();
    await next;
    expect(counts()).toBe(0);
  });
});

describe("turns on one stream", () => {
  it("of several agents take place one after the other, in the order of asking, and each knows the ones before", async () => {
    const stream = new MemoryStream();
    const models = ["a", "b", "c"].map((name) => new TestModel(`from ${name}`));
    const agents = models.map((model, place) => new Agent(`agent ${String(place)}`, { model }));

    await Promise.all(agents.map((agent, place) => agent.ask(`question ${String(place)}`, { stream })));

    expect((await stream.history.read()).map(({ type }) => type)).toEqual(
      Array.from({ length: 3 }, () => ["model.request", "model.message", "model.response"]).flat(),
    );
    expect(models.map(({ calls }) => calls[0]?.messages.length)).toEqual([1, 3, 5]);
  });

  it("begin with the next one, when one fails", async () => {
    const stream = new MemoryStream();
    const failing = new Agent("a", { model: new TestModel(new Error("no")) }).ask("One.", { stream });
    const next = new Agent("b", { model: new TestModel("yes") }).ask("Two.", { stream });

    await expect(failing).rejects.toThrow("no");
    expect((await next).body).toBe("yes");
  });

  it("may be given up before they begin: then nothing of them is on the stream", async () => {
    const open = gate();
    const stream = new MemoryStream();
    const record = recordEvents(stream);
    const first = new Agent("a", { model: new TestModel(() => open.opened.then(() => "one")) }).ask("One.", { stream });
    const waiting = new Agent("b", { model: new TestModel() }).run("Two.", { stream });
    const third = new Agent("c", { model: new TestModel("three") }).ask("Three.", { stream });
    waiting.start();
    await settle();

    waiting.abort();

    expect((await rejected(waiting.result())).code).toBe("ABORTED");
    expect(waiting.status).toBe("cancelled");
    open.open();
    await Promise.all([first, third]);
    expect(record.of(TurnStarted).map(({ agent }) => agent)).toEqual(["a", "c"]);
    expect(record.of(TurnCancelled)).toEqual([]);
  });

  it("in conversations of their own do not wait for each other", async () => {
    const stream = new MemoryStream();
    const open = gate();
    const first = new Agent("a", { model: new TestModel(() => open.opened.then(() => "one")) });
    const second = new Agent("b", { model: new TestModel("two") });
    const slow = first.ask("One.", { context: stream.context() });

    expect((await second.ask("Two.", { context: stream.context() })).body).toBe("two");
    open.open();
    await slow;

    const ofOne = (await stream.history.read()).filter((event) => event.type === "model.request") as ModelRequest[];
    expect(new Set(ofOne.map(({ conversation }) => conversation)).size).toBe(2);
  });

  it("of one reply, asked twice at once, are both part of the conversation", async () => {
    const model = new TestModel("one", "two", "three");
    const reply = await new Agent("a", { model }).ask("1");

    await Promise.all([reply.ask("2"), reply.ask("3")]);

    const answers = (await reply.history.read()).filter((event) => event instanceof ModelResponse);
    expect(answers.map(({ content }) => content)).toEqual(["one", "two", "three"]);
    expect(model.calls.map(({ messages }) => messages.length)).toEqual([1, 3, 5]);
  });
});
