/** What becomes of a batch when branches fail. */
import { ChunkStarted, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

const fail = (): never => {
  throw new Error("broken");
};

describe("F6 a settled batch", () => {
  it("gives each branch as { ok, value } or { ok, error }, in the order written, and the run goes on", async () => {
    const flow = new TriggerFlow("settled");
    flow.batch({ bad: fail, good: async () => 1, none: () => undefined }, { settled: true }).end();

    const outcome = await flow.start();
    expect(outcome).toMatchObject({ status: "completed" });
    expect(Object.entries(outcome.result as object)).toEqual([
      ["bad", { ok: false, error: new Error("broken") }],
      ["good", { ok: true, value: 1 }],
      ["none", { ok: true, value: undefined }],
    ]);
  });

  it("waits for the others when one fails, and stops none", async () => {
    const flow = new TriggerFlow("waits");
    const door = createDeferred<string>();
    const aborted: boolean[] = [];
    flow
      .batch(
        {
          bad: fail,
          slow: async (data) => {
            const value = await door.promise;
            aborted.push(data.signal.aborted);
            return value;
          },
        },
        { settled: true, concurrency: 2 },
      )
      .end();
    const started = flow.start();
    await breath();
    door.resolve("late");

    expect((await started).result).toMatchObject({ bad: { ok: false }, slow: { ok: true, value: "late" } });
    expect(aborted).toEqual([false]);
  });

  it("completes when all fail, inside of a forEach as well", async () => {
    const flow = new TriggerFlow("all");
    flow
      .forEach()
      .batch({ a: fail, b: fail }, { settled: true, concurrency: 1 })
      .to((data) => Object.values(data.value).map((one) => (one as { ok: boolean }).ok))
      .endForEach()
      .end();

    expect((await flow.start([1, 2])).result).toEqual([
      [false, false],
      [false, false],
    ]);
  });

  it("has { skipped: true } for a branch whose start was suppressed", async () => {
    const stream = new MemoryStream();
    stream.where(ChunkStarted.field("node").eq("a")).subscribe(() => null, { interrupt: true });
    const flow = new TriggerFlow("skips");
    flow.batch({ a: () => 1, b: fail }, { settled: true }).end();

    expect((await flow.start(undefined, { stream })).result).toMatchObject({ a: { skipped: true }, b: { ok: false } });
  });

  it("refuses other words than true and false", () => {
    expect(() => new TriggerFlow().batch({ a: fail }, { settled: 1 as never })).toThrow("settled");
  });
});

describe("F36 a batch that is not settled", () => {
  it("fails with the first error; the others are told to stop and nothing follows them", async () => {
    const flow = new TriggerFlow("first");
    const reasons: unknown[] = [];
    const behind: unknown[] = [];
    const door = createDeferred<undefined>();
    flow
      .batch({
        bad: async () => {
          await breath();
          fail();
        },
        slow: async (data) => {
          data.signal.addEventListener("abort", () => reasons.push((data.signal.reason as Error).message));
          await door.promise;
          return 1;
        },
      })
      .to(() => behind.push("behind"));

    await expect(flow.start()).rejects.toThrow("broken");
    door.resolve(undefined);
    await breath();

    expect([reasons, behind]).toEqual([["broken"], []]);
  });

  it("does not start branches that still queued", async () => {
    const flow = new TriggerFlow("queued");
    const ran: string[] = [];
    flow.batch({ bad: fail, queued: () => ran.push("queued") }, { concurrency: 1 });

    await expect(flow.start()).rejects.toThrow("broken");
    await breath();

    expect(ran).toEqual([]);
  });

  it("has its concurrency back for the next pass", async () => {
    const flow = new TriggerFlow("back");
    const seen: unknown[] = [];
    flow.to(async (data) => {
      for (const bad of [true, true, false]) await data.emit("Go", bad).catch(() => seen.push("failed"));
    });
    flow
      .when("Go")
      .batch({ a: (data) => (data.value ? fail() : "a"), b: () => "b" }, { concurrency: 1 })
      .to((data) => seen.push(data.value));

    await flow.start();

    expect(seen).toEqual(["failed", "failed", { a: "a", b: "b" }]);
  });

  it("refuses a concurrency that is no whole number from 1 up", () => {
    for (const concurrency of [0, 1.5, -1, NaN])
      expect(() => new TriggerFlow().batch({ a: fail }, { concurrency })).toThrow(
        expect.objectContaining({ code: "FLOW_INVALID" }) as Error,
      );
  });
});
