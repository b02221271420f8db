import { ForEachProgress, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

// The state of one pass, seen from outside: what is counted, kept and given back.
describe("one pass through a forEach", () => {
  it("reads lists by index: items that are added meanwhile are read, and no copy is made", async () => {
    const flow = new TriggerFlow("grows");
    const items = [1, 2];
    flow
      .forEach({ concurrency: 1 })
      .to((data) => {
        const item = data.value as number;
        if (item < 4) items.push(item + 2);
        return item;
      })
      .endForEach()
      .end();

    expect((await flow.start(items)).result).toEqual([1, 2, 3, 4, 5].slice(0, items.length));
  });

  it("knows how many there are of a source as soon as that has ended", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ForEachProgress));
    const doors = [createDeferred<undefined>(), createDeferred<undefined>()];
    const flow = new TriggerFlow("total");
    flow
      .to(() => new Set([0, 1]))
      .forEach()
      .to((data) => doors[data.value]!.promise)
      .endForEach();
    const started = flow.start(undefined, { stream });
    await breath();
    for (const door of doors) door.resolve(undefined);
    await started;

    expect(record.events.map(({ completed, total }) => [completed, total])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it("keeps outputs that are undefined in their places, in both orders", async () => {
    for (const order of ["input", "completion"] as const) {
      const flow = new TriggerFlow("undefined");
      flow
        .forEach({ order, concurrency: 1 })
        .to((data) => (data.value === 2 ? undefined : (data.value as number)))
        .endForEach()
        .end();
      const { result } = await flow.start([1, 2, 3]);

      expect(result).toEqual([1, undefined, 3]);
      expect((result as unknown[]).length).toBe(3);
    }
  });

  it("is saved with what is left and what has come through, and goes on from there", async () => {
    const define = (body: (value: number) => unknown): TriggerFlow => {
      const flow = new TriggerFlow("saved");
      flow
        .forEach({ concurrency: 2 })
        .to((data) => body(data.value as number))
        .endForEach()
        .end();
      return flow;
    };
    const execution = define((value) =>
      value === 2 ? new Promise(() => undefined) : `first ${value}`,
    ).createExecution();
    void execution.start([1, 2, 3, 4]);
    await breath();
    const text = JSON.stringify(execution.save());
    await execution.cancel();
    const ran: number[] = [];
    const again = define((value) => {
      ran.push(value);
      return `again ${value}`;
    }).createExecution();
    again.load(text);

    expect((await again.resume()).result).toEqual(["first 1", "again 2", "first 3", "first 4"]);
    expect(ran).toEqual([2]);
  });

  it("cannot be saved while it reads step by step, and says which node that is", async () => {
    const flow = new TriggerFlow("reads");
    flow
      .to(() => [1, 2, 3].values())
      .forEach({ concurrency: 1 })
      .to(() => new Promise(() => undefined))
      .endForEach();
    const execution = flow.createExecution();
    void execution.start();
    await breath();

    expect(() => execution.save()).toThrow(
      expect.objectContaining({
        code: "SNAPSHOT_UNSAVABLE",
        message: expect.stringContaining("forEach-2") as string,
      }) as Error,
    );
    await execution.cancel();
  });
});
