/** The road of a request that goes wrong: answers that do not fit, models that fail, requests that are given up. */
import { Agent, AttemptSuperseded, FieldDelta, MemoryStream, MillraceError, OutputRejected } from "millrace";
import { ManualClock, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { useClock } from "../../../lib/primitives/clock.js";
import { all, checkLog, GOOD, retryable, shape, types } from "./reading.js";

describe("a request", () => {
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

  it("keeps what a validator threw as the cause, and names the places of its issues", async () => {
    const broken = new TypeError("a mistake of the validator");
    const agent = new Agent("a", { model: new TestModel(GOOD, GOOD), settings: { request: { corrections: 0 } } });
    const request = agent.input("Go.").output(shape);
    const throws = request.validate(() => {
      throw broken;
    });
    await expect(throws.getData()).rejects.toMatchObject({ code: "OUTPUT_INVALID", cause: broken });

    const issues = [
      { path: "items[1]", message: "no" },
      { path: "items[*]", message: "none" },
    ];
    await expect(request.validate(() => ({ issues })).getData()).rejects.toMatchObject({
      details: { issues: [{ segments: ["items", 1] }, { segments: ["items"] }] },
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

    it("does not try the format again with a model that has refused it", async () => {
      const refused = new MillraceError("MODEL_FAILED", "response_format?", {
        details: { rejected: "responseFormat" },
      });
      const model = new TestModel(refused, GOOD, GOOD);
      const agent = new Agent("a", { model });
      await agent.input("Go.").output(shape).start();
      await agent.input("Go.").output(shape).start();

      expect(model.calls.map(({ responseFormat }) => responseFormat !== undefined)).toEqual([true, false, false]);
    });

    it("tells in words what a text has to be, where it may not be any", async () => {
      const model = new TestModel("maybe", '"yes"', "free");
      const agent = new Agent("a", { model });
      expect(
        await agent
          .input("Well?")
          .output(z.enum(["yes", "no"]))
          .getData(),
      ).toBe("yes");
      expect(await agent.input("Well?").output(z.string()).getData()).toBe("free");

      const said = model.calls.map(({ messages }) => messages.at(-1)?.content as string);
      expect(said[0]).toContain("one of: yes, no");
      expect(said[2]).toBe("Well?");
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
});
