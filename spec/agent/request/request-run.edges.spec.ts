/** The edges of the life of a request: who ends it in the middle of its own news, and what was waited for then. */
import {
  Agent,
  FieldDone,
  FieldTruncated,
  MemoryStream,
  MillraceError,
  RequestCancelled,
  RequestEvent,
  type RequestResult,
  TextDelta,
  where,
} from "millrace";
import { recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { all, checkLog, ended, GOOD, shape, types } from "./reading.js";

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

describe("a request that a subscriber gives up", () => {
  it("keeps the event that it was told of, and what was open ends", async () => {
    for (const piece of [1, 3, 20, 100]) {
      const stream = new MemoryStream();
      using record = recordEvents(stream.where(RequestEvent));
      const agent = new Agent("a", { model: TestModel.with({ pieces: piece }, GOOD), stream });
      const result = agent.input("Go.").output(shape).getResult();
      stream.where(FieldDone.field("path").eq("title")).subscribe(() => {
        result.cancel("enough");
      });
      const log = result.getGenerator("all");
      const read = await ended(log);

      expect(read.error).toMatchObject({ code: "ABORTED" });
      checkLog(read.items);
      expect(read.items).toEqual(record.events);
    }
  });

  it("while it fails, has failed all the same", async () => {
    const stream = new MemoryStream();
    const failure = new MillraceError("MODEL_FAILED", "No.", { details: { retryable: false } });
    const model = TestModel.with({ pieces: 3 }, { text: GOOD, failAfter: 6, failure });
    const result = new Agent("a", { model, stream }).input("Go.").output(shape).getResult();
    stream.where(FieldTruncated).subscribe(() => {
      result.cancel("too late?");
    });
    const { items } = await ended(result.getGenerator("all"));

    checkLog(items);
    expect([result.status, items.at(-1)?.type]).toEqual(
      result.status === "failed" ? ["failed", "request.failed"] : ["cancelled", "request.cancelled"],
    );
  });

  it("is given up once, also where the end is told to somebody who gives it up", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(RequestEvent));
    const model = TestModel.with({ pieces: 3 }, { text: GOOD, stallAfter: 6 });
    const result = new Agent("a", { model, stream }).input("Go.").output(shape).getResult();
    stream.where([FieldTruncated, RequestCancelled]).subscribe(() => {
      result.cancel("again");
    });
    const read = ended(result.getGenerator("all"));
    await turn();
    result.cancel("first");

    const { items, error } = await read;
    checkLog(items);
    expect(error).toMatchObject({ cause: "first" });
    expect(items).toEqual(record.events);
    expect(result.status).toBe("cancelled");
  });
});

describe("a request that is given up while an interrupter thinks", () => {
  it("ends every path that was told of, and nothing is told behind its end", async () => {
    for (const path of ["title", "items[0]", "items", ""]) {
      const stream = new MemoryStream();
      using record = recordEvents(stream.where(RequestEvent));
      const door = createDeferred<undefined>();
      const asked = createDeferred<undefined>();
      stream.where(FieldDone.field("path").eq(path)).subscribe(
        async (event) => {
          asked.resolve(undefined);
          await door.promise;
          return event;
        },
        { interrupt: true },
      );
      const result = new Agent("a", { model: new TestModel(GOOD), stream }).input("Go.").output(shape).getResult();
      const read = ended(result.getGenerator("all"));
      await asked.promise;
      result.cancel("enough");
      door.resolve(undefined);
      await turn();

      checkLog((await read).items);
      expect(record.events.at(-1)).toBeInstanceOf(RequestCancelled);
      expect(record.events).toEqual((await read).items);
    }
  });
});

describe("a request whose interrupter", () => {
  it.each([
    [
      "throws",
      () => {
        throw new MillraceError("MODEL_FAILED", "Of mine.", { details: { retryable: true } });
      },
      "MODEL_FAILED",
    ],
    [
      "rejects",
      async () => Promise.reject(new MillraceError("MODEL_FAILED", "Of mine.", { details: { retryable: true } })),
      "MODEL_FAILED",
    ],
    ["returns nothing", () => undefined as never, "INTERRUPTER_NO_VERDICT"],
  ] satisfies [string, () => unknown, string][])(
    "%s fails with that, and does not try again",
    async (_, verdict, code) => {
      for (const [event, path] of [
        [TextDelta, undefined],
        [FieldDone, "title"],
        [FieldDone, "items"],
      ] as const) {
        const stream = new MemoryStream();
        const model = new TestModel(GOOD, GOOD);
        const filter = path === undefined ? where(event) : where(FieldDone.field("path").eq(path));
        stream.where(filter).subscribe(verdict as unknown as () => null, { interrupt: true });
        const result = new Agent("a", { model, stream, settings: { request: { delayMs: 0 } } })
          .input("Go.")
          .output(shape)
          .getResult();
        const { items, error } = await ended(result.getGenerator("all"));

        expect(error).toMatchObject({ code });
        expect(model.calls).toHaveLength(1);
        checkLog(items);
      }
    },
  );
});

