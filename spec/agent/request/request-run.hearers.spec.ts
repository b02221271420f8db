/** Who hears of a request may fail, hang or be deaf; the request ends once all the same, and nothing is unhandled. */
import {
  Agent,
  type EventConstructor,
  HandlerFailed,
  MemoryStream,
  MillraceError,
  OutputAccepted,
  PromptBuilt,
  RequestCompleted,
  RequestEvent,
  RequestFailed,
} from "millrace";
import { ManualClock, recordEvents, TestModel } from "millrace/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useClock } from "../../../lib/primitives/clock.js";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../../flow/probes.js";
import { all, checkLog, ended, GOOD, retryable, shape, types } from "./reading.js";

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(async () => {
  await breath();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

/** A model whose answers make a request say all that it can say. */
const eventful = (): TestModel =>
  TestModel.with(
    { pieces: 4, reasoning: "Hm.", usage: { inputTokens: 1, outputTokens: 2 } },
    { text: '{"title":"a","title":"b', failAfter: 9, failure: retryable("cut") },
    '{"title":7,"items":["one",]}',
    `{title: "x", oops} ${GOOD}`,
  );

const settings = { request: { delayMs: 0 } };

describe("a subscriber that throws", () => {
  it("fails the request with that for each class of event, or is reported where it is over", async () => {
    const log = await all(
      new Agent("a", { model: eventful(), settings }).input("Go.").output(shape).getGenerator("all"),
    );
    const classes = new Set(log.map((event) => event.constructor as EventConstructor<RequestEvent>));
    expect(classes.size).toBeGreaterThan(12);

    for (const one of classes) {
      for (const isLater of [false, true]) {
        const stream = new MemoryStream();
        const told = recordEvents(stream.where(RequestEvent));
        const failed = recordEvents(stream.where(HandlerFailed));
        const mine = new Error("mine");
        stream.where(one).subscribe(
          isLater
            ? async () => Promise.reject(mine)
            : () => {
                throw mine;
              },
        );
        const result = new Agent("a", { model: eventful(), settings, stream }).input("Go.").output(shape).getResult();
        const { items, error } = await ended(result.getGenerator("all"));
        await breath();

        checkLog(items);
        expect(items).toEqual(told.events);
        if (result.status === "completed") {
          expect(isLater ? [OutputAccepted, RequestCompleted] : [RequestCompleted]).toContain(one); // nothing is left to fail
          expect(failed.events).toMatchObject([{ error: mine }]);
        } else {
          expect([one.name, result.status, error]).toEqual([one.name, "failed", mine]);
          expect(await result.outcome()).toEqual({ status: "failed", code: undefined, error: mine });
        }
        told[Symbol.dispose]();
        failed[Symbol.dispose]();
      }
    }
  });

  it("at the end of what has failed already is reported, and the failure stays", async () => {
    const stream = new MemoryStream();
    using failed = recordEvents(stream.where(HandlerFailed));
    const failure = new MillraceError("MODEL_FAILED", "No.", { details: { retryable: false } });
    stream.where(RequestFailed).subscribe(() => {
      throw new Error("mine");
    });
    const result = new Agent("a", { model: new TestModel(failure), stream }).input("Go.").getResult();
    await expect(result.getText()).rejects.toBe(failure);
    await breath();
    expect(failed.events).toHaveLength(1);
  });
});

describe("a result that failed", () => {
  it("bothers nobody who does not wait for it", async () => {
    const result = new Agent("a", { model: new TestModel(new Error("No.")) }).input("Go.").getResult();
    for await (const _ of result.getGenerator("all")) break;
    await breath();
    expect(result.status).toBe("failed");
    const title = new Agent("a", { model: new TestModel(new Error("No.")) }).input("Go.").output(shape).field("title");
    expect(title).toBeDefined();
  });

  it("gives the same error to everybody who comes later, and its outcome as data", async () => {
    const failure = new Error("No.");
    const result = new Agent("a", { model: new TestModel(failure) }).input("Go.").output(shape).getResult();
    await result.outcome();
    for (const wait of [result.getData(), result.getText(), result.getMeta(), result.start()])
      await expect(wait).rejects.toBe(failure);
    await expect(result.field("title")).rejects.toBe(failure);
    await expect(result.field("items[*]")).rejects.toBe(failure);
    expect((await ended(result.getGenerator("all", { replay: 1_000 }))).error).toBe(failure);
  });
});

describe("a validator", () => {
  it("that throws is a check that failed: the model is asked again, and hears nothing of the error", async () => {
    const model = new TestModel(GOOD, GOOD);
    let count = 0;
    const request = new Agent("a", { model })
      .input("Go.")
      .output(shape)
      .validate(() => {
        if (++count === 1) throw new Error("a secret");
        return true;
      });
    expect(await request.getData()).toEqual({ title: "Hello", items: ["one", "two"] });
    expect(JSON.stringify(model.calls[1]?.messages)).not.toContain("secret");
  });

  it("that hangs holds nobody up who gives the request up, and hears of that", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const heard: unknown[] = [];
    for (const how of ["cancel", "timeout"] as const) {
      const agent = new Agent("a", { model: new TestModel(GOOD), settings: { request: { timeoutMs: 1_000 } } });
      const request = agent
        .input("Go.")
        .output(shape)
        .validate(async (_data, { signal }) => {
          signal.addEventListener("abort", () => heard.push(how));
          return createDeferred<boolean>().promise;
        });
      const result = request.getResult();
      const read = ended(result.getGenerator("all"));
      await breath();
      if (how === "cancel") result.cancel();
      else await clock.advanceAsync(1_000);
      const { items, error } = await read;
      checkLog(items);
      expect(error).toMatchObject({ code: how === "cancel" ? "ABORTED" : "TIMEOUT" });
    }
    expect(heard).toEqual(["cancel", "timeout"]);
    expect(clock.pending).toBe(0);
  });

  it("that says nothing of what it found is refused by name", async () => {
    for (const verdict of [undefined, null, 7, {}, { issues: "no" }, { issues: [7] }]) {
      const model = new TestModel(GOOD);
      const request = new Agent("a", { model })
        .input("Go.")
        .output(shape)
        .validate((() => verdict) as never);
      await expect(request.getData()).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    }
  });
});

describe("a request without words", () => {
  it("fails by name before anything is sent", async () => {
    const model = new TestModel("Hello");
    for (const request of [new Agent("a", { model }).request(), new Agent("a", { model }).input("")]) {
      const result = request.getResult();
      const { items, error } = await ended(result.getGenerator("all"));
      expect(error).toMatchObject({ code: "PROMPT_EMPTY" });
      expect(types(items).at(-1)).toBe("request.failed");
      checkLog(items);
    }
    expect(model.calls).toHaveLength(0);
  });
});

describe("on", () => {
  it("takes the stream that was named last, and a conversation of its own for each result", async () => {
    const [first, second] = [new MemoryStream(), new MemoryStream()];
    const model = new TestModel("Hello", "Hello");
    const context = first.context();
    const request = new Agent("a", { model, stream: first }).input("Go.").in(context).on(first).on(second);
    await Promise.all([request.getText(), request.getText()]);

    expect(await first.history.read()).toEqual([]);
    const told = await second.history.read();
    expect(new Set(told.filter((event) => event instanceof PromptBuilt).map(({ requestId }) => requestId)).size).toBe(
      2,
    );
    await context.end();
  });
});
