/** How an execution fails, and signals that come from outside. */
import { type Execution, ExecutionFailed, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { breath, readAll, subscriptionsOn } from "./probes.js";
import { echo } from "./small-flows.js";

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
    it(`F19: rejects start and every open reader at once, by an ${how === "awaited" ? "awaited" : "unawaited"} signal, while a sibling hangs`, async () => {
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
    await breath();
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

  it("comes from a stream that is closed under it, where somebody would have heard", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("under");
    const door = createDeferred<undefined>();
    flow.to(() => door.promise).to(() => undefined);
    const execution = flow.createExecution({ stream });
    const started = execution.start();
    await breath();
    await stream.close();
    door.resolve(undefined);

    await expect(started).rejects.toMatchObject({ code: "STREAM_CLOSED" });
    expect(execution.lifecycle).toBe("closed");
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
