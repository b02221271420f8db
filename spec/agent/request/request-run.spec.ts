/** The road of a request, seen from its readers and on its stream. */
import {
  Agent,
  AttemptStarted,
  FieldDone,
  MemoryStream,
  OutputAccepted,
  RequestEvent,
  RequestStarted,
  TextDelta,
} from "millrace";
import { recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { all, checkLog, GOOD, shape, types } from "./reading.js";

describe("a request", () => {
  it("sends nothing before somebody asks, and one call for everybody", async () => {
    const model = new TestModel(GOOD);
    const result = new Agent("a", { model }).input("Go.").output(shape).getResult();
    expect([result.status, model.calls.length]).toEqual(["idle", 0]);

    const [data, text, meta, items] = await Promise.all([
      result.getData(),
      result.getText(),
      result.getMeta(),
      all(result.getGenerator("instant")),
    ]);
    expect(data).toEqual({ title: "Hello", items: ["one", "two"] });
    expect(text).toBe(GOOD);
    expect(meta).toMatchObject({ provider: "test", finishReason: "stop", attempts: 1, requestId: result.id });
    expect(items.filter(({ isComplete }) => isComplete).map(({ path }) => path)).toEqual([
      "title",
      "items[0]",
      "items[1]",
      "items",
      "",
    ]);
    expect(await result.outcome()).toMatchObject({ status: "completed", data });
    expect([result.status, model.calls.length]).toEqual(["completed", 1]);
  });

  it("tells its stream every step in causal order, and its log is what was told", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(RequestEvent));
    const model = TestModel.with({ pieces: 12 }, GOOD);
    const result = new Agent("a", { model, stream }).input("Go.").output(shape).getResult();
    const log = await all(result.getGenerator("all"));

    expect(record.events).toEqual(log);
    checkLog(log);
    expect(types(log).slice(0, 4)).toEqual([
      "request.started",
      "prompt.built",
      "attempt.started",
      "attempt.first-token",
    ]);
    expect(types(log).slice(-3)).toEqual(["usage", "output.accepted", "request.completed"]);
    const [started] = log;
    expect(log.find((event) => event instanceof AttemptStarted)?.causedBy).toBe(started?.id);
  });

  it("gives late readers the same objects as early ones", async () => {
    const result = new Agent("a", { model: new TestModel(GOOD) }).input("Go.").output(shape).getResult();
    const early = await all(result.getGenerator("instant"));
    const late = await all(result.getGenerator("instant"));

    expect(late.length).toBeGreaterThan(4);
    expect(late.every((item, index) => item === early[index])).toBe(true);
    expect((await all(result.getGenerator("all", { replay: 3 })))[0]?.seq).toBe(3);
  });

  describe("on a stream", () => {
    it("lets interrupters change and take out pieces of text, which is the answer then", async () => {
      const stream = new MemoryStream();
      stream.where(TextDelta).subscribe(
        async (event) => {
          await Promise.resolve();
          if (event.text === " cruel") return null;
          return event.with({ text: event.text.toUpperCase() });
        },
        { interrupt: true },
      );
      const model = new TestModel({ text: "", pieces: ["Hello", " cruel", " world"] });
      const result = new Agent("a", { model, stream }).input("Go.").getResult();

      expect(await all(result.getGenerator())).toEqual(["HELLO", " WORLD"]);
      expect(await result.getText()).toBe("HELLO WORLD");
    });

    it("lets interrupters change fields, and the data has what they made of them", async () => {
      const stream = new MemoryStream();
      stream
        .where(FieldDone.field("path").eq("items[0]"))
        .subscribe((event) => event.with({ value: "changed" }), { interrupt: true });
      const agent = new Agent("a", { model: new TestModel(GOOD), stream });

      expect(await agent.input("Go.").output(shape).getData()).toEqual({ title: "Hello", items: ["changed", "two"] });
    });

    it("lets interrupters change an attempt, and refuse a request by name", async () => {
      const stream = new MemoryStream();
      const model = new TestModel("Hello");
      stream
        .where(AttemptStarted)
        .subscribe((event) => event.with({ messages: [{ role: "user", content: "Something else." }] }), {
          interrupt: true,
        });
      const agent = new Agent("a", { model, stream });
      await agent.input("Go.").getText();
      expect(model.calls[0]?.messages).toEqual([{ role: "user", content: "Something else." }]);

      stream.where(RequestStarted).subscribe(() => null, { interrupt: true });
      const refused = agent.input("Go.").getResult();
      await expect(refused.getText()).rejects.toMatchObject({ code: "REQUEST_SUPPRESSED" });
      expect(refused.status).toBe("failed");
      expect(model.calls).toHaveLength(1);
    });

    it("does not wait for slow subscribers, who meet the pieces in order", async () => {
      const stream = new MemoryStream();
      const door = createDeferred<undefined>();
      const seen: string[] = [];
      stream.where(TextDelta).subscribe(async (event) => {
        seen.push(event.text);
        await door.promise;
      });
      const model = TestModel.with({ pieces: 1 }, "Hello");

      expect(await new Agent("a", { model, stream }).input("Go.").getText()).toBe("Hello");
      expect(seen).toEqual(["H", "e", "l", "l", "o"]);
      door.resolve(undefined);
    });

    it("fails with what a subscriber throws, as a send does", async () => {
      const stream = new MemoryStream();
      stream.where(TextDelta).subscribe(() => {
        throw new Error("an assertion of a spec");
      });
      const agent = new Agent("a", { model: new TestModel("Hello"), stream });

      await expect(agent.input("Go.").getText()).rejects.toThrow("an assertion of a spec");
    });

    it("accepts what was told as accepted", async () => {
      const stream = new MemoryStream();
      using next = stream.get(OutputAccepted);
      const agent = new Agent("a", { model: new TestModel(GOOD), stream });
      const data = await agent.input("Go.").output(shape).getData();

      expect((await next).data).toEqual(data);
    });
  });

  it("keeps no text under a bounded log, unless somebody asked in time", async () => {
    const agent = new Agent("a", {
      model: new TestModel("Hello", "Hello"),
      settings: { request: { retain: 2 } },
    });
    const read = agent.input("Go.").getResult();
    expect(await all(read.getGenerator())).toEqual(["Hello"]);
    await expect(read.getText()).rejects.toMatchObject({ code: "REQUEST_NOT_KEPT" });
    expect(await all(read.getGenerator("all"))).toHaveLength(2);
    expect(await read.outcome()).toMatchObject({
      status: "completed",
      text: undefined,
      data: undefined,
      meta: { reasoning: undefined },
    });

    const asked = agent.input("Go.").getResult();
    expect(await asked.getText()).toBe("Hello");
  });

  it("refuses readers that it has nothing for", () => {
    const text = new Agent("a", { model: new TestModel("Hello") }).input("Go.").getResult();

    for (const call of [() => text.getGenerator("instant"), () => text.field("title" as never)])
      expect(call).toThrow(/asks for a text/);
    expect(() => text.getGenerator("everything" as never)).toThrow(/delta, instant, specific, original, all/);
    expect(() => text.getGenerator("delta", { replays: 1 } as never)).toThrow(/replays/);
  });

  it("needs a model, and says where to set one", () => {
    expect(() => new Agent("a").input("Go.").getResult()).toThrow(
      expect.objectContaining({ code: "MODEL_MISSING" }) as Error,
    );
  });
});
