/** The time of an attempt: TIMEOUT, an aborted signal, and nothing that a given-up attempt does counts any more. */
import { type ChunkData, MemoryStream, type StepOptions, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, readAll } from "../probes.js";

function timed(
  body: (data: ChunkData) => unknown,
  options: Pick<StepOptions, "retry"> & { readonly timeoutMs?: number } = {},
): { readonly flow: TriggerFlow; readonly clock: ManualClock; readonly stream: MemoryStream } {
  const clock = new ManualClock(0);
  const flow = new TriggerFlow("timed");
  flow.to(body, { name: "slow", timeoutMs: 100, ...options }).end();
  return { flow, clock, stream: new MemoryStream({ clock }) };
}

const never = (): Promise<never> => new Promise(() => undefined);

describe("F37 timeoutMs", () => {
  it("fails the attempt with TIMEOUT when its time is over, not before, and aborts its signal", async () => {
    let signal: AbortSignal | undefined;
    const { flow, clock, stream } = timed((data) => {
      signal = data.signal;
      return never();
    });
    const started = flow.start(undefined, { stream });
    started.catch(() => undefined);
    await clock.advanceAsync(99);
    expect(signal?.aborted).toBe(false);
    await clock.advanceAsync(1);

    await expect(started).rejects.toMatchObject({
      code: "TIMEOUT",
      details: { flow: "timed", node: "slow", timeoutMs: 100 },
    });
    expect(signal?.reason).toMatchObject({ code: "TIMEOUT" });
    expect(clock.pending).toBe(0);
  });

  it("leaves no timer behind an attempt that ends or fails in time", async () => {
    for (const body of [() => 1, async () => 1, () => Promise.reject(new Error("no"))]) {
      const { flow, clock, stream } = timed(body);
      await flow.start(undefined, { stream }).catch(() => undefined);

      expect(clock.pending).toBe(0);
    }
  });

  it("runs for each attempt: a retry has all its attempts, each with its time (the count is one by one)", async () => {
    const attempts: number[] = [];
    const { flow, clock, stream } = timed(
      (data) => {
        attempts.push(data.attempt);
        return data.attempt < 3 ? never() : "third";
      },
      { retry: 3 },
    );
    const started = flow.start(undefined, { stream });
    started.catch(() => undefined);
    await clock.advanceAsync(100);
    expect(attempts).toEqual([1, 2]);
    await clock.advanceAsync(100);

    expect((await started).result).toBe("third");
    expect(attempts).toEqual([1, 2, 3]);
  });

  it("tells the error branch how often it ran", async () => {
    const { clock, stream } = timed(never);
    const seen: unknown[] = [];
    const other = new TriggerFlow("other");
    other.to(never, { timeoutMs: 10, retry: 2, onError: (data) => seen.push(data.value.attempts) });
    const started = other.start(undefined, { stream });
    await clock.advanceAsync(20);
    await started;

    expect(seen).toEqual([2]);
  });

  it("refuses what a given-up attempt does late, while the next one may do all of it", async () => {
    const doors = [createDeferred<undefined>(), createDeferred<undefined>()];
    const refused: unknown[] = [];
    let late: (() => Promise<void>) | undefined;
    const heard: unknown[] = [];
    const effects = (data: ChunkData): readonly (() => unknown)[] => [
      () => data.state.set("by", data.attempt),
      () => data.state.append("list", data.attempt),
      () => data.setState("by", data.attempt),
      () => data.emit("Note", data.attempt),
      () => data.emitNowait("Note", data.attempt),
      () => data.putIntoStream(data.attempt),
      () => data.flowData.set("by", data.attempt),
      () => data.setResult(data.attempt),
    ];
    const { flow, clock, stream } = timed(
      async (data) => {
        if (data.attempt === 1) {
          late = async () => {
            for (const effect of effects(data)) {
              try {
                await effect();
                refused.push("done");
              } catch (error) {
                refused.push((error as { code?: unknown }).code);
              }
            }
          };
          await never();
        }
        await doors[1]!.promise;
        for (const effect of effects(data)) await effect();
        return "second";
      },
      { retry: 2 },
    );
    flow.when("Note").to((data) => heard.push(data.value));
    const execution = flow.createExecution({ stream });
    const started = execution.start();
    await clock.advanceAsync(100);
    await late!();

    expect(refused).toEqual(Array.from({ length: 8 }, () => "ABORTED"));
    doors[1]!.resolve(undefined);
    const outcome = await started;
    expect(outcome.state).toEqual({ by: 2, list: [2] });
    expect(outcome.result).toBe(2);
    expect(heard).toEqual([2, 2]);
    expect(await readAll(execution.getRuntimeStream())).toEqual([2]);
  });

  it("drops what a given-up attempt returns or throws late", async () => {
    for (const settle of [
      (door: { resolve(v: unknown): void }) => door.resolve("late"),
      (door: { reject(e: unknown): void }) => door.reject(new Error("late")),
    ]) {
      const door = createDeferred<unknown>();
      const { flow, clock, stream } = timed((data) => (data.attempt === 1 ? door.promise : "second"), { retry: 3 });
      const started = flow.start(undefined, { stream });
      await clock.advanceAsync(100);
      settle(door);
      await breath();

      expect((await started).result).toBe("second");
    }
  });

  it("counts waits for its own subtree", async () => {
    const { flow, clock, stream } = timed((data) => data.emit("Slow"));
    flow.when("Slow").to(never);
    const started = flow.start(undefined, { stream });
    started.catch(() => undefined);
    await clock.advanceAsync(100);

    await expect(started).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  it("does not run while the chunk queues for its permit", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const door = createDeferred<undefined>();
    const flow = new TriggerFlow("queues");
    flow.to(() => door.promise);
    flow.to(() => "ran", { timeoutMs: 10 }).end();
    const started = flow.start(undefined, { stream, concurrency: 1 });
    await clock.advanceAsync(50);
    door.resolve(undefined);

    expect((await started).result).toBe("ran");
  });

  it("of a batch is for the branches that have none of their own", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const flow = new TriggerFlow("branches");
    const patient = flow.chunk("patient", { timeoutMs: 500 }, never);
    flow.batch({ patient, hasty: never, quick: () => 1 }, { timeoutMs: 10, settled: true }).end();
    const started = flow.start(undefined, { stream });
    await clock.advanceAsync(10);
    expect(clock.pending).toBe(1);
    await clock.advanceAsync(490);

    expect((await started).result).toMatchObject({
      patient: { ok: false, error: { code: "TIMEOUT" } },
      hasty: { ok: false, error: { code: "TIMEOUT" } },
      quick: { ok: true, value: 1 },
    });
  });

  it("refuses times that cannot be", () => {
    for (const timeoutMs of [0, -1, NaN, Infinity])
      expect(() => new TriggerFlow().to(() => 1, { timeoutMs })).toThrow(
        expect.objectContaining({ code: "FLOW_INVALID" }) as Error,
      );
  });

  it("costs a long loop nothing that stays: its turns leave no listener behind", async () => {
    const flow = new TriggerFlow("listeners");
    let listeners = 0;
    const add = AbortSignal.prototype.addEventListener;
    const remove = AbortSignal.prototype.removeEventListener;
    AbortSignal.prototype.addEventListener = function (this: AbortSignal, ...args: never) {
      listeners++;
      add.apply(this, args);
    };
    AbortSignal.prototype.removeEventListener = function (this: AbortSignal, ...args: never) {
      listeners--;
      remove.apply(this, args);
    };
    try {
      flow.to((data) => data.emitNowait("Turn", 0));
      flow.when("Turn").to(
        (data) => {
          const turn = data.value as number;
          if (turn < 200) data.emitNowait("Turn", turn + 1);
        },
        { timeoutMs: 60_000 },
      );
      await flow.start();
    } finally {
      AbortSignal.prototype.addEventListener = add;
      AbortSignal.prototype.removeEventListener = remove;
    }

    expect(listeners).toBeLessThan(10);
  });
});
