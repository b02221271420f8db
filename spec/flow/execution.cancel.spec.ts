/** Cancelling an execution: everything that waits is settled, nothing follows, and it counts once. */
import { ExecutionCancelled, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { breath, collect, subscriptionsOn, warningsDuring } from "./probes.js";
import { echo, gated } from "./small-flows.js";

const codeOf = (error: unknown): string => String((error as { readonly code?: unknown }).code);

/** A chunk that never settles, and tells when its signal aborts. */
function hanging(): { readonly flow: TriggerFlow; readonly aborted: unknown[]; readonly followed: string[] } {
  const flow = new TriggerFlow("hanging");
  const aborted: unknown[] = [];
  const followed: string[] = [];
  const never = createDeferred<undefined>();
  const hang = flow.chunk("hang", (data) => {
    data.signal.addEventListener("abort", () => aborted.push((data.signal.reason as Error).cause));
    return never.promise;
  });
  flow
    .when("Hang")
    .to(hang)
    .to(() => followed.push("behind"));
  flow.when("Wait").to(async (data) => {
    await data.emit("Hang").catch((error: unknown) => followed.push(`emit ${codeOf(error)}`));
  });
  return { flow, aborted, followed };
}

describe("cancelling an execution (F38)", () => {
  it("resolves start, outcome, settled and itself with the status, and ends the readers", async () => {
    const { flow } = gated();
    const execution = flow.createExecution();
    const waiting = [execution.start("x"), execution.outcome, execution.settled];
    const reader = collect(execution.getRuntimeStream());
    await breath();

    const cancelled = await execution.cancel("enough");

    const outcome = { result: undefined, state: {}, status: "cancelled", interrupts: [] };
    expect(cancelled).toEqual(outcome);
    expect(await Promise.all(waiting)).toEqual([outcome, outcome, undefined]);
    await reader.ended;
    expect([execution.status, execution.lifecycle]).toEqual(["cancelled", "closed"]);
  });

  it("aborts the signals of running chunks with the reason, and nothing follows them", async () => {
    const flow = new TriggerFlow("signals");
    const doors = [createDeferred<undefined>(), createDeferred<undefined>()];
    const seen: unknown[] = [];
    for (const door of doors)
      flow
        .to(async (data) => {
          data.signal.addEventListener("abort", () => seen.push((data.signal.reason as Error).cause));
          await door.promise;
        })
        .to(() => seen.push("behind"));
    const execution = flow.createExecution();
    void execution.start();
    await breath();

    await execution.cancel("enough");
    for (const door of doors) door.resolve(undefined);
    await breath();

    expect(seen).toEqual(["enough", "enough"]);
  });

  it("aborts the signals of chunks in every time of work, not in the first one only", async () => {
    const { flow, aborted } = hanging();
    flow.to((data) => data.signal.aborted);
    const execution = await flow.startExecution(); // quiet, with the signal used
    execution.emitNowait("Hang");
    await breath();

    await execution.cancel("enough");

    expect(aborted).toEqual(["enough"]);
  });

  it("rejects emits that wait, from outside and inside, and answers whose work goes on", async () => {
    const { flow, followed, aborted } = hanging();
    flow.to((data) => data.pauseFor({ id: "gate" })).to("hang");
    const execution = await flow.startExecution();
    const outside = [execution.emit("Hang"), execution.emit("Wait"), execution.continueWith("gate", 1)];
    await breath();

    await execution.cancel("enough");

    for (const one of outside) await expect(one).rejects.toMatchObject({ code: "EXECUTION_CLOSED", cause: "enough" });
    await breath();
    expect(followed).toEqual(["emit EXECUTION_CLOSED"]);
    expect(aborted).toEqual(["enough", "enough", "enough"]);
  });

  it("is no warning for an emit in it that nobody awaits", async () => {
    const flow = new TriggerFlow("careless");
    const never = createDeferred<undefined>();
    flow.to((data) => {
      void data.emit("Hang");
    });
    flow.when("Hang").to(() => never.promise);
    const execution = flow.createExecution();
    void execution.start();
    await breath();

    const warnings = await warningsDuring(() => execution.cancel());

    expect(warnings).toEqual([]);
  });

  it("gives up pauses, and says which in the outcome", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("pauses");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 1000 }));
    const execution = flow.createExecution({ stream: new MemoryStream({ clock }) });
    expect((await execution.start()).status).toBe("waiting");

    const { interrupts } = await execution.cancel();

    expect(interrupts).toMatchObject([{ id: "gate", status: "cancelled" }]);
    expect(execution.getPendingInterrupts()).toEqual([]);
    await expect(execution.continueWith("gate", 1)).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    expect(clock.pending).toBe(0);
  });

  it("leaves no pause and no timer behind when work goes on behind an answer", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("answered");
    const never = createDeferred<undefined>();
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 1000 })).to(() => never.promise);
    const execution = flow.createExecution({ stream: new MemoryStream({ clock }) });
    await execution.start();
    const answered = execution.continueWith("gate", 1);
    await breath();

    await execution.cancel();

    await expect(answered).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    expect(clock.pending).toBe(0);
    expect(execution.getPendingInterrupts()).toEqual([]);
  });

  it("cancels sub-flows, which tell it for themselves", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCancelled));
    const child = new TriggerFlow("child");
    const never = createDeferred<undefined>();
    child.to(() => never.promise);
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).to(() => expect.fail("nothing follows"));
    const before = subscriptionsOn(stream);
    const execution = parent.createExecution({ stream });
    void execution.start();
    await breath();
    const [inner] = execution.children;

    await execution.cancel("enough");

    expect(inner?.status).toBe("cancelled");
    expect(record.events.map(({ flow }) => flow).sort()).toEqual(["child", "parent"]);
    expect(execution.children).toEqual([]);
    await breath();
    expect(subscriptionsOn(stream)).toBe(before);
  });

  it("counts once, and too late is nothing", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCancelled));
    const { flow, open } = gated();
    const execution = flow.createExecution({ stream });
    void execution.start("x");
    const [one, two] = await Promise.all([execution.cancel("first"), execution.cancel("second")]);
    open("late");
    await breath();

    expect(two).toBe(one);
    expect(await execution.cancel("third")).toBe(one);
    expect(await execution.close()).toBe(one);
    expect(record.events.map(({ reason }) => reason)).toEqual(["first"]);
    expect(one.result).toBeUndefined();

    const done = echo().createExecution();
    const outcome = await done.start("a");
    expect(await done.cancel()).toEqual(outcome);
    expect(done.status).toBe("completed");
  });

  it("too late is nothing, also behind a failure", async () => {
    const execution = await echo().startExecution("a");
    execution.emitNowait("Fail", "broken");
    await expect(execution.outcome).rejects.toThrow("broken");

    expect(await execution.cancel()).toMatchObject({ status: "failed" });
  });

  it("comes before the start, which is refused then", async () => {
    const execution = echo().createExecution();

    expect(await execution.cancel()).toMatchObject({ status: "cancelled" });
    await expect(execution.start("a")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    await expect(execution.outcome).resolves.toMatchObject({ status: "cancelled" });
  });

  it("refuses what a chunk does that runs on (W-16)", async () => {
    const { flow, open } = gated();
    const refused: unknown[] = [];
    const door = createDeferred<undefined>();
    flow.to(async (data) => {
      await door.promise;
      for (const attempt of [
        () => data.setResult("late"),
        () => data.setResource("late", 1),
        () => data.state.set("late", 1),
      ])
        try {
          attempt();
        } catch (error) {
          refused.push((error as { readonly code?: unknown }).code);
        }
    });
    const execution = flow.createExecution();
    void execution.start("x");
    await breath();
    await execution.cancel();
    door.resolve(undefined);
    open("late");
    await breath();

    expect(refused).toEqual(["EXECUTION_CLOSED", "EXECUTION_CLOSED", "EXECUTION_CLOSED"]);
    expect(execution.snapshot()).toMatchObject({ result: undefined, state: {} });
  });

  it("frees the stream at once, however long chunks run on", async () => {
    const stream = new MemoryStream();
    const { flow } = gated();
    const execution = flow.createExecution({ stream });
    void execution.start("x");
    await breath();
    expect(subscriptionsOn(stream)).toBeGreaterThan(0);

    await execution.cancel();

    await breath();
    expect(subscriptionsOn(stream)).toBe(0);
  });
});
