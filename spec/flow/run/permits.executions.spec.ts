/** F39: the concurrency of an execution bounds the handlers that run, wherever they stand, and locks nothing. */
import { type ExecutionOptions, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { Permits } from "../../../lib/flow/run/permits.js";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, Crowd } from "../probes.js";

/** Everything that fans out, with a crowd of all that runs. */
function crowded(): { readonly flow: TriggerFlow; readonly crowd: Crowd; readonly ran: () => number } {
  const crowd = new Crowd();
  let ran = 0;
  const work = async (data: { readonly value: unknown }): Promise<unknown> => {
    crowd.enter();
    ran++;
    await breath();
    crowd.leave();
    return data.value;
  };
  const child = new TriggerFlow("child");
  child.batch({ a: work, b: work, c: work });
  const flow = new TriggerFlow("crowded");
  flow.to(work).batch({ a: work, b: work, c: work, d: work });
  flow
    .to(() => [1, 2, 3, 4, 5, 6])
    .forEach()
    .to(work)
    .toSubFlow(child)
    .endForEach();
  flow
    .match({ mode: "hitAll" })
    .case(() => true)
    .to(work)
    .case(() => true)
    .to(work)
    .case(() => true)
    .to(work)
    .endMatch();
  flow.to((data) => {
    for (const n of [1, 2, 3, 4]) data.emitNowait("Go", n);
  });
  flow.when("Go").to(work).sideBranch(work);
  return { flow, crowd, ran: () => ran };
}

