import {
  type Execution,
  ExecutionCompleted,
  ExecutionFailed,
  ExecutionStarted,
  MemoryStream,
  TriggerFlow,
} from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { caught } from "../caught.js";
import { breath, collect, readAll, subscriptionsOn } from "./probes.js";

const text = {
  input: z.string(),
  result: z.string(),
  stream: z.string(),
  signals: { Go: z.string(), Fail: z.string() },
};

/** Echoes its input as its result; `Go` puts into the stream, `Fail` throws. */
function echo(): TriggerFlow<typeof text> {
  const flow = new TriggerFlow("echo", text);
  flow.to((data) => data.value).end();
  flow.when("Go").to((data) => data.putIntoStream(data.value));
  flow.when("Fail").to((data) => {
    throw new Error(data.value);
  });
  return flow;
}

/** A flow that waits at a gate before it ends. */
function gated(): { readonly flow: TriggerFlow<typeof text>; open(value: string): void } {
  const flow = new TriggerFlow("gated", text);
  const door = createDeferred<string>();
  flow.to(async () => door.promise).end();
  flow.when("Go").to((data) => data.putIntoStream(data.value));
  return { flow, open: door.resolve };
}

describe("the start of an execution", () => {
  it("runs once, however often and by whomever it is asked for", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionStarted));
    const execution = echo().createExecution({ stream });

    const outcomes = await Promise.all([
      execution.start("a"),
      execution.start("a"),
      execution.start(),
      readAll(execution.getRuntimeStream("a")),
      readAll(execution.getRuntimeStream()),
    ]);

    expect(outcomes.slice(0, 3).map((outcome) => (outcome as { result: string }).result)).toEqual(["a", "a", "a"]);
    expect(record.events).toHaveLength(1);
    expect((await execution.start("a")).result).toBe("a");
  });

  it("joins with an equal input, and refuses another one by name", async () => {
    const flow = new TriggerFlow("numbers", { input: z.array(z.number()) });
    const execution = flow.createExecution();
    await execution.start([1, 2]);

    await execution.start([1, 2]);
    await expect(execution.start([1])).rejects.toMatchObject({
      code: "EXECUTION_STARTED",
      details: { flow: "numbers", execution: execution.id },
    });
    await expect(execution.getRuntimeStream([3]).next()).rejects.toMatchObject({ code: "EXECUTION_STARTED" });
  });

  it("does not happen with an input that does not fit, so that a better one can follow", async () => {
    const execution = echo().createExecution();

    await expect(execution.start(7 as never)).rejects.toMatchObject({
      code: "FLOW_VALUE_INVALID",
      details: { flow: "echo", slot: "input" },
    });
    expect(execution.status).toBe("created");
    await expect(readAll(execution.getRuntimeStream(8 as never))).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
    expect((await execution.start("a")).result).toBe("a");
  });

  it("comes after signals that came before it, and they do not close the execution", async () => {
    const execution = echo().createExecution();

    await execution.emit("Go", "early");
    expect(execution.status).toBe("waiting");
    expect((await execution.start("a")).result).toBe("a");

    expect(await readAll(execution.getRuntimeStream())).toEqual(["early"]);
  });

  it("is refused on a stream that is closed", async () => {
    const stream = new MemoryStream();
    await stream.close();

    await expect(echo().start("a", { stream })).rejects.toMatchObject({ code: "STREAM_CLOSED" });
  });

  it("refuses options out of range", () => {
    for (const options of [
      { concurrency: 0 },
      { concurrency: 1.5 },
      { streamRetain: -1 },
      { streamRetain: Number.NaN },
    ]) {
      expect(caught(() => echo().createExecution(options)).code).toBe("OPTION_INVALID");
    }
  });
});

