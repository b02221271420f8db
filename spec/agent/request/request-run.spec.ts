/** The road of a request, seen from its readers and on its stream. */
import {
  Agent,
  AttemptStarted,
  AttemptSuperseded,
  type BaseEvent,
  FieldDelta,
  FieldDone,
  MemoryStream,
  MillraceError,
  OutputAccepted,
  OutputRejected,
  RequestCancelled,
  RequestCompleted,
  RequestEvent,
  RequestFailed,
  RequestStarted,
  TextDelta,
} from "millrace";
import { ManualClock, recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { useClock } from "../../../lib/primitives/clock.js";

const shape = { title: z.string(), items: z.array(z.string()) };
const GOOD = '{"title":"Hello","items":["one","two"]}';
const retryable = (message: string): MillraceError =>
  new MillraceError("MODEL_STREAM_BROKEN", message, { details: { retryable: true } });

const types = (events: readonly BaseEvent[]): string[] => events.map(({ type }) => type);

/** Every attempt and request ends once, the log is numbered, and the end is the last. */
function checkLog(events: readonly RequestEvent[]): void {
  const ends = events.filter(
    (event) => event instanceof RequestCompleted || event instanceof RequestFailed || event instanceof RequestCancelled,
  );
  expect(ends).toHaveLength(1);
  expect(events.at(-1)).toBe(ends[0]);
  expect(events.map(({ seq }) => seq)).toEqual([...events.keys()].map((index) => index + 1));
  const attempts = events.map(({ attempt }) => attempt);
  expect(attempts).toEqual([...attempts].sort((a, b) => a - b));
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

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

  describe("whose answer does not fit", () => {
    it("asks again with what is wrong, in the same log, and gives what was accepted", async () => {
      const model = new TestModel('{"title":7,"items":["one"]}', GOOD);
      const result = new Agent("a", { model }).input("Go.").output(shape).getResult();
      const log = await all(result.getGenerator("all"));

      checkLog(log);
      expect(log.find((event) => event instanceof OutputRejected)?.issues).toMatchObject([{ path: "title" }]);
      expect(log.find((event) => event instanceof AttemptSuperseded)).toMatchObject({ reason: "correction", next: 2 });
      expect(JSON.stringify(model.calls[1]?.messages)).toContain("title");
      expect(await result.getData()).toEqual({ title: "Hello", items: ["one", "two"] });
      expect((await result.getMeta()).attempts).toBe(2);
      const items = await all(result.getGenerator("instant"));
      expect(items.map(({ kind, attempt }) => `${kind} ${String(attempt)}`)).toContain("reset 2");
      const accepted = await all(result.getGenerator("instant", { replay: "accepted" }));
      expect(accepted.every(({ attempt }) => attempt === 2)).toBe(true);
      expect(accepted.at(-1)?.value).toEqual(await result.getData());
    });

    it("asks once for all getters together", async () => {
      const model = new TestModel("no json", GOOD);
      const result = new Agent("a", { model }).input("Go.").output(shape).getResult();
      await Promise.all([result.getData(), result.getData(), result.getText(), result.getMeta()]);

      expect(model.calls).toHaveLength(2);
    });

    it("fails by name when asking again does not help, and the issues are there", async () => {
      const model = new TestModel("no", "no", "no");
      const request = new Agent("a", { model, settings: { request: { corrections: 2 } } }).input("Go.").output(shape);
      const result = request.getResult();

      await expect(result.getData()).rejects.toMatchObject({
        code: "OUTPUT_INVALID",
        details: { attempts: 3, text: "no" },
      });
      await expect(result.getText()).rejects.toMatchObject({ code: "OUTPUT_INVALID" });
      expect(await result.outcome()).toMatchObject({ status: "failed", code: "OUTPUT_INVALID" });
      await expect(all(result.getGenerator("delta"))).rejects.toMatchObject({ code: "OUTPUT_INVALID" });
    });

    it("tells truncated answers from wrong ones", async () => {
      const model = new TestModel({ text: '{"title":"Hel', finish: "length" });
      const agent = new Agent("a", { model, settings: { request: { corrections: 0 } } });
      const result = agent.input("Go.").output(shape).getResult();

      await expect(result.getData()).rejects.toMatchObject({ code: "OUTPUT_TRUNCATED" });
      const items: unknown[] = [];
      await (async () => {
        for await (const { kind, path, value } of result.getGenerator("instant")) items.push([kind, path, value]);
      })().catch(() => undefined);
      expect(items).toEqual([
        ["delta", "title", "Hel"],
        ["truncated", "title", "Hel"],
        ["truncated", "", { title: "Hel" }],
      ]);
    });

    it("runs validators behind the contract, in order, and tells the model what they say", async () => {
      const model = new TestModel('{"title":"bad","items":[]}', GOOD);
      const asked: string[] = [];
      const request = new Agent("a", { model })
        .input("Go.")
        .output(shape)
        .validate((data) => {
          asked.push(data.title);
          return data.title === "Hello" || { issues: [{ path: "title", message: "it must greet" }] };
        });

      expect((await request.getData()).title).toBe("Hello");
      expect(asked).toEqual(["bad", "Hello"]);
      expect(JSON.stringify(model.calls[1]?.messages)).toContain("it must greet");
    });
  });

  describe("whose model fails", () => {
    it("tries again after a wait, in the same log, and marks where the text begins anew", async () => {
      const clock = new ManualClock();
      using _ = useClock(clock);
      const model = new TestModel(
        { text: "Hel", pieces: ["Hel", "lo"], failAfter: 1, failure: retryable("cut") },
        "Hello",
      );
      const result = new Agent("a", { model }).input("Go.").getResult();
      const text = all(result.getGenerator("delta"));
      const log = all(result.getGenerator("all"));
      for (let round = 0; round < 50 && result.status === "running"; round++) {
        await new Promise(setImmediate);
        clock.advance(1_000);
      }

      expect((await text).join("")).toMatch(/^Hel\n\[.*\]\nHello$/);
      checkLog(await log);
      expect((await log).find((event) => event instanceof AttemptSuperseded)).toMatchObject({
        reason: "retry",
        cause: { code: "MODEL_STREAM_BROKEN" },
        next: 2,
      });
      expect(await result.getText()).toBe("Hello");
    });

    it("fails with the same error for everybody when it is of no use, after one call", async () => {
      const failure = new MillraceError("MODEL_FAILED", "No such model.", { details: { retryable: false } });
      const model = new TestModel(failure);
      const stream = new MemoryStream();
      const result = new Agent("a", { model, stream }).input("Go.").getResult();

      await expect(result.getText()).rejects.toBe(failure);
      await expect(all(result.getGenerator())).rejects.toBe(failure);
      expect(types(await stream.history.read()).at(-1)).toBe("request.failed");
      expect(model.calls).toHaveLength(1);
    });

    it("asks without a response format when that was refused, with the shape in words", async () => {
      const refused = new MillraceError("MODEL_FAILED", "response_format?", {
        details: { retryable: false, rejected: "responseFormat" },
      });
      const model = new TestModel(refused, GOOD);
      const log = await all(new Agent("a", { model }).input("Go.").output(shape).getGenerator("all"));

      expect(model.calls.map(({ responseFormat }) => responseFormat !== undefined)).toEqual([true, false]);
      expect(JSON.stringify(model.calls[0]?.messages)).not.toContain("items");
      expect(JSON.stringify(model.calls[1]?.messages)).toContain("items");
      expect(log.find((event) => event instanceof AttemptSuperseded)?.reason).toBe("without-response-format");
    });
  });

  describe("that is given up", () => {
    it("rejects every reader and getter with ABORTED, ends the call, and is told once", async () => {
      const stream = new MemoryStream();
      const model = TestModel.with({ pieces: 2 }, { text: GOOD, stallAfter: 6 });
      const result = new Agent("a", { model, stream }).input("Go.").output(shape).getResult();
      const readers = [result.getGenerator("delta"), result.getGenerator("instant"), result.getGenerator("all")];
      const ends = readers.map(async (reader) => all<unknown>(reader as AsyncIterable<unknown>));
      const data = result.getData();
      for (const end of [...ends, data]) end.catch(() => undefined);
      await stream.get(FieldDelta);
      await new Promise(setImmediate);
      result.cancel("enough");
      result.cancel("twice");

      for (const end of [...ends, data]) await expect(end).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
      await expect(result.getText()).rejects.toMatchObject({ code: "ABORTED" });
      expect(await result.outcome()).toMatchObject({ status: "cancelled" });
      expect(model.calls[0]?.signal?.aborted).toBe(true);
      const told = types(await stream.history.read());
      expect(told.filter((type) => type === "request.cancelled")).toHaveLength(1);
      expect(told.slice(-3)).toEqual(["field.truncated", "field.truncated", "request.cancelled"]);
    });

    it("ends one reader by its own signal, and nobody else", async () => {
      const door = createDeferred<string>();
      const model = new TestModel(() => door.promise);
      const result = new Agent("a", { model }).input("Go.").getResult();
      const controller = new AbortController();
      const one = result.getText({ signal: controller.signal });
      const other = result.getText();
      controller.abort();

      await expect(one).rejects.toMatchObject({ code: "ABORTED" });
      door.resolve("Hello");
      expect(await other).toBe("Hello");
    });

    it("goes on when a reader leaves, or ends with the last one where that is wanted", async () => {
      const stay = new Agent("a", { model: TestModel.with({ pieces: 1 }, "Hello") }).input("Go.").getResult();
      for await (const _ of stay.getGenerator()) break;
      expect(await stay.getText()).toBe("Hello");

      const model = TestModel.with({ pieces: 1 }, { text: "Hello", stallAfter: 2 });
      const agent = new Agent("a", { model, settings: { request: { onEarlyBreak: "abort" } } });
      const leave = agent.input("Go.").getResult();
      for await (const _ of leave.getGenerator()) break;
      expect(leave.status).toBe("cancelled");
      expect(model.calls[0]?.signal?.aborted).toBe(true);
    });

    it("runs out of its time by name", async () => {
      const clock = new ManualClock();
      using _ = useClock(clock);
      const model = new TestModel({ text: "Hello", stallAfter: 0 });
      const result = new Agent("a", { model, settings: { request: { timeoutMs: 5_000 } } }).input("Go.").getResult();
      const text = result.getText();
      text.catch(() => undefined);
      await new Promise(setImmediate);
      clock.advance(5_000);

      await expect(text).rejects.toMatchObject({ code: "TIMEOUT", details: { phase: "request" } });
    });
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
