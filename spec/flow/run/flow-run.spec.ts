import { MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, Crowd } from "../probes.js";

const loop = { input: z.number(), signals: { Loop: z.number() }, result: z.number() };

/** Counts down from its input by signals. */
function countdown(
  how: "awaited" | "posted",
  onTurn: (left: number) => void = () => undefined,
): TriggerFlow<typeof loop> {
  const flow = new TriggerFlow("countdown", loop);
  const turn = flow.chunk("turn", async (data) => {
    onTurn(data.value);
    if (data.value === 0) data.setResult(0);
    else if (how === "awaited") await data.emit("Loop", data.value - 1);
    else data.emitNowait("Loop", data.value - 1);
  });
  flow.to(turn);
  flow.when("Loop").to(turn);
  return flow;
}

describe("a loop by signals", () => {
  it("takes 100,000 awaited turns without overflow", { timeout: 60_000 }, async () => {
    expect(await countdown("awaited").start(100_000)).toMatchObject({ result: 0, status: "completed" });
  });

  it("takes 100,000 posted turns without overflow, flat in memory", { timeout: 60_000 }, async () => {
    const heap: number[] = [];
    const flow = countdown("posted", (left) => {
      if (left % 25_000 === 0) heap.push(process.memoryUsage().heapUsed);
    });

    expect(await flow.start(100_000)).toMatchObject({ result: 0, status: "completed" });

    // Kept turns would cost some 5 kB each, half a gigabyte in all; garbage that is not swept yet is less.
    expect(Math.max(...heap) - heap[0]!).toBeLessThan(200e6);
  });

  for (const how of ["awaited", "posted"] as const) {
    it(`goes over the bus ${how === "awaited" ? "with waiting" : "without waiting"} when somebody listens, in order`, async () => {
      const stream = new MemoryStream({ retain: 10_000 });
      using record = recordEvents(stream);

      await countdown(how).start(1000, { stream });

      const signals = record.events.filter(({ type }) => type === "flow.signal");
      expect(signals.map((event) => (event as unknown as { value: number }).value)).toEqual(
        Array.from({ length: 1001 }, (_, turn) => 1000 - turn),
      );
    });
  }
});

describe("quiescence", () => {
  it("waits for posted signals, and for what they post", async () => {
    const flow = new TriggerFlow("posts", { result: z.string() });
    flow.to((data) => data.emitNowait("A"));
    flow.when("A").to(async (data) => {
      await breath();
      data.state.set("step", "a");
    });
    flow
      .when({ state: "step" })
      .to(breath)
      .to(() => "done")
      .end();

    expect((await flow.start()).result).toBe("done");
  });

  it("waits for an emit that its chunk does not wait for", async () => {
    const flow = new TriggerFlow("careless");
    const door = createDeferred<undefined>();
    flow.to((data) => {
      void data.emit("Work");
    });
    flow
      .when("Work")
      .to(() => door.promise)
      .to(() => "done")
      .end();
    const execution = flow.createExecution();
    const started = execution.start();
    await breath();

    expect(execution.status).toBe("running");
    door.resolve(undefined);
    expect((await started).result).toBe("done");
  });

  it("waits for what runs in a subtree whose failure was caught, which nothing follows", async () => {
    const flow = new TriggerFlow("caught");
    const door = createDeferred<undefined>();
    const order: string[] = [];
    flow.to(async (data) => {
      await data.emit("Work").catch((error: unknown) => order.push((error as Error).message));
    });
    flow.when("Work").to(() => Promise.reject(new Error("at once")));
    flow
      .when("Work")
      .to(() => door.promise)
      .to(() => order.push("sibling"));
    const execution = flow.createExecution();
    const started = execution.start();
    await breath();

    expect(order).toEqual(["at once"]);
    expect(execution.status).toBe("running");
    door.resolve(undefined);
    expect((await started).status).toBe("completed");
    expect(order).toEqual(["at once"]);
  });
});

describe("an awaited emit", () => {
  it("resolves when all handlers and everything behind them are done, which run at once", async () => {
    const flow = new TriggerFlow("tree");
    const crowd = new Crowd();
    const order: string[] = [];
    const enter = async (): Promise<void> => {
      crowd.enter();
      await breath();
      crowd.leave();
    };
    flow.to(async (data) => {
      await data.emit("Go", 1);
      order.push("emitter");
    });
    for (const name of ["a", "b", "c"])
      flow
        .when("Go")
        .to(async () => {
          order.push(name);
          await enter();
        })
        .to(() => order.push(`behind ${name}`));

    await flow.start();

    expect(crowd.most).toBe(3);
    expect(order).toEqual(["a", "b", "c", "behind a", "behind b", "behind c", "emitter"]);
  });

  it("leaves the execution unharmed when its failure is caught", async () => {
    const flow = new TriggerFlow("retry", { result: z.string() });
    let attempts = 0;
    flow
      .to(async (data) => {
        for (;;) {
          try {
            await data.emit("Work");
            return "third time";
          } catch {
            if (data.execution.status !== "running") throw new Error("harmed");
          }
        }
      })
      .end();
    flow.when("Work").to(() => (++attempts < 3 ? Promise.reject(new Error("no")) : Promise.resolve()));

    expect(await flow.start()).toMatchObject({ result: "third time", status: "completed" });
  });

  it("fails deeper emits before outer ones, each where it is caught first", async () => {
    const flow = new TriggerFlow("nested");
    const caughtIn: string[] = [];
    flow.to(async (data) => {
      await data.emit("Outer").catch(() => caughtIn.push("start"));
    });
    flow.when("Outer").to(async (data) => {
      await data.emit("Inner").catch(() => caughtIn.push("outer"));
    });
    flow
      .when("Inner")
      .to(() => undefined)
      .to(() => Promise.reject(new Error("deep")));

    expect((await flow.start()).status).toBe("completed");
    expect(caughtIn).toEqual(["outer"]);
  });
});

describe("the concurrency of an execution", () => {
  for (const [concurrency, most] of [
    [1, 1],
    [3, 3],
    [undefined, 8],
  ] as const) {
    it(`bounds running chunks to ${concurrency ?? "nothing"}, fan-outs included`, async () => {
      const flow = new TriggerFlow("crowded");
      const crowd = new Crowd();
      const work = async (): Promise<void> => {
        crowd.enter();
        await breath();
        crowd.leave();
      };
      flow.batch({ a: work, b: work, c: work, d: work });
      for (let chain = 0; chain < 4; chain++) flow.to(work);

      await flow.start(undefined, concurrency === undefined ? {} : { concurrency });

      expect(crowd.most).toBe(most);
    });
  }

  it("of 1 lets chains of awaited emits through", async () => {
    const flow = countdown("awaited");

    expect((await flow.start(200, { concurrency: 1 })).result).toBe(0);
  });

  it("of 1 lets overlapping emits of one chunk through, and keeps the bound", async () => {
    const flow = new TriggerFlow("overlap");
    const crowd = new Crowd();
    flow.to(async (data) => {
      await Promise.all([
        data.emit("A").then(() => data.emit("B")),
        data.emit("B"),
        breath().then(() => data.emit("A")),
      ]);
      crowd.enter();
      await breath();
      crowd.leave();
    });
    for (const name of ["A", "B"])
      flow.when(name).to(async () => {
        crowd.enter();
        await breath();
        crowd.leave();
      });

    expect((await flow.start(undefined, { concurrency: 1 })).status).toBe("completed");
    expect(crowd.most).toBe(1);
  });
});
