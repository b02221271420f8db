/** Attempts of a chunk: how often, after which waits, and what a given-up attempt may still do. */
import { ChunkRetrying, ChunkStarted, MemoryStream, type Retry, TriggerFlow } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, Crowd } from "../probes.js";

/** A chunk that fails as often as said, on a clock of its own. */
function failing(
  retry: Retry | number,
  failures = Infinity,
): {
  readonly flow: TriggerFlow;
  readonly clock: ManualClock;
  readonly stream: MemoryStream;
  readonly at: number[];
  readonly attempts: number[];
} {
  const clock = new ManualClock(0);
  const stream = new MemoryStream({ clock });
  const flow = new TriggerFlow("failing");
  const [at, attempts]: number[][] = [[], []] as never;
  flow
    .to(
      (data) => {
        at!.push(clock.now());
        attempts!.push(data.attempt);
        if (attempts!.length <= failures) throw new Error(`attempt ${attempts!.length}`);
        return "done";
      },
      { name: "shaky", retry },
    )
    .end();
  return { flow, clock, stream, at: at!, attempts: attempts! };
}

describe("F36 a retry", () => {
  it("runs the chunk again at once, as often as there are attempts, and counts them", async () => {
    const { flow, stream, attempts } = failing(3, 2);

    expect((await flow.start(undefined, { stream })).result).toBe("done");
    expect(attempts).toEqual([1, 2, 3]);
  });

  it("fails with the last error", async () => {
    const { flow, stream, attempts } = failing(3);

    await expect(flow.start(undefined, { stream })).rejects.toThrow("attempt 3");
    expect(attempts).toEqual([1, 2, 3]);
    await expect(failing(1).flow.start()).rejects.toThrow("attempt 1");
  });

  for (const [title, retry, at] of [
    ["doubles by default", { attempts: 4, delayMs: 100 }, [0, 100, 300, 700]],
    ["grows by the factor", { attempts: 4, delayMs: 10, factor: 3 }, [0, 10, 40, 130]],
    ["stays with the factor 1", { attempts: 3, delayMs: 50, factor: 1 }, [0, 50, 100]],
    ["stops growing at its limit", { attempts: 5, delayMs: 100, maxDelayMs: 250 }, [0, 100, 300, 550, 800]],
  ] as const) {
    it(`waits between attempts; the wait ${title}`, async () => {
      const { flow, clock, stream, at: seen } = failing(retry);
      const started = flow.start(undefined, { stream });
      started.catch(() => undefined);
      await clock.advanceAsync(2_000);

      await expect(started).rejects.toThrow(`attempt ${retry.attempts}`);
      expect(seen).toEqual(at);
      expect(clock.pending).toBe(0);
    });
  }

  it("does not run before its time", async () => {
    const { flow, clock, stream, attempts } = failing({ attempts: 2, delayMs: 100 }, 1);
    const started = flow.start(undefined, { stream });
    await clock.advanceAsync(99);
    expect(attempts).toEqual([1]);
    await clock.advanceAsync(1);

    expect((await started).result).toBe("done");
  });

  it("is told, with the error, the attempt that comes and its wait; the start is told once", async () => {
    const { flow, clock, stream } = failing({ attempts: 3, delayMs: 5 }, 2);
    using record = recordEvents(stream.where([ChunkStarted, ChunkRetrying]));
    const started = flow.start(undefined, { stream });
    await clock.advanceAsync(20);
    await started;

    expect(record.events).toMatchObject([
      { type: "flow.chunk-started", node: "shaky" },
      { type: "flow.chunk-retrying", node: "shaky", error: { message: "attempt 1" }, attempt: 2, delayMs: 5 },
      { type: "flow.chunk-retrying", node: "shaky", error: { message: "attempt 2" }, attempt: 3, delayMs: 10 },
    ]);
  });

  it("of the step goes before that of the chunk", async () => {
    const flow = new TriggerFlow("before");
    let runs = 0;
    const chunk = flow.chunk("c", { retry: 5 }, () => {
      runs++;
      throw new Error("no");
    });
    flow.to(chunk, { retry: 2 });

    await expect(flow.start()).rejects.toThrow("no");
    expect(runs).toBe(2);
  });

  it("is for values and outputs that do not fit their schema as well", async () => {
    const { z } = await import("zod");
    const flow = new TriggerFlow("schemas");
    let runs = 0;
    flow.to(flow.chunk("typed", { output: z.number(), retry: 3 }, () => (++runs < 3 ? ("text" as never) : 7))).end();

    expect((await flow.start()).result).toBe(7);
  });

  it("ends at once when the execution is cancelled during the wait, and leaves no timer", async () => {
    const { flow, clock, stream, attempts } = failing({ attempts: 9, delayMs: 100 });
    const execution = flow.createExecution({ stream });
    const started = execution.start();
    await breath();
    expect(clock.pending).toBe(1);

    await execution.cancel("enough");
    await breath();

    expect((await started).status).toBe("cancelled");
    expect([attempts, clock.pending]).toEqual([[1], 0]);
  });

  it("lends its permit while it waits", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const flow = new TriggerFlow("lends");
    const order: string[] = [];
    flow.to(
      (data) => {
        order.push(`shaky ${data.attempt}`);
        if (data.attempt === 1) throw new Error("once");
      },
      { retry: { attempts: 2, delayMs: 10 } },
    );
    flow.to(() => order.push("other"));
    const started = flow.start(undefined, { stream, concurrency: 1 });
    await breath();
    expect(order).toEqual(["shaky 1", "other"]);
    await clock.advanceAsync(10);
    await started;

    expect(order).toEqual(["shaky 1", "other", "shaky 2"]);
  });

  it("stays within the concurrency when an attempt was given up while it waited for its subtree", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const flow = new TriggerFlow("given up");
    const crowd = new Crowd();
    const [door, hang] = [createDeferred<undefined>(), createDeferred<undefined>()];
    const busy = async (): Promise<void> => {
      crowd.enter();
      await door.promise;
      crowd.leave();
    };
    flow.to((data): Promise<unknown> => (data.attempt === 1 ? data.emit("Hang") : busy()), {
      timeoutMs: 10,
      retry: 2,
    });
    flow.when("Hang").to(async () => {
      await breath();
      await hang.promise;
    });
    flow.when("Other").to(busy);
    const execution = flow.createExecution({ stream, concurrency: 2, autoClose: false });
    void execution.start();
    await clock.advanceAsync(10); // "Hang" has one permit, the second attempt the other
    execution.emitNowait("Other");
    await breath();

    expect(crowd.inside).toBe(1);
    door.resolve(undefined);
    hang.resolve(undefined);
    await execution.close();
  });

  it("refuses attempts and waits that cannot be", () => {
    for (const retry of [
      0,
      1.5,
      -1,
      NaN,
      { attempts: 2, delayMs: -1 },
      { attempts: 2, factor: NaN },
      { attempts: Infinity },
    ])
      expect(() => new TriggerFlow().to(() => 1, { retry })).toThrow(
        expect.objectContaining({ code: "FLOW_INVALID" }) as Error,
      );
  });

  it("of an item of a forEach and of a branch of a batch is theirs alone", async () => {
    const flow = new TriggerFlow("theirs");
    const runs: string[] = [];
    const once = (name: string, attempt: number): string => {
      runs.push(`${name}${attempt}`);
      if (attempt === 1 && name === "b") throw new Error("once");
      return name;
    };
    flow
      .forEach({ concurrency: 1 })
      .to((data) => once(data.value as string, data.attempt), { retry: 2 })
      .endForEach()
      .batch({ a: (data) => once("a", data.attempt), b: (data) => once("b", data.attempt) }, { retry: 2 })
      .end();

    expect((await flow.start(["a", "b"])).result).toEqual({ a: "a", b: "b" });
    expect(runs.filter((one) => one.startsWith("a"))).toEqual(["a1", "a1"]);
    expect(runs.filter((one) => one.startsWith("b"))).toEqual(["b1", "b2", "b1", "b2"]);
  });
});
