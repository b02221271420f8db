import {
  BaseEvent,
  ChunkEnded,
  ChunkFailed,
  ChunkStarted,
  ExecutionFailed,
  FlowSignal,
  MemoryStream,
  type Stream,
  TriggerFlow,
} from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

class Elsewhere extends BaseEvent {}

/** One chunk that gives what it gets, and one behind it. */
function relay(): TriggerFlow<{ readonly input: z.ZodNumber }> {
  const flow = new TriggerFlow("relay", { input: z.number() });
  flow
    .to(function first(data) {
      return data.value;
    })
    .to(function second(data) {
      return data.value + 100;
    })
    .end();
  return flow;
}

const interrupt = (stream: Stream, node: string, verdict: (event: ChunkStarted) => BaseEvent | null): void => {
  stream.where(ChunkStarted.field("node").eq(node)).subscribe(verdict, { interrupt: true });
};

describe("the start of a chunk", () => {
  it("gives the chunk another value when an interrupter replaces it", async () => {
    const stream = new MemoryStream();
    interrupt(stream, "first", (event) => event.with({ value: 7 }));

    expect((await relay().start(1, { stream })).result).toBe(107);
  });

  it("skips the chunk and what comes behind it when an interrupter suppresses it, or puts another event there", async () => {
    for (const verdict of [null, new Elsewhere()]) {
      for (const node of ["first", "second"]) {
        const stream = new MemoryStream();
        interrupt(stream, node, () => verdict);
        using record = recordEvents(stream.where(ChunkEnded));

        expect(await relay().start(1, { stream, concurrency: 1 })).toMatchObject({
          result: undefined,
          status: "completed",
        });
        expect(record.events.map((event) => event.node)).toEqual(node === "first" ? [] : ["first"]);
      }
    }
  });

  it("skips the chunk when an interrupter puts the start of another flow's chunk there, of the same name even", async () => {
    const stream = new MemoryStream();
    interrupt(stream, "first", (event) => event.with({ flow: "elsewhere" }));

    expect((await relay().start(1, { stream })).result).toBeUndefined();
  });

  it("fails the execution when an interrupter fails or gives no verdict", async () => {
    for (const [verdict, error] of [
      [() => Promise.reject(new Error("broken")), { message: "broken" }],
      [() => undefined, { code: "INTERRUPTER_NO_VERDICT" }],
    ] as const) {
      const stream = new MemoryStream();
      stream.where(ChunkStarted).subscribe(verdict as never, { interrupt: true });

      await expect(relay().start(1, { stream })).rejects.toMatchObject(error);
    }
  });

  it("that an interrupter holds back comes to nothing when the execution has failed meanwhile", async () => {
    const stream = new MemoryStream();
    const door = createDeferred<undefined>();
    const ran: string[] = [];
    const flow = new TriggerFlow("held", { input: z.string() });
    flow.when("Run").to(function held() {
      ran.push("held");
    });
    flow.when("Break").to(() => Promise.reject(new Error("broken")));
    stream.where(ChunkStarted.field("node").eq("held")).subscribe(
      async (event) => {
        await door.promise;
        return event;
      },
      { interrupt: true },
    );

    const [failing] = [await flow.startExecution("a", { stream }), await flow.startExecution("b", { stream })];
    failing.emitNowait("Run");
    failing.emitNowait("Break");
    await expect(failing.outcome).rejects.toThrow("broken");
    door.resolve(undefined);
    await breath();

    expect(ran).toEqual([]);
  });

  it("is told when the chunk has its permit, not while it queues", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where([ChunkStarted, ChunkEnded]));
    const flow = new TriggerFlow("queue");
    for (const name of ["a", "b"]) flow.to(flow.chunk(name, breath));

    await flow.start(undefined, { stream, concurrency: 1 });

    expect(record.events.map(({ type, node }) => `${type} ${node}`)).toEqual([
      "flow.chunk-started a",
      "flow.chunk-ended a",
      "flow.chunk-started b",
      "flow.chunk-ended b",
    ]);
  });

  it("is asynchronous: no chunk runs inside the call that sets it off", async () => {
    const flow = new TriggerFlow("later", { signals: { Go: z.unknown() } });
    const order: string[] = [];
    flow.to(async (data) => {
      const emitted = data.emit("Go", 1);
      order.push("emitted");
      await emitted;
    });
    flow.when("Go").to(() => order.push("ran"));

    await flow.start();

    expect(order).toEqual(["emitted", "ran"]);
  });
});

