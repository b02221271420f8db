/** How an execution starts and ends. */
import { ExecutionCompleted, ExecutionStarted, MemoryStream, RuntimeStreamStopped, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";
import { breath, collect, readAll, subscriptionsOn } from "./probes.js";
import { echo, gated } from "./small-flows.js";

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
    await breath();
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
    await breath();
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
    await breath();
    expect(subscriptionsOn(stream)).toBe(before);
  });

  it("disposes what its context resolved, also when a hearer of the end throws", async () => {
    for (const end of [ExecutionCompleted, RuntimeStreamStopped]) {
      const stream = new MemoryStream();
      stream.where(end).subscribe(() => {
        throw new Error("hearer");
      });
      const ended: string[] = [];
      class Connection {
        [Symbol.dispose](): void {
          ended.push("connection");
        }
      }
      const flow = new TriggerFlow();
      flow.to(async (data) => {
        data.context.resolve(Connection);
        data.signal.addEventListener("abort", () => ended.push("signal"));
        await data.putIntoStream(1);
      });

      await expect(flow.start(undefined, { stream })).rejects.toThrow("hearer");
      expect(ended.sort(), end.type).toEqual(["connection", "signal"]);
    }
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
