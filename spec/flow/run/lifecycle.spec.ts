/** The life of an execution: what it is called at each time, when it is quiet, and what lets it end by itself. */
import { ExecutionCompleted, ExecutionStarted, MemoryStream, nodeStatuses, TriggerFlow } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";
import { echo, gated } from "../small-flows.js";

describe("the status of an execution (F35)", () => {
  it("goes from created over running and waiting to completed", async () => {
    const { flow, open } = gated();
    const execution = flow.createExecution({ autoClose: false });
    const seen = [execution.status];
    const started = execution.start("x");
    seen.push(execution.status);
    await breath();
    seen.push(execution.status);
    open("y");
    await started;
    seen.push(execution.status);
    execution.emitNowait("Go", "z");
    seen.push(execution.status);
    await execution.settled;
    seen.push(execution.status);
    await execution.close();
    seen.push(execution.status);

    expect(seen).toEqual(["created", "running", "running", "waiting", "running", "waiting", "completed"]);
  });

  it("is not failed when a failure was caught, and its nodes say for themselves how they stand", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const flow = new TriggerFlow("handled");
    flow.to(function careful(data) {
      return data.emit("Try").catch(() => "caught");
    });
    flow.when("Try").to(function fails() {
      throw new Error("handled");
    });
    const execution = flow.createExecution({ stream });

    expect((await execution.start()).status).toBe("completed");
    expect([...nodeStatuses(record.events)].map(([node, { status }]) => [node, status])).toEqual([
      ["careful", "done"],
      ["fails", "failed"],
    ]);
  });

  it("is failed as soon as a chunk has thrown, whatever still runs", async () => {
    const { flow } = gated();
    flow.when("Fail").to((data) => Promise.reject(new Error(data.value)));
    const execution = flow.createExecution();
    void execution.start("x").catch(() => undefined);
    await breath();
    execution.emitNowait("Fail", "broken");

    await expect(execution.outcome).rejects.toThrow("broken");
    expect([execution.status, execution.lifecycle]).toEqual(["failed", "closed"]);
  });
});

describe("quiescence (F33, W-29)", () => {
  it("is known at once, without a timer: the clock stands still and has none", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const { flow, open } = gated();
    const execution = flow.createExecution({ stream });
    const started = execution.start("x");
    await breath();
    expect(clock.pending).toBe(0);
    open("done");

    expect((await started).status).toBe("completed");
    expect(clock.pending).toBe(0);
  });

  it("comes in the same turn as the end of the last chunk", async () => {
    const { flow, open } = gated();
    const execution = flow.createExecution();
    const order: string[] = [];
    const started = execution.start("x").then(() => order.push("started"));
    await breath();
    setImmediate(() => order.push("a turn later"));
    open("done");
    await started;
    await breath();

    expect(order).toEqual(["started", "a turn later"]);
  });

  it("of an execution without any chunk is there at once", async () => {
    expect(await new TriggerFlow("empty").start()).toEqual({
      result: undefined,
      state: {},
      status: "completed",
      interrupts: [],
    });
    expect((await new TriggerFlow("empty").startExecution()).status).toBe("waiting");
  });

  it("waits for those who hear of the events of the execution", async () => {
    const stream = new MemoryStream();
    const door = createDeferred<undefined>();
    stream.where(ExecutionStarted).subscribe(() => door.promise);
    const execution = echo().createExecution({ stream });
    const order: string[] = [];
    const started = execution.start("a").then(() => order.push("started"));
    await breath();
    order.push("door");
    door.resolve(undefined);
    await started;

    expect(order).toEqual(["door", "started"]);
  });

  it("lets start and settled resolve with each time of work, outcome with the end alone", async () => {
    const execution = echo().createExecution({ autoClose: false });
    let over = false;
    void execution.outcome.then(() => (over = true));

    expect(await execution.start("a")).toMatchObject({ status: "waiting", result: "a" });
    await execution.settled;
    await breath();
    expect(over).toBe(false);
    await execution.close();
    await breath();

    expect(over).toBe(true);
  });
});

