import { ChunkStarted, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

/** Numbers that are even, positive and big go through all that fit. */
function manyHits(concurrencyProbe: (name: string) => unknown = (name) => name): TriggerFlow {
  const flow = new TriggerFlow("hits");
  flow
    .match({ mode: "hitAll" })
    .case((data) => data.value % 2 === 0)
    .to(function even() {
      return concurrencyProbe("even");
    })
    .case(async (data) => data.value > 0)
    .to(function positive() {
      return concurrencyProbe("positive");
    })
    .case((data) => data.value > 100)
    .to(function big() {
      return concurrencyProbe("big");
    })
    .endMatch()
    .end();
  return flow;
}

describe("F8 endMatch of all cases", () => {
  it("gives the list of what the branches give, in the order of the cases; one hit is a list of one", async () => {
    const flow = manyHits();

    expect((await flow.start(200)).result).toEqual(["even", "positive", "big"]);
    expect((await flow.start(4)).result).toEqual(["even", "positive"]);
    expect((await flow.start(3)).result).toEqual(["positive"]);
  });

  it("keeps that order when a later case comes through first, and runs all at once", async () => {
    const doors = new Map(["even", "positive", "big"].map((name) => [name, createDeferred<string>()]));
    const begun: string[] = [];
    const flow = manyHits((name) => {
      begun.push(name);
      return doors.get(name)!.promise;
    });
    const started = flow.start(200);
    await breath();

    expect(begun).toEqual(["even", "positive", "big"]);
    for (const name of ["big", "even", "positive"]) {
      doors.get(name)!.resolve(name.toUpperCase());
      await breath();
    }
    expect((await started).result).toEqual(["EVEN", "POSITIVE", "BIG"]);
  });

  it("passes the value through, no list, where nothing fits; an else gives what it gives", async () => {
    expect((await manyHits().start(-3)).result).toBe(-3);

    const flow = new TriggerFlow("else");
    flow
      .match({ mode: "hitAll" })
      .case(1)
      .to(() => "one")
      .caseElse()
      .to(() => "else")
      .endMatch()
      .end();

    expect((await flow.start(1)).result).toEqual(["one"]);
    expect((await flow.start(2)).result).toBe("else");
  });

  it("takes the value itself of an empty branch", async () => {
    const flow = new TriggerFlow("empty");
    flow
      .match({ mode: "hitAll" })
      .case((data) => data.value > 0)
      .case((data) => data.value > 1)
      .to((data) => data.value * 10)
      .endMatch()
      .end();

    expect((await flow.start(2)).result).toEqual([2, 20]);
    expect((await flow.start(1)).result).toEqual([1]);
  });

  it("completes with { skipped: true } for a branch whose start was suppressed, first step or later", async () => {
    for (const node of ["first", "second"]) {
      const stream = new MemoryStream();
      stream.where(ChunkStarted.field("node").eq(node)).subscribe(() => null, { interrupt: true });
      const flow = new TriggerFlow("skips");
      const ran: string[] = [];
      flow
        .match({ mode: "hitAll" })
        .case(() => true)
        .to(function first() {
          ran.push("first");
        })
        .to(function second() {
          ran.push("second");
        })
        .case(() => true)
        .to(() => "other")
        .endMatch()
        .end();

      expect((await flow.start(1, { stream })).result).toEqual([{ skipped: true }, "other"]);
      expect(ran).toEqual(node === "first" ? [] : ["first"]);
    }
  });

  it("never goes on when a branch fails, and the others are told to stop", async () => {
    const flow = new TriggerFlow("fails");
    const reasons: unknown[] = [];
    const [door, failure] = [createDeferred<undefined>(), new Error("broken")];
    const behind: unknown[] = [];
    flow
      .match({ mode: "hitAll" })
      .case(() => true)
      .to(async (data) => {
        data.signal.addEventListener("abort", () => reasons.push(data.signal.reason));
        await door.promise;
      })
      .case(() => true)
      .to(() => Promise.reject(failure))
      .endMatch()
      .to(() => behind.push("behind"));

    await expect(flow.start(1)).rejects.toBe(failure);
    door.resolve(undefined);
    await breath();

    expect([reasons, behind]).toEqual([[failure], []]);
  });

  it("keeps passes at the same time apart", async () => {
    const flow = new TriggerFlow("apart");
    const doors = [createDeferred<undefined>(), createDeferred<undefined>()];
    const lists: unknown[] = [];
    flow.to((data) => {
      for (const turn of [0, 1]) data.emitNowait("Go", turn);
    });
    flow
      .when("Go")
      .match({ mode: "hitAll" })
      .case(() => true)
      .to(async (data) => {
        await doors[data.value as number]!.promise;
        return `slow ${data.value}`;
      })
      .case(() => true)
      .to((data) => `fast ${data.value}`)
      .endMatch()
      .to((data) => lists.push(data.value));
    const started = flow.start();
    for (const door of [1, 0]) {
      await breath();
      doors[door]!.resolve(undefined);
    }
    await started;

    expect(lists).toEqual([
      ["slow 1", "fast 1"],
      ["slow 0", "fast 0"],
    ]);
  });

  it("comes together in every item of a forEach (W-10)", async () => {
    const flow = new TriggerFlow("items");
    flow
      .forEach({ concurrency: 2 })
      .match({ mode: "hitAll" })
      .case((data) => data.value % 2 === 0)
      .to(() => "even")
      .case((data) => data.value > 1)
      .to(() => "big")
      .endMatch()
      .endForEach()
      .end();

    expect((await flow.start([1, 2, 3, 4])).result).toEqual([1, ["even", "big"], ["big"], ["even", "big"]]);
  });
});
