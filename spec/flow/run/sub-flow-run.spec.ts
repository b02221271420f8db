/** One pass through a sub-flow: its failure, its time, its end by others, and how many run at once. */
import { ExecutionCancelled, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, collect, Crowd } from "../probes.js";
import { hangs } from "./hanging-flow.js";

describe("a sub-flow that fails", () => {
  it("fails the parent with its error, and nothing follows its node (F15)", async () => {
    let followed = false;
    const child = new TriggerFlow("child");
    child.to(async () => {
      await breath();
      throw new Error("in the child");
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).to(() => {
      followed = true;
    });
    const execution = parent.createExecution();

    await expect(execution.start()).rejects.toThrow("in the child");
    expect([execution.status, followed, execution.children.length]).toEqual(["failed", false, 0]);
  });

  it("rejects those who read the stream of the parent, behind what came before (F16, W-14)", async () => {
    const child = new TriggerFlow("child");
    child.to(async (data) => {
      await data.putIntoStream("C1");
      throw new Error("in the child");
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child);
    const reader = collect(parent.getRuntimeStream(undefined));

    await expect(reader.ended).rejects.toThrow("in the child");
    expect(reader.items).toEqual(["C1"]);
  });

  it("by a posted signal fails the parent, too (F15)", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => {
      data.emitNowait("Later");
    });
    child.when("Later").to(async () => {
      await breath();
      throw new Error("posted");
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child);

    await expect(parent.start()).rejects.toThrow("posted");
  });

  it("fails the emit around it, and the execution goes on (F15)", async () => {
    const child = new TriggerFlow("child");
    child.to(async () => {
      await breath();
      throw new Error("in the child");
    });
    const parent = new TriggerFlow("parent");
    parent.to(async (data) => data.emit("Ask").catch((error: unknown) => (error as Error).message)).end();
    parent.when("Ask").toSubFlow(child);

    expect((await parent.start()).result).toBe("in the child");
  });

  it("in one item tells the children in the others to stop (F15, F38)", async () => {
    const { flow: slow, seen } = hangs("slow");
    const bad = new TriggerFlow("bad");
    bad.to(async () => {
      await breath();
      throw new Error("bad");
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(slow);
    parent.toSubFlow(bad);

    await expect(parent.start()).rejects.toThrow("bad");
    await breath();
    expect([seen.signal?.aborted, seen.after]).toEqual([true, undefined]);
  });
});

describe("a sub-flow with a time", () => {
  it("is cancelled when it takes longer, and its node fails with TIMEOUT (F15, F37)", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock, history: false });
    using record = recordEvents(stream.where(ExecutionCancelled));
    const { flow: child, seen } = hangs();
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child, { name: "research", timeoutMs: 50 });
    const execution = parent.createExecution({ stream });
    const started = execution.start().catch((error: unknown) => error);
    await clock.advanceAsync(49);
    expect(seen.signal?.aborted).toBe(false);
    await clock.advanceAsync(1);

    expect(await started).toMatchObject({ code: "TIMEOUT", message: expect.stringContaining("research") as string });
    expect([seen.signal?.aborted, seen.after]).toEqual([true, undefined]);
    expect(record.events).toMatchObject([{ flow: "child" }]);
    expect(clock.pending).toBe(0);
  });

  it("that it keeps leaves no timer", async () => {
    const clock = new ManualClock();
    const child = new TriggerFlow("child");
    child.to(() => "done").end();
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child, { timeoutMs: 50 }).end();
    const stream = new MemoryStream({ clock, history: false });

    expect((await parent.start(undefined, { stream })).result).toBe("done");
    expect(clock.pending).toBe(0);
  });

  it("counts while it waits for an answer, too (F37)", async () => {
    const clock = new ManualClock();
    const child = new TriggerFlow("child");
    child.to((data) => data.pauseFor({ id: "gate" }));
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child, { timeoutMs: 50 });
    const execution = parent.createExecution({ stream: new MemoryStream({ clock, history: false }) });
    await execution.start();
    await clock.advanceAsync(50);

    await expect(execution.outcome).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(execution.getPendingInterrupts()).toEqual([]);
  });
});

describe("a parent that is closed", () => {
  it("lets its sub-flows finish first, and what they set off (F15)", async () => {
    const door = createDeferred<undefined>();
    const child = new TriggerFlow("child");
    child.to(async (data) => {
      await door.promise;
      data.emitNowait("Later", "done");
    });
    child.when("Later").to((data) => {
      data.setResult(data.value);
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).end();
    const execution = parent.createExecution();
    void execution.start();
    await breath();
    const closed = execution.close();
    await breath();
    expect(execution.children).toHaveLength(1);
    door.resolve(undefined);

    expect(await closed).toMatchObject({ status: "completed", result: "done" });
  });

  it("with a time cancels them when it has run out (F15, F38)", async () => {
    const clock = new ManualClock();
    const { flow: child, seen } = hangs();
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child);
    const execution = parent.createExecution({ stream: new MemoryStream({ clock, history: false }) });
    void execution.start();
    await breath();
    const closed = execution.close({ timeoutMs: 50 });
    await clock.advanceAsync(50);

    expect((await closed).status).toBe("cancelled");
    expect([seen.signal?.aborted, seen.after]).toEqual([true, undefined]);
    expect(clock.pending).toBe(0);
  });
});

describe("several sub-flows", () => {
  it("of one node run as many at once as its concurrency says, whatever goes on behind them (F15, F40)", async () => {
    const crowd = new Crowd();
    const child = new TriggerFlow("child");
    child.to(async () => {
      crowd.enter();
      await breath();
      crowd.leave();
    });
    const parent = new TriggerFlow("parent");
    parent
      .to(() => [1, 2, 3, 4, 5])
      .forEach()
      .toSubFlow(child, { concurrency: 2 })
      .endForEach();

    expect((await parent.start()).status).toBe("completed");
    expect(crowd.most).toBe(2);
  });

  it("that wait for answers keep their places: the next child begins when one has ended (F15)", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => data.pauseFor({ id: "gate" })).end();
    const parent = new TriggerFlow("parent");
    parent
      .to(() => ["a", "b"])
      .forEach()
      .toSubFlow(child, { concurrency: 1 })
      .endForEach()
      .end();
    const execution = parent.createExecution();
    void execution.start();
    await breath();
    expect(execution.getPendingInterrupts().map(({ id }) => id)).toEqual(["child[0]/gate"]);
    await execution.continueWith("child[0]/gate", "A");
    await breath();
    await execution.continueWith("child[1]/gate", "B");

    expect((await execution.outcome).result).toEqual(["A", "B"]);
  });

  it("run beside each other, each cancelled on its own (F38)", async () => {
    const child = new TriggerFlow("child");
    const door = createDeferred<undefined>();
    child
      .to(async (data) => {
        await door.promise;
        return data.value as unknown;
      })
      .end();
    const parent = new TriggerFlow("parent");
    const ends: unknown[] = [];
    for (const name of ["a", "b"])
      parent
        .to(() => name)
        .toSubFlow(child, { name })
        .to((data) => ends.push(data.value));
    const execution = parent.createExecution();
    const started = execution.start();
    await breath();
    const ids = execution.children.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    await execution.children[0]?.cancel();
    door.resolve(undefined);
    await started;

    expect(ends).toEqual(["b"]);
  });
});
