import { ChunkEnded, ChunkStarted, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Place } from "../../../lib/flow/run/place.js";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, Crowd } from "../probes.js";

const numbers = { input: z.number() };

describe("a batch", () => {
  it("gives all branches the same value and gathers their outputs in the order written, falsy ones too", async () => {
    const flow = new TriggerFlow("gather", numbers);
    const slow = createDeferred<undefined>();
    const a = flow.chunk("a", async (data) => {
      await slow.promise;
      return data.value + 1;
    });
    const b = flow.chunk("b", (data) => {
      slow.resolve(undefined);
      return data.value - 1;
    });
    const c = flow.chunk("c", () => undefined);
    flow
      .batch(a, b, c)
      .to((data) => Object.entries(data.value))
      .end();

    expect((await flow.start(1)).result).toEqual([
      ["a", 2],
      ["b", 0],
      ["c", undefined],
    ]);
  });

  it("takes plain functions and chunks under keys", async () => {
    const flow = new TriggerFlow("keys", numbers);
    const double = flow.chunk("double", (data) => data.value * 2);
    flow.batch({ facts: (data) => data.value, risks: double, again: double }).end();

    expect((await flow.start(3)).result).toEqual({ facts: 3, risks: 6, again: 6 });
  });

  it("starts all branches at once, or as many as its concurrency allows", async () => {
    for (const [concurrency, most] of [
      [undefined, 5],
      [1, 1],
      [2, 2],
    ] as const) {
      const crowd = new Crowd();
      const flow = new TriggerFlow("cap");
      const work = async (): Promise<void> => {
        crowd.enter();
        await breath();
        crowd.leave();
      };
      const steps = { a: work, b: work, c: work, d: work, e: work };
      if (concurrency === undefined) flow.batch(steps);
      else flow.batch(steps, { concurrency });

      await flow.start();

      expect(crowd.most).toBe(most);
    }
  });

  it("has one concurrency for all its invocations in an execution", async () => {
    const crowd = new Crowd();
    const flow = new TriggerFlow("shared");
    const work = async (): Promise<void> => {
      crowd.enter();
      await breath();
      crowd.leave();
    };
    flow.to((data) => {
      for (const n of [1, 2, 3]) data.emitNowait("Go", n);
    });
    flow.when("Go").batch({ a: work, b: work }, { concurrency: 2 });

    await flow.start();

    expect(crowd.most).toBe(2);
  });

  it("goes on with nothing when it is empty", async () => {
    const flow = new TriggerFlow();
    flow.batch().batch({}).end();

    expect((await flow.start()).result).toEqual({});
  });

  it("keeps concurrent invocations apart", async () => {
    const flow = new TriggerFlow("apart", { signals: { Go: z.number() }, stream: z.unknown() });
    const doors = new Map([1, 2, 3].map((n) => [n, createDeferred<undefined>()]));
    flow.to((data) => {
      for (const n of doors.keys()) data.emitNowait("Go", n);
    });
    flow
      .when("Go")
      .batch({
        slow: async (data) => {
          await doors.get(data.value)!.promise;
          return data.value;
        },
        fast: (data) => data.value,
      })
      .to((data) => data.putIntoStream(data.value));
    const execution = flow.createExecution();
    const reader = execution.getRuntimeStream();
    const started = execution.start();
    await breath();

    for (const n of [2, 3, 1]) {
      doors.get(n)!.resolve(undefined);
      expect((await reader.next()).value).toEqual({ slow: n, fast: n });
    }
    await started;
  });

  it("inside a batch inside a batch comes back to its own place", async () => {
    const flow = new TriggerFlow("nested", { input: z.number(), signals: { Inner: z.number() } });
    flow
      .batch({
        a: async (data) => {
          await data.emit("Inner", data.value);
          return data.state.get("inner");
        },
        b: (data) => data.value,
      })
      .end();
    flow
      .when("Inner")
      .batch({ x: (data) => data.value + 1, y: (data) => data.value + 2 })
      .to((data) => data.setState("inner", data.value));

    expect((await flow.start(1)).result).toEqual({ a: { x: 2, y: 3 }, b: 1 });
  });

  it("with a concurrency of 1 lets a branch emit into the same batch", async () => {
    const flow = new TriggerFlow("self", { input: z.number(), signals: { Again: z.number() } });
    const seen: number[] = [];
    const dive = flow.chunk("dive", async (data) => {
      seen.push(data.value);
      if (data.value > 0) await data.emit("Again", data.value - 1);
    });
    const rest = flow.chunk("rest", () => undefined);
    flow.to((data) => data.emit("Again", data.value));
    flow.when("Again").batch(dive, rest, { concurrency: 1 });

    await flow.start(5, { concurrency: 1 });

    expect(seen).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it("never goes on when a branch fails, and forgets what it had gathered", async () => {
    const flow = new TriggerFlow("broken");
    const behind: unknown[] = [];
    const open: number[] = [];
    flow.to(async (data) => {
      const { run } = (data.context as unknown as { readonly lineage: Place }).lineage;
      for (let turn = 0; turn < 3; turn++) await data.emit("Go").catch(() => undefined);
      await breath();
      open.push(run.joins.size);
    });
    flow
      .when("Go")
      .batch({ a: () => 1, b: () => Promise.reject(new Error("no")) })
      .to((data) => behind.push(data.value));

    expect((await flow.start()).status).toBe("completed");
    expect(behind).toEqual([]);
    expect(open).toEqual([0]);
  });

  it("tells each branch in its fan-out", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where([ChunkStarted, ChunkEnded]));
    const flow = new TriggerFlow("told");
    flow.batch({ a: () => 1, b: () => 2 }).to(function after() {
      return 3;
    });

    await flow.start(undefined, { stream });

    expect(record.events.map(({ type, node, scope }) => [type, node, scope.length])).toEqual([
      ["flow.chunk-started", "a", 1],
      ["flow.chunk-started", "b", 1],
      ["flow.chunk-ended", "a", 1],
      ["flow.chunk-ended", "b", 1],
      ["flow.chunk-started", "after", 0],
      ["flow.chunk-ended", "after", 0],
    ]);
    expect(new Set(record.events.slice(0, 4).map(({ scope }) => scope[0])).size).toBe(1);
  });
});
