/** A request inside of a chunk: it belongs to the execution, which may work on its fields before it ends (trace 8.5). */
import {
  Agent,
  dispatchFields,
  FieldDone,
  MemoryStream,
  MillraceError,
  RequestCancelled,
  RequestCompleted,
  RequestEvent,
  RequestFailed,
  RequestStarted,
  TriggerFlow,
} from "millrace";
import { ManualClock, recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { useClock } from "../../../lib/primitives/clock.js";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../../flow/probes.js";
import { checkLog, GOOD, retryable, shape, types } from "./reading.js";

const contract = { input: z.string(), signals: { Item: z.string(), Undo: z.looseObject({ path: z.string() }) } };
const CHUNKS = ['{"title": "', "Hel", 'lo", "items": ["', "one", '", "two', '"]}'];

/** A flow whose only chunk asks the model, and puts the fields into the runtime stream as the source page does. */
function asking(model: TestModel, heard: unknown[] = []) {
  const agent = new Agent("a", { model });
  const flow = new TriggerFlow("asking", contract);
  const ask = flow.chunk("ask", async (data) => {
    const result = agent.input(data.value).output(shape).in(data.context).getResult();
    for await (const { delta, path, isComplete } of result.getGenerator("instant")) {
      if (delta !== undefined) await data.putIntoStream(`${path} + ${delta}`);
      else if (isComplete) await data.putIntoStream(`${path} done`);
    }
    return result.getData();
  });
  flow.to(ask).end();
  flow.when(FieldDone.field("path").eq("title")).to(({ value, execution }) => {
    heard.push([execution.id, value.value]);
  });
  return { flow, agent };
}

describe("a request in a chunk", () => {
  it("gives the trace of the source page in strict order (8.5 a), from one call", async () => {
    const model = new TestModel({ pieces: CHUNKS });
    const { flow } = asking(model);
    const execution = flow.createExecution();
    const items: unknown[] = [];
    for await (const item of execution.getRuntimeStream("Go.")) items.push(item);

    expect(items).toEqual([
      ...["title + Hel", "title + lo", "title done", "items[0] + one", "items[0] done", "items[1] + two"],
      ...["items[1] done", "items done", " done"],
    ]);
    expect((await execution.outcome).result).toEqual({ title: "Hello", items: ["one", "two"] });
    expect(model.calls).toHaveLength(1);
  });

  it("starts work on a field before the answer is finished, in its own execution alone", async () => {
    const stream = new MemoryStream();
    const models = [1, 2].map((n) =>
      TestModel.with({ pieces: 3 }, { text: GOOD.replace("Hello", `T${String(n)}`), stallAfter: 8 }),
    );
    const heard: unknown[] = [];
    const flow = new TriggerFlow("two", { input: z.number() });
    flow.to(async (data) => {
      const agent = new Agent("a", { model: models[data.value] as TestModel });
      return agent.input("Go.").output(shape).in(data.context).getData();
    });
    flow.when(FieldDone.field("path").eq("title")).to(({ value, execution }) => {
      heard.push([execution.id, value.value]);
    });
    const one = flow.createExecution({ stream });
    const two = flow.createExecution({ stream });
    const ends = [one.start(0), two.start(1)];
    await breath();

    expect(heard).toEqual([
      [one.id, "T1"],
      [two.id, "T2"],
    ]);
    expect([one.status, two.status]).toEqual(["running", "running"]);
    await one.cancel("enough");
    await two.cancel("enough");
    expect(await Promise.all(ends)).toMatchObject([{ status: "cancelled" }, { status: "cancelled" }]);
  });

  it("is given up with its execution, once, and its call is ended", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(RequestEvent));
    const model = TestModel.with({ pieces: 3 }, { text: GOOD, stallAfter: 8 });
    const execution = asking(model).flow.createExecution({ stream });
    const end = execution.start("Go.");
    await breath();
    await execution.cancel("enough");

    expect(await end).toMatchObject({ status: "cancelled" });
    expect(model.calls[0]?.signal?.aborted).toBe(true);
    checkLog(record.events);
    expect(record.events.at(-1)).toBeInstanceOf(RequestCancelled);
  });

  it("is given up when its chunk runs out of its time", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const stream = new MemoryStream({ clock });
    using record = recordEvents(stream.where(RequestEvent));
    const agent = new Agent("a", { model: TestModel.with({ pieces: 3 }, { text: GOOD, stallAfter: 8 }) });
    const flow = new TriggerFlow("late", contract);
    flow.to(async (data) => agent.input("Go.").output(shape).in(data.context).getData(), { timeoutMs: 1_000 });
    const end = flow.createExecution({ stream }).start("Go.");
    end.catch(() => undefined);
    await clock.advanceAsync(1_000);

    await expect(end).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(record.events.at(-1)).toBeInstanceOf(RequestCancelled);
    checkLog(record.events);
    expect(clock.pending).toBe(0);
  });

  it("that fails lets its chunk try again, with a request of its own, and then recover", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where([RequestStarted, RequestCompleted, RequestFailed]));
    const failure = new MillraceError("MODEL_FAILED", "No.", { details: { retryable: false } });
    const run = async (...turns: (string | Error)[]): Promise<unknown> => {
      const agent = new Agent("a", { model: new TestModel(...turns) });
      const flow = new TriggerFlow("trying", { input: z.string() });
      flow
        .to(async (data) => agent.input("Go.").output(shape).in(data.context).getData(), {
          retry: { attempts: 2 },
          onError: ({ value }) => ({ title: (value.error as MillraceError).code, items: [] }),
        })
        .to(({ value }) => value.title)
        .end();
      return (await flow.createExecution({ stream }).start("Go.")).result;
    };

    expect(await run(failure, GOOD)).toBe("Hello");
    expect(await run(failure, failure)).toBe("MODEL_FAILED");
    expect(types(record.events)).toEqual([
      ...["request.started", "request.failed", "request.started", "request.completed"],
      ...["request.started", "request.failed", "request.started", "request.failed"],
    ]);
  });

  it("in the middle of which an execution is saved is asked anew where that goes on", async () => {
    const turns = [{ text: GOOD, stallAfter: 8 }, GOOD];
    const model = TestModel.with({ pieces: 3 }, ...turns);
    const { flow } = asking(model);
    const first = flow.createExecution();
    const end = first.start("Go.");
    await breath();
    const snapshot = JSON.parse(JSON.stringify(first.save())) as never;
    await first.cancel("the process ends");
    await end;

    const second = flow.createExecution();
    second.load(snapshot);
    expect(model.calls).toHaveLength(1);
    expect((await second.resume()).result).toEqual({ title: "Hello", items: ["one", "two"] });
    expect(model.calls).toHaveLength(2);
  });

  it("whose context has ended is refused before it is sent", async () => {
    const stream = new MemoryStream();
    const model = new TestModel(GOOD);
    const context = stream.context();
    const result = new Agent("a", { model }).input("Go.").in(context).getResult();
    await context.end();

    await expect(result.getText()).rejects.toMatchObject({ code: "ABORTED" });
    expect([result.status, model.calls.length]).toEqual(["cancelled", 0]);
  });
});