describe("a request whose stream is closed in the middle", () => {
  it.each([
    ["quietly", false],
    ["with somebody who listens", true],
  ])("%s ends, once, for everybody", async (_, listens) => {
    const stream = new MemoryStream();
    if (listens) stream.subscribe(() => undefined);
    const model = TestModel.with({ pieces: 3, delayMs: 1 }, GOOD);
    const result = new Agent("a", { model, stream }).input("Go.").output(shape).getResult();
    const read = ended(result.getGenerator("all"));
    const data = result.getData().then(
      () => "data",
      (error: unknown) => error,
    );
    await stream.get(FieldDone.field("path").eq("title"));
    await stream.close();

    const { items, error } = await read;
    checkLog(items);
    expect(result.status).toBe("failed");
    expect(error).toMatchObject({ code: "STREAM_CLOSED" });
    expect(await data).toBe(error);
  });

  it("refuses a stream that is closed before, by name", async () => {
    const stream = new MemoryStream();
    const request = new Agent("a", { model: new TestModel(GOOD), stream }).input("Go.");
    await stream.close();
    const end: unknown = await (async () => request.getText())().catch((error: unknown) => error);
    expect(end).toMatchObject({ code: "STREAM_CLOSED" });
  });
});

describe("a signal that is aborted already", () => {
  it("lets a request end before it is sent", async () => {
    const model = new TestModel(GOOD);
    const result = new Agent("a", { model }).input("Go.").getResult({ signal: AbortSignal.abort("no") });
    const { items, error } = await ended(result.getGenerator("all"));
    expect(error).toMatchObject({ code: "ABORTED", cause: "no" });
    checkLog(items);
    expect(model.calls).toHaveLength(0);
  });

  it("lets a reader and a getter end before they start anything", async () => {
    const model = new TestModel(GOOD);
    const result = new Agent("a", { model }).input("Go.").output(shape).getResult();
    const signal = AbortSignal.abort("no");
    for (const view of ["all", "delta", "instant", "original", "specific"] as const)
      expect((await ended<unknown>(result.getGenerator(view, { signal }))).error).toMatchObject({ code: "ABORTED" });
    await expect(result.getText({ signal })).rejects.toMatchObject({ code: "ABORTED", cause: "no" });
    await expect(result.getData({ signal })).rejects.toMatchObject({ code: "ABORTED" });
    expect([result.status, model.calls.length]).toEqual(["idle", 0]);
    await result.getData();
    const late = await ended(result.getGenerator("all", { signal }));
    expect(late).toMatchObject({ items: [], error: { code: "ABORTED" } });
  });
});

describe("a request that is given up before its start", () => {
  it("says so to all, and is never sent", async () => {
    const model = new TestModel(GOOD);
    const stream = new MemoryStream();
    const result: RequestResult = new Agent("a", { model, stream }).input("Go.").getResult();
    result.cancel("no");
    await expect(result.getText()).rejects.toMatchObject({ code: "ABORTED", cause: "no" });
    const { items, error } = await ended(result.getGenerator("all"));
    expect(error).toMatchObject({ code: "ABORTED" });
    expect(types(items)).toEqual(["request.cancelled"]);
    expect(model.calls).toHaveLength(0);
  });
});

describe("onEarlyBreak: abort", () => {
  const agentOf = (model: TestModel): Agent =>
    new Agent("a", { model, settings: { request: { onEarlyBreak: "abort" } } });

  it("does not end a request while a getter waits", async () => {
    const door = createDeferred<string>();
    const result = agentOf(new TestModel(() => door.promise))
      .input("Go.")
      .getResult();
    const text = result.getText();
    const controller = new AbortController();
    const reader = ended(result.getGenerator("all", { signal: controller.signal }));
    await turn();
    controller.abort();
    await reader;
    expect(result.status).toBe("running");
    door.resolve("Hello");
    expect(await text).toBe("Hello");
  });

  it("ends it when the last one who waits has left, also where that is a getter", async () => {
    const result = agentOf(new TestModel({ text: "Hello", stallAfter: 0 }))
      .input("Go.")
      .getResult();
    const controller = new AbortController();
    const text = result.getText({ signal: controller.signal });
    for await (const _event of result.getGenerator("all")) break;
    expect(result.status).toBe("running");
    controller.abort();
    await expect(text).rejects.toMatchObject({ code: "ABORTED" });
    expect(result.status).toBe("cancelled");
  });
});

describe("data that was not kept", () => {
  it("is refused by name, and never given as an empty text", async () => {
    const agent = new Agent("a", { model: new TestModel("Hello"), settings: { request: { retain: 2 } } });
    const result = agent.input("Go.").getResult();
    expect(await all(result.getGenerator())).toEqual(["Hello"]);
    await expect(result.getData()).rejects.toMatchObject({ code: "REQUEST_NOT_KEPT" });
  });

  it("is told by a field that comes too late", async () => {
    const agent = new Agent("a", { model: new TestModel(GOOD), settings: { request: { retain: 2 } } });
    const result = agent
      .input("Go.")
      .output({ title: z.string(), items: [z.string()] })
      .getResult();
    await result.getData();
    await expect(result.field("title")).rejects.toMatchObject({ code: "REQUEST_NOT_KEPT" });
    await expect(result.field("items[*]")).rejects.toMatchObject({ code: "REQUEST_NOT_KEPT" });
  });
});