describe("F39 the concurrency of an execution", () => {
  for (const onBus of [false, true]) {
    const options = (concurrency: number): ExecutionOptions => ({
      concurrency,
      ...(onBus ? { stream: new MemoryStream() } : {}),
    });

    it(`bounds batches, items, cases, sub-flows, posted signals and side branches ${onBus ? "on a stream" : "on none"}`, async () => {
      for (const limit of [1, 2, 3]) {
        const { flow, crowd, ran } = crowded();

        expect((await flow.start(0, options(limit))).status).toBe("completed");
        expect([crowd.most, ran()]).toEqual([limit, 1 + 4 + 6 + 6 * 3 + 3 + 8]);
      }
      const { flow, crowd } = crowded();
      await flow.start(0, onBus ? { stream: new MemoryStream() } : {});
      expect(crowd.most).toBeGreaterThan(10);
    });

    it(`locks no chain: a handler lends its permit while it awaits ${onBus ? "on a stream" : "on none"}`, async () => {
      const flow = new TriggerFlow("chain");
      const order: string[] = [];
      flow.to(async (data) => {
        await data.emit("A", 1);
        await data.setState("k", 1);
        await Promise.all([data.emit("A", 2), data.emit("A", 3)]);
        order.push("root");
      });
      flow
        .when("A")
        .batch({ x: (data) => data.emit("B", data.value).then(() => 1), y: () => 2 }, { concurrency: 1 })
        .to((data) => order.push(`batch ${Object.keys(data.value).join("")}`));
      flow.when("B").forEach({ concurrency: 1 }).endForEach();
      flow
        .when({ state: "k" })
        .to((data) => data.emit("C"))
        .to(() => order.push("state"));

      const broken = flow.start(undefined, options(1));
      await expect(broken).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" }); // numbers have no items

      const fine = new TriggerFlow("fine");
      fine.to(async (data) => {
        await data.emit("A", 3);
        order.push("root");
      });
      fine.when("A").to(async (data) => {
        if (data.value > 0) await data.emit("A", data.value - 1);
        order.push(`back ${data.value}`);
      });
      expect((await fine.start(undefined, options(1))).status).toBe("completed");
      expect(order).toEqual(["back 0", "back 1", "back 2", "back 3", "root"]);
    });
  }

  it("is not lent for what the handler waits for otherwise", async () => {
    const flow = new TriggerFlow("held");
    const door = createDeferred<undefined>();
    const ran: string[] = [];
    flow.to(async () => {
      ran.push("first");
      await door.promise;
    });
    flow.to(() => ran.push("second"));
    const started = flow.start(undefined, { concurrency: 1 });
    await breath();
    expect(ran).toEqual(["first"]);
    door.resolve(undefined);
    await started;

    expect(ran).toEqual(["first", "second"]);
  });

  it("serves those who wait in the order in which they came", async () => {
    const flow = new TriggerFlow("fair");
    const order: number[] = [];
    for (let turn = 0; turn < 8; turn++)
      flow.to(async () => {
        order.push(turn);
        await breath();
      });
    await flow.start(undefined, { concurrency: 2 });

    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("is of each execution alone", async () => {
    const flow = new TriggerFlow("alone");
    const crowd = new Crowd();
    flow.to(async () => {
      crowd.enter();
      await breath();
      crowd.leave();
    });
    await Promise.all([1, 2, 3].map(() => flow.start(undefined, { concurrency: 1 })));

    expect(crowd.most).toBe(3);
  });

  it("can be changed at run time: those who wait profit at once, those who run go on", async () => {
    const flow = new TriggerFlow("changed");
    const begun: number[] = [];
    const doors = Array.from({ length: 8 }, () => createDeferred<undefined>());
    for (const [turn, door] of doors.entries())
      flow.to(async () => {
        begun.push(turn);
        await door.promise;
      });
    const execution = flow.createExecution({ concurrency: 1 });
    const started = execution.start();
    await breath();
    expect(begun).toEqual([0]);
    execution.setConcurrency(4);
    await breath();
    expect(begun).toEqual([0, 1, 2, 3]);
    execution.setConcurrency(2);
    for (const turn of [0, 1]) doors[turn]!.resolve(undefined);
    await breath();
    expect(begun).toEqual([0, 1, 2, 3]); // two still run
    doors[2]!.resolve(undefined);
    await breath();
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    for (const door of doors) door.resolve(undefined);
    await started;

    expect(begun.length).toBe(8);
  });

  it("can be set where there was none, for what starts from then on", async () => {
    const flow = new TriggerFlow("set");
    const crowd = new Crowd();
    flow.when("Go").to(async () => {
      crowd.enter();
      await breath();
      crowd.leave();
    });
    const execution = await flow.startExecution();
    execution.setConcurrency(1);
    await Promise.all([1, 2, 3].map(() => execution.emit("Go")));

    expect(crowd.most).toBe(1);
  });

  it("two steps, one at a time: no lock, and the result", async () => {
    const flow = new TriggerFlow("two");
    flow
      .to((data) => (data.value as number) + 1)
      .to((data) => data.value + 1)
      .end();
    const execution = flow.createExecution();
    execution.setConcurrency(1);

    expect((await execution.start(0)).result).toBe(2);
  });

  it("refuses what is no whole number from 1 up", () => {
    const flow = new TriggerFlow("refused");
    flow.to(() => 1);
    for (const concurrency of [0, -1, 1.5, NaN]) {
      expect(() => flow.createExecution({ concurrency })).toThrow(
        expect.objectContaining({ code: "OPTION_INVALID" }) as Error,
      );
      expect(() => flow.createExecution().setConcurrency(concurrency)).toThrow(
        expect.objectContaining({ code: "OPTION_INVALID" }) as Error,
      );
    }
  });
});

describe("Permits that are resized and asked for", () => {
  it("calls back with a permit at once, or inside the release of another", () => {
    const permits = new Permits(1);
    const calls: string[] = [];
    permits.request(() => calls.push("first"));
    permits.request(() => calls.push("second"));
    expect(calls).toEqual(["first"]);
    permits.release();

    expect(calls).toEqual(["first", "second"]);
  });

  it("owes what a smaller limit takes away until that has come back", () => {
    const permits = new Permits(4);
    for (let turn = 0; turn < 4; turn++) void permits.acquire();
    let served = 0;
    permits.request(() => served++);
    permits.resize(2);
    expect(permits.free).toBe(0);
    permits.release();
    permits.release();
    expect([permits.free, served]).toEqual([0, 0]);
    permits.release();
    expect(served).toBe(1);
    permits.resize(3);

    expect(permits.free).toBe(1);
  });
});