describe("fields that become signals", () => {
  function dispatching(model: TestModel, heard: unknown[], key?: (value: unknown) => string) {
    const agent = new Agent("a", { model, settings: { request: { delayMs: 0 } } });
    const flow = new TriggerFlow("dispatching", contract);
    flow
      .to(async (data) => {
        const result = agent.input(data.value).output(shape).in(data.context).getResult();
        const options = { resetSignal: "Undo", ...(key && { key }) } as const;
        const report = await dispatchFields(data, result.getGenerator("instant"), { "items[*]": "Item" }, options);
        return { ...report, data: await result.getData() };
      })
      .end();
    const door = createDeferred<undefined>();
    flow.when("Item").to(async ({ value, signal }) => {
      heard.push(value);
      if (value !== "old") return;
      signal.addEventListener("abort", () => {
        heard.push(`${value} taken back`);
        door.resolve(undefined);
      });
      await door.promise;
    });
    flow.when("Undo").to(({ value }) => heard.push(`undo ${value.path}`));
    return flow;
  }

  it.each([
    ["did not fit", '{"title":7,"items":["old","x"]}'],
    ["was broken off", { text: '{"title":"T","items":["old","x"],', failAfter: 1, failure: retryable("cut") }],
  ] as const)("are taken back where the answer %s", async (_, first) => {
    const heard: unknown[] = [];
    const { result } = await dispatching(new TestModel(first, GOOD), heard).start("Go.");

    expect(heard.slice(0, 2)).toEqual(["old", "x"]);
    expect([...heard.slice(2)].sort()).toEqual(["old taken back", "one", "two", "undo items[0]", "undo items[1]"]);
    expect(result).toMatchObject({
      dispatched: [{ value: "one" }, { value: "two" }],
      takenBack: [{ value: "old" }, { value: "x" }],
      data: { items: ["one", "two"] },
    });
  });

  it("stay sent where the request fails, and the chunk fails with it", async () => {
    const heard: unknown[] = [];
    const failure = new MillraceError("MODEL_FAILED", "No.", { details: { retryable: false } });
    const model = TestModel.with({ pieces: 4 }, { text: '{"items":["x","y', failAfter: 4, failure });

    await expect(dispatching(model, heard).start("Go.")).rejects.toMatchObject({ code: "MODEL_FAILED" });
    expect(heard).toEqual(["x"]);
  });
});
