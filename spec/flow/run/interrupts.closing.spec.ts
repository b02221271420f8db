/** What becomes of pauses when their execution is closed or cancelled, or when nobody holds it. */
import { ExecutionCancelled, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, readAll } from "../probes.js";

function asks(): TriggerFlow {
  const flow = new TriggerFlow("asks");
  flow
    .to((data) => data.pauseFor({ id: "gate" }))
    .to((data) => data.value)
    .end();
  return flow;
}

describe("an execution with pauses", () => {
  it("does not close by itself, and refuses to be closed: EXECUTION_WAITING names them", async () => {
    const execution = asks().createExecution();
    await execution.start();

    await expect(execution.close()).rejects.toMatchObject({
      code: "EXECUTION_WAITING",
      message: expect.stringContaining('"gate"') as string,
      hint: expect.stringContaining("cancel") as string,
      details: { flow: "asks", execution: execution.id, interrupts: ["gate"] },
    });
    expect([execution.status, execution.lifecycle]).toEqual(["waiting", "open"]);
    await execution.continueWith("gate", "later");
    expect((await execution.outcome).result).toBe("later");
  });

  it("gives them up when it is closed so, and tells which (F26)", async () => {
    const execution = asks().createExecution();
    await execution.start();

    const ending = await execution.close({ pending: "cancel" });

    expect(ending).toMatchObject({
      status: "cancelled",
      result: undefined,
      interrupts: [{ id: "gate", status: "cancelled" }],
    });
    expect(execution.getPendingInterrupts()).toEqual([]);
    expect(await execution.outcome).toBe(ending);
    await expect(execution.continueWith("gate")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
  });

  it("gives them up when it is cancelled (F38)", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCancelled));
    const execution = asks().createExecution({ stream });
    await execution.start();

    const ending = await execution.cancel("enough");

    expect(ending).toMatchObject({ status: "cancelled", interrupts: [{ id: "gate", status: "cancelled" }] });
    expect(record.events).toMatchObject([{ execution: execution.id, reason: "enough" }]);
  });

  it("finishes what is under way before it refuses", async () => {
    const door = createDeferred<undefined>();
    const flow = asks();
    let finished = false;
    flow.to(async () => {
      await door.promise;
      finished = true;
    });
    const execution = flow.createExecution();
    void execution.start();
    await breath();
    const closed = execution.close().catch((error: unknown) => error);
    await breath();
    expect(execution.lifecycle).toBe("sealed");

    door.resolve(undefined);

    expect(await closed).toMatchObject({ code: "EXECUTION_WAITING" });
    expect([finished, execution.lifecycle]).toEqual([true, "open"]);
    await execution.cancel();
  });

  it("closes by itself when the last of them is answered", async () => {
    const flow = asks();
    flow.to((data) => data.pauseFor({ id: "second" }));
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("gate", 1);
    expect([execution.status, execution.lifecycle]).toEqual(["waiting", "open"]);
    await execution.continueWith("second", 2);

    expect([execution.status, execution.lifecycle]).toEqual(["completed", "closed"]);
  });

  it("is not closed for being idle while they wait", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock, history: false });
    const execution = asks().createExecution({ stream, autoClose: false, idleTimeoutMs: 10 });
    await execution.start();
    await clock.advanceAsync(100);
    expect(execution.status).toBe("waiting");

    await execution.continueWith("gate", 1);
    await clock.advanceAsync(10);
    expect((await execution.outcome).result).toBe(1);
  });

  it("says in its stall report that they wait", async () => {
    const execution = asks().createExecution();
    await execution.start();

    expect(JSON.stringify(execution.explainStall())).toContain("gate");
    await execution.cancel();
  });

  it("while it is sealed takes no answers: they come from outside", async () => {
    const execution = asks().createExecution();
    await execution.start();
    execution.seal();
    await expect(execution.continueWith("gate")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });

    execution.unseal();
    await execution.continueWith("gate", "now");
    expect((await execution.outcome).result).toBe("now");
  });
});

describe("a run that nobody holds", () => {
  it("rejects a pause with FLOW_PAUSED, and names what to make instead (F30)", async () => {
    await expect(asks().start()).rejects.toMatchObject({
      code: "FLOW_PAUSED",
      hint: expect.stringContaining("createExecution") as string,
      details: { flow: "asks", node: "step-1" },
    });
  });

  it("rejects the reader of its stream (F30)", async () => {
    await expect(readAll(asks().getRuntimeStream(undefined))).rejects.toMatchObject({ code: "FLOW_PAUSED" });
  });

  it("rejects a pause of a sub-flow as well (F30)", async () => {
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(asks()).end();

    await expect(parent.start()).rejects.toMatchObject({ code: "FLOW_PAUSED", details: { flow: "asks" } });
  });

  it("lets an error branch take over (F30)", async () => {
    const flow = new TriggerFlow("caught");
    flow.to((data) => data.pauseFor(), { onError: () => "went on without" }).end();

    expect((await flow.start()).result).toBe("went on without");
  });

  it("is not what startExecution makes", async () => {
    const execution = await asks().startExecution();

    expect(execution.getPendingInterrupts()).toMatchObject([{ id: "gate" }]);
    await execution.cancel();
  });
});