describe("a signal", () => {
  function signalled(): { readonly flow: TriggerFlow; readonly heard: unknown[] } {
    const heard: unknown[] = [];
    const flow = new TriggerFlow("signalled");
    flow.to((data) => data.emit("A", 1));
    for (const name of ["A", "B"]) flow.when(name).to((data) => heard.push([name, data.value]));
    return { flow, heard };
  }

  for (const [title, verdict, expected] of [
    ["another value", (event: FlowSignal) => event.with({ value: 2 }), [["A", 2]]],
    ["another signal", (event: FlowSignal) => event.with({ name: "B" }), [["B", 1]]],
    ["another class", () => new Elsewhere(), []],
    ["nothing", () => null, []],
  ] as const) {
    it(`can be interrupted with ${title}`, async () => {
      const stream = new MemoryStream();
      stream.where(FlowSignal.field("name").eq("A")).subscribe(verdict as never, { interrupt: true });
      const { flow, heard } = signalled();

      expect((await flow.start(undefined, { stream })).status).toBe("completed");

      expect(heard).toEqual(expected);
    });
  }

  it("of the start can be suppressed: nothing runs", async () => {
    const stream = new MemoryStream();
    stream.where(FlowSignal.field("kind").eq("start")).subscribe(() => null, { interrupt: true });
    const { flow, heard } = signalled();

    expect((await flow.start(undefined, { stream })).status).toBe("completed");
    expect(heard).toEqual([]);
  });
});

describe("ends, failures, results and lifecycle", () => {
  it("are not put before interrupters", async () => {
    const stream = new MemoryStream();
    const asked: string[] = [];
    stream.subscribe(
      (event) => {
        asked.push(event.type);
        return event;
      },
      { interrupt: true },
    );
    const flow = new TriggerFlow("all");
    flow
      .to(async (data) => {
        await data.putIntoStream(1);
        await data.emit("Bad").catch(() => undefined);
      })
      .end();
    flow.when("Bad").to(() => Promise.reject(new Error("no")));
    flow.when("Worse").to(() => Promise.reject(new Error("no")));
    await flow.start(undefined, { stream });
    const failing = await flow.startExecution(undefined, { stream });
    failing.emitNowait("Worse");
    await expect(failing.outcome).rejects.toThrow("no");

    expect(new Set(asked)).toEqual(new Set(["flow.signal", "flow.chunk-started"]));
  });
});

describe("the failure of a chunk", () => {
  it("is told with the node, the value and the error, before the failure of the execution", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where([ChunkFailed, ExecutionFailed]));
    const flow = new TriggerFlow("failing", { input: z.number() });
    const failure = new Error("broken");
    flow.to(function broken() {
      throw failure;
    });

    await expect(flow.start(3, { stream, id: "run-1" })).rejects.toBe(failure);

    expect(record.events).toMatchObject([
      { type: "flow.chunk-failed", flow: "failing", execution: "run-1", node: "broken", value: 3, error: failure },
      { type: "flow.execution-failed", flow: "failing", execution: "run-1", error: failure },
    ]);
  });

  it("rejects at once, however long its hearers take, and is not lost when one of them fails", async () => {
    for (const hearer of [() => createDeferred<undefined>().promise, () => Promise.reject(new Error("hearer"))]) {
      const stream = new MemoryStream();
      stream.where(ChunkFailed).subscribe(hearer);
      const flow = new TriggerFlow();
      flow.to(() => Promise.reject(new Error("chunk")));

      await expect(flow.start(undefined, { stream })).rejects.toThrow("chunk");
    }
  });

  it("is one when a hearer of its start or its end throws", async () => {
    for (const event of [ChunkStarted, ChunkEnded, FlowSignal]) {
      const stream = new MemoryStream();
      stream.where(event).subscribe(() => {
        throw new Error("hearer");
      });

      await expect(relay().start(1, { stream })).rejects.toThrow("hearer");
    }
  });

  it("names the chunk whose value does not fit its schema", async () => {
    const flow = new TriggerFlow("typed");
    flow.to(() => "text").to(flow.chunk("sum", { value: z.number() }, (data) => data.value) as never);

    await expect(flow.start()).rejects.toMatchObject({
      code: "FLOW_VALUE_INVALID",
      details: { flow: "typed", slot: 'value of chunk "sum"' },
    });
  });
});
