/** Closing an execution: draining, once, within a deadline, and while pauses wait. */
import { ExecutionCompleted, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { breath, collect, readAll } from "./probes.js";
import { echo, gated } from "./small-flows.js";

describe("closing an execution (F32)", () => {
  it("drains chains of posted signals, each of which posts the next", async () => {
    const flow = new TriggerFlow("chained");
    flow.when("Step").to(async (data) => {
      const step = data.value as number;
      await breath();
      data.state.append("steps", step);
      if (step < 3) data.emitNowait("Step", step + 1);
    });
    const execution = await flow.startExecution();
    execution.emitNowait("Step", 1);

    expect((await execution.close()).state).toEqual({ steps: [1, 2, 3] });
  });

  it("tells once, whoever closes and however often, while it drains and afterwards", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCompleted));
    const { flow, open } = gated();
    const execution = flow.createExecution({ stream, autoClose: false });
    void execution.start("x");
    const closing = [execution.close(), execution.close()];
    await breath();
    open("done");
    const [one, two] = await Promise.all(closing);

    expect(one).toMatchObject({ result: "done", status: "completed" });
    expect(two).toBe(one);
    expect(await execution.close()).toBe(one);
    expect(record.events).toHaveLength(1);
  });

  it("rejects each time with the failure, not only the first time (W-16)", async () => {
    const execution = await echo().startExecution("a");
    execution.emitNowait("Fail", "broken");

    await expect(execution.close()).rejects.toThrow("broken");
    await expect(execution.close()).rejects.toThrow("broken");
    expect(execution.status).toBe("failed");
  });

  it("freezes the outcome: state is a copy, and a second one is not changed through it (F34, W-31)", async () => {
    const flow = new TriggerFlow("frozen");
    flow.to((data) => data.state.set("list", [1]));
    const execution = await flow.startExecution();
    const live = execution.snapshot();
    (live.state["list"] as number[]).push(2);

    const { state } = await execution.close();

    expect(state).toEqual({ list: [1] });
    (execution.snapshot().state["list"] as number[]).push(3);
    expect((await execution.outcome).state).toEqual({ list: [1] });
  });

  it("refuses options out of range", async () => {
    const execution = await echo().startExecution("a");

    for (const options of [{ timeoutMs: 0 }, { timeoutMs: -1 }, { pending: "keep" }, { reason: "x" }])
      await expect(execution.close(options as never), JSON.stringify(options)).rejects.toMatchObject({
        code: expect.stringMatching(/OPTION_INVALID/),
      });
    expect(execution.lifecycle).toBe("open");
  });
});

describe("closing with a deadline (F37)", () => {
  it("cancels what never settles: its signal aborts, the outcome is cancelled (W-16)", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("stuck");
    const never = createDeferred<undefined>();
    const aborted: unknown[] = [];
    flow.to(async (data) => {
      data.signal.addEventListener("abort", () => aborted.push((data.signal.reason as Error).cause));
      data.state.set("begun", true);
      await never.promise;
    });
    const execution = flow.createExecution({ stream: new MemoryStream({ clock }), autoClose: false });
    const started = execution.start();
    await breath();
    const closed = execution.close({ timeoutMs: 500 });
    await clock.advanceAsync(499);
    expect(execution.status).toBe("running");
    await clock.advanceAsync(1);

    expect(await closed).toMatchObject({ status: "cancelled", state: { begun: true } });
    expect(await started).toMatchObject({ status: "cancelled" });
    expect(aborted).toMatchObject([{ code: "TIMEOUT", message: expect.stringContaining("500 ms") }]);
    expect(execution.lifecycle).toBe("closed");
    await expect(execution.emit("Go")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    expect(clock.pending).toBe(0);
  });

  it("is forgotten when everything is done in time", async () => {
    const clock = new ManualClock();
    const { flow, open } = gated();
    const execution = flow.createExecution({ stream: new MemoryStream({ clock }), autoClose: false });
    void execution.start("x");
    const closed = execution.close({ timeoutMs: 500 });
    await clock.advanceAsync(400);
    open("in time");

    expect(await closed).toMatchObject({ status: "completed", result: "in time" });
    expect(clock.pending).toBe(0);
    await clock.advanceAsync(1000);
    expect(execution.status).toBe("completed");
  });

  it("of an earlier call stays for a later one without", async () => {
    const clock = new ManualClock();
    const { flow } = gated();
    const execution = flow.createExecution({ stream: new MemoryStream({ clock }), autoClose: false });
    void execution.start("x");
    const closing = [execution.close({ timeoutMs: 500 }), execution.close()];
    await clock.advanceAsync(500);

    expect((await Promise.all(closing)).map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
  });
});

describe("closing while pauses wait", () => {
  function asking(): TriggerFlow {
    const flow = new TriggerFlow("asking");
    flow
      .to((data) => data.pauseFor({ id: "gate" }))
      .to((data) => data.putIntoStream(data.value))
      .end();
    return flow;
  }

  it("is refused with their ids, and leaves everything as it was", async () => {
    const execution = await asking().startExecution();

    await expect(execution.close()).rejects.toMatchObject({
      code: "EXECUTION_WAITING",
      message: expect.stringContaining('"gate"'),
      details: { flow: "asking", interrupts: ["gate"] },
    });
    expect([execution.status, execution.lifecycle]).toEqual(["waiting", "open"]);
    await execution.continueWith("gate", "yes");
    expect((await execution.close()).status).toBe("completed");
  });

  it("leaves an execution sealed that was sealed before", async () => {
    const execution = await asking().startExecution();
    execution.seal();

    await expect(execution.close()).rejects.toMatchObject({ code: "EXECUTION_WAITING" });

    expect(execution.lifecycle).toBe("sealed");
  });

  it('gives them up with pending: "cancel", and says which', async () => {
    const execution = await asking().startExecution();
    const reader = collect(execution.getRuntimeStream(undefined, { interrupts: false }));

    const outcome = await execution.close({ pending: "cancel" });

    expect(outcome).toMatchObject({ status: "cancelled", interrupts: [{ id: "gate", status: "cancelled" }] });
    await reader.ended;
    expect(reader.items).toEqual([]);
  });

  it("waits for what runs beside them before it refuses", async () => {
    const flow = asking();
    const door = createDeferred<undefined>();
    flow.to(() => door.promise).to((data) => data.putIntoStream("beside"));
    const execution = flow.createExecution();
    void execution.start();
    const refused: unknown[] = [];
    const closing = execution
      .close()
      .catch((error: unknown) => refused.push((error as { readonly code?: unknown }).code));
    await breath();
    expect(refused).toEqual([]);
    door.resolve(undefined);
    await closing;

    expect(refused).toEqual(["EXECUTION_WAITING"]);
    await execution.continueWith("gate", "yes");
    const items = await readAll(execution.getRuntimeStream(undefined, { interrupts: false }));
    expect(items).toEqual(["beside", "yes"]);
  });
});