describe("the end of an execution", () => {
  it("comes by itself when nothing is under way, and frees the stream", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCompleted));
    const { flow, open } = gated();
    const execution = flow.createExecution({ stream, id: "run-1" });
    const before = subscriptionsOn(stream);
    const started = execution.start("x");
    await breath();

    expect(execution.status).toBe("running");
    expect(subscriptionsOn(stream)).toBeGreaterThan(before);
    open("done");

    expect(await started).toEqual({ result: "done", state: {}, status: "completed", interrupts: [] });
    expect(subscriptionsOn(stream)).toBe(before);
    expect(record.events).toMatchObject([{ flow: "gated", execution: "run-1", result: "done", state: {} }]);
  });

  it("is left to close by startExecution, which resolves at quiescence", async () => {
    const stream = new MemoryStream();
    const before = subscriptionsOn(stream);
    const execution = await echo().startExecution("a", { stream });

    expect(execution.status).toBe("waiting");
    await execution.emit("Go", "one");
    await execution.emit("Go", "two");
    const reader = collect(execution.getRuntimeStream());
    expect(await execution.close()).toMatchObject({ result: "a", status: "completed" });

    await reader.ended;
    expect(reader.items).toEqual(["one", "two"]);
    expect(await execution.outcome).toMatchObject({ result: "a" });
    expect(subscriptionsOn(stream)).toBe(before);
  });

  it("drains what is under way, posted signals too, and refuses what comes from outside", async () => {
    const { flow, open } = gated();
    const execution = flow.createExecution({ autoClose: false });
    const started = execution.start("x");
    execution.emitNowait("Go", "posted");
    await breath();

    const closed = execution.close();
    await breath();
    expect(execution.status).toBe("running");
    await expect(execution.emit("Go", "late")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    expect(caught(() => execution.emitNowait("Go", "late")).code).toBe("EXECUTION_CLOSED");
    open("done");

    expect(await closed).toMatchObject({ result: "done", status: "completed" });
    expect(await started).toMatchObject({ result: "done" });
    expect(await readAll(execution.getRuntimeStream())).toEqual(["posted"]);
  });

  it("happens once, however often it is asked for", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCompleted));
    const execution = await echo().startExecution("a", { stream });

    const outcomes = await Promise.all([execution.close(), execution.close()]);
    await execution.close();

    expect(outcomes.map(({ result }) => result)).toEqual(["a", "a"]);
    expect(record.events).toHaveLength(1);
  });

  it("can come before the start, which is refused then", async () => {
    const execution = echo().createExecution();

    expect(await execution.close()).toMatchObject({ result: undefined, status: "completed" });
    await expect(execution.start("a")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    expect(await readAll(execution.getRuntimeStream("a"))).toEqual([]);
    await expect(execution.emit("Go", "x")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
  });

  it("makes settled a new promise for each time of work", async () => {
    const execution = await echo().startExecution("a");
    const first = execution.settled;
    await first;

    execution.emitNowait("Go", "x");

    expect(execution.status).toBe("running");
    expect(execution.settled).not.toBe(first);
    await execution.settled;
    expect(execution.status).toBe("waiting");
  });

  it("rejects when a hearer of the completion throws, and still frees the stream", async () => {
    const stream = new MemoryStream();
    stream.where(ExecutionCompleted).subscribe(() => {
      throw new Error("hearer");
    });
    const before = subscriptionsOn(stream);
    const execution = echo().createExecution({ stream });

    await expect(execution.start("a")).rejects.toThrow("hearer");
    expect(execution.status).toBe("failed");
    expect(subscriptionsOn(stream)).toBe(before);
  });

  it("disposes what its context resolved", async () => {
    const ended: string[] = [];
    class Connection {
      [Symbol.dispose](): void {
        ended.push("connection");
      }
    }
    const flow = new TriggerFlow();
    flow.to((data) => {
      data.context.resolve(Connection);
      ended.push("chunk");
    });

    await flow.start();

    expect(ended).toEqual(["chunk", "connection"]);
  });
});