describe("autoClose", () => {
  it("is what start and createExecution do, and not startExecution", async () => {
    expect((await echo().createExecution().start("a")).status).toBe("completed");
    expect((await echo().createExecution({ autoClose: false }).start("a")).status).toBe("waiting");
    expect((await echo().startExecution("a")).lifecycle).toBe("open");
    expect((await echo().startExecution("a", { autoClose: true })).lifecycle).toBe("open");
  });

  it("waits for pauses, and closes behind the last answer", async () => {
    const flow = new TriggerFlow("asks");
    for (const id of ["a", "b"]) flow.to((data) => data.pauseFor({ id }));
    const execution = flow.createExecution();
    const started = await execution.start();

    expect([started.status, started.interrupts.map(({ id }) => id)]).toEqual(["waiting", ["a", "b"]]);
    await execution.continueWith("a", 1);
    expect(execution.lifecycle).toBe("open");
    await execution.continueWith("b", 2);
    expect(execution.status).toBe("completed");
  });

  it("does not happen before the start, however quiet it is", async () => {
    const execution = echo().createExecution();
    await execution.emit("Go", "early");

    expect(execution.lifecycle).toBe("open");
    expect((await execution.start("a")).status).toBe("completed");
  });
});

describe("idleTimeoutMs", () => {
  async function idle(flow = echo()): Promise<{
    readonly clock: ManualClock;
    readonly execution: Awaited<ReturnType<typeof flow.startExecution>>;
    readonly completed: () => number;
  }> {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const record = recordEvents(stream.where(ExecutionCompleted));
    const execution = await flow.startExecution("a", { stream, idleTimeoutMs: 1000 });
    return { clock, execution, completed: () => record.events.length };
  }

  it("closes after so much quiet, counted from the end of the last work", async () => {
    const { clock, execution, completed } = await idle();
    await clock.advanceAsync(999);
    await execution.emit("Go", "x");
    await clock.advanceAsync(999);
    expect(execution.lifecycle).toBe("open");
    await clock.advanceAsync(1);

    expect(execution.lifecycle).toBe("closed");
    expect((await execution.outcome).status).toBe("completed");
    expect([completed(), clock.pending]).toEqual([1, 0]);
  });

  it("does not count while something is under way", async () => {
    const flow = echo();
    const door = createDeferred<undefined>();
    flow.when("Go").to(() => door.promise);
    const { clock, execution } = await idle(flow);
    const emitted = execution.emit("Go", "x");
    await clock.advanceAsync(5000);
    expect(execution.status).toBe("running");
    door.resolve(undefined);
    await emitted;
    await clock.advanceAsync(1000);

    expect(execution.status).toBe("completed");
  });

  it("does not close while pauses wait", async () => {
    const flow = echo();
    flow.when("Go").to((data) => data.pauseFor({ id: "gate" }));
    const { clock, execution } = await idle(flow);
    await execution.emit("Go", "x");
    await clock.advanceAsync(5000);
    expect(execution.lifecycle).toBe("open");
    await execution.continueWith("gate", 1);
    await clock.advanceAsync(1000);

    expect(execution.status).toBe("completed");
  });

  it("leaves no timer behind when it is closed, cancelled or fails before", async () => {
    for (const end of ["close", "cancel", "fail"] as const) {
      const { clock, execution } = await idle();
      if (end === "close") await execution.close();
      else if (end === "cancel") await execution.cancel();
      else {
        execution.emitNowait("Fail", "broken");
        await expect(execution.outcome).rejects.toThrow("broken");
      }

      expect(clock.pending, end).toBe(0);
    }
  });
});

describe("what comes from a failing start", () => {
  it("says nothing of a start that never was, behind a failing hearer of ExecutionStarted", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    stream.where(ExecutionStarted).subscribe(() => {
      throw new Error("hearer");
    });

    await expect(echo().start("a", { stream })).rejects.toThrow("hearer");
    await breath();

    expect(record.events.map(({ type }) => type)).toEqual(["flow.execution-started", "flow.execution-failed"]);
  });
});