describe("the failure of an execution", () => {
  function failing(how: "awaited" | "posted"): { readonly execution: Execution; readonly failure: Error } {
    const failure = new Error("broken");
    const flow = new TriggerFlow("failing");
    const hang = createDeferred<undefined>();
    flow.to(() => hang.promise);
    flow.to(async (data) => {
      if (how === "posted") data.emitNowait("Break");
      else await data.emit("Break");
      await hang.promise;
    });
    flow.when("Break").to(() => {
      throw failure;
    });
    return { execution: flow.createExecution(), failure };
  }

  for (const how of ["awaited", "posted"] as const) {
    it(`rejects start and every open reader at once, by an ${how === "awaited" ? "awaited" : "unawaited"} signal, while a sibling hangs`, async () => {
      const { execution, failure } = failing(how);
      const readers = [readAll(execution.getRuntimeStream()), readAll(execution.getRuntimeStream())];
      const seen = await Promise.allSettled([execution.start(), ...readers, execution.settled, execution.outcome]);

      expect(seen.map((one) => one.status === "rejected" && (one.reason as unknown))).toEqual(
        Array.from({ length: 5 }, () => failure),
      );
      expect(execution.status).toBe("failed");
      await expect(execution.close()).rejects.toBe(failure);
      await expect(execution.emit("Other")).rejects.toMatchObject({ code: "EXECUTION_CLOSED", cause: failure });
    });
  }

  it("aborts the signal of the data with the failure as its reason", async () => {
    const flow = new TriggerFlow();
    const failure = new Error("broken");
    const aborted = createDeferred<unknown>();
    flow.to(async (data) => {
      data.signal.addEventListener("abort", () => aborted.resolve(data.signal.reason));
      await aborted.promise;
      late = data.signal.reason;
    });
    flow.to(async () => {
      throw failure;
    });
    let late: unknown;

    await expect(flow.start()).rejects.toBe(failure);

    expect(await aborted.promise).toBe(failure);
    await breath();
    expect(late).toBe(failure);
  });

  it("lets nothing start any more, and frees the stream", async () => {
    const stream = new MemoryStream();
    const before = subscriptionsOn(stream);
    const flow = new TriggerFlow("two");
    const door = createDeferred<undefined>();
    const ran: string[] = [];
    flow
      .to(() => door.promise)
      .to(() => ran.push("behind"))
      .end();
    flow.to(() => Promise.reject(new Error("broken")));
    const execution = flow.createExecution({ stream });

    await expect(execution.start()).rejects.toThrow("broken");
    expect(subscriptionsOn(stream)).toBe(before);
    door.resolve(undefined);
    await breath();

    expect(ran).toEqual([]);
  });

  it("refuses what a chunk does that runs on", async () => {
    const flow = new TriggerFlow();
    const door = createDeferred<undefined>();
    const refused: unknown[] = [];
    flow.to(async (data) => {
      await door.promise;
      const attempts: (() => unknown)[] = [
        () => data.state.set("a", 1),
        () => data.setResult(1),
        () => data.emit("X"),
        () => data.setState("a", 1),
      ];
      for (const attempt of attempts) {
        try {
          await attempt();
        } catch (error) {
          refused.push((error as { code?: unknown }).code);
        }
      }
    });
    flow.to(() => Promise.reject(new Error("broken")));

    await expect(flow.start()).rejects.toThrow("broken");
    door.resolve(undefined);
    await breath();

    expect(refused).toEqual(Array.from({ length: 4 }, () => "EXECUTION_CLOSED"));
  });

  it("is told once, with the first error", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionFailed));
    const flow = new TriggerFlow("twice");
    for (const name of ["first", "second"]) flow.to(() => Promise.reject(new Error(name)));

    await expect(flow.start(undefined, { stream })).rejects.toThrow("first");
    await breath();

    expect(record.events.map(({ error }) => (error as Error).message)).toEqual(["first"]);
  });

  it("is no unhandled rejection when nobody awaits anything, in the first time of work and in later ones", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): number => unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      const early = echo().createExecution();
      early.emitNowait("Fail", "early");
      const late = await echo().startExecution("a");
      late.emitNowait("Go", "x");
      await late.settled;
      late.emitNowait("Fail", "late");
      await breath();
      await breath();
      expect([early.status, late.status]).toEqual(["failed", "failed"]);
    } finally {
      process.off("unhandledRejection", note);
    }
    expect(unhandled).toEqual([]);
  });

  it("rejects with whatever was thrown", async () => {
    const flow = new TriggerFlow();
    flow.to(() => Promise.reject(undefined as unknown as Error));

    await expect(flow.start()).rejects.toBeUndefined();
  });
});

describe("a signal from outside", () => {
  it("waits for its whole subtree", async () => {
    const flow = new TriggerFlow("outside");
    const door = createDeferred<undefined>();
    const done: string[] = [];
    flow
      .when("Go")
      .to(() => door.promise)
      .to(() => done.push("behind"));
    const execution = await flow.startExecution();

    const emitted = execution.emit("Go").then(() => done.push("emitted"));
    await breath();
    expect(done).toEqual([]);
    door.resolve(undefined);
    await emitted;

    expect(done).toEqual(["behind", "emitted"]);
  });

  it("rejects with a failure of its own, which leaves the execution unharmed", async () => {
    const execution = await echo().startExecution("a");

    await expect(execution.emit("Fail", "mine")).rejects.toThrow("mine");

    expect(execution.status).toBe("waiting");
    await execution.emit("Go", "on");
    expect(await execution.close()).toMatchObject({ status: "completed" });
    expect(await readAll(execution.getRuntimeStream())).toEqual(["on"]);
  });

  it("rejects when the execution fails elsewhere, instead of resolving half done", async () => {
    const flow = new TriggerFlow("elsewhere");
    const door = createDeferred<undefined>();
    flow.when("Work").to(() => door.promise);
    flow.when("Break").to(() => Promise.reject(new Error("elsewhere")));
    const execution = await flow.startExecution();

    const working = execution.emit("Work");
    await breath();
    execution.emitNowait("Break");

    await expect(working).rejects.toThrow("elsewhere");
    door.resolve(undefined);
  });

  it("that nobody waits for is nothing", async () => {
    const execution = await new TriggerFlow().startExecution();

    await execution.emit("Unheard");
    execution.emitNowait("Unheard");

    expect((await execution.close()).status).toBe("completed");
  });
});
