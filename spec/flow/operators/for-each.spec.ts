import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

/** Sends its input through a body that doubles. */
function doubler(options: { readonly concurrency?: number } = {}): TriggerFlow {
  const flow = new TriggerFlow("doubler");
  flow
    .forEach(options)
    .to((data) => (data.value as number) * 2)
    .endForEach()
    .end();
  return flow;
}

describe("F7 forEach", () => {
  it("gives the outputs in the order of the items, whichever comes through first", async () => {
    const flow = new TriggerFlow("order");
    const doors = [0, 1, 2].map(() => createDeferred<string>());
    flow
      .forEach()
      .to((data) => doors[data.value as number]!.promise)
      .endForEach()
      .end();
    const started = flow.start([0, 1, 2]);
    for (const at of [2, 0, 1]) {
      doors[at]!.resolve(`item ${at}`);
      await breath();
    }

    expect((await started).result).toEqual(["item 0", "item 1", "item 2"]);
  });

  it("takes lists, sets, maps, typed arrays and generators; a text is one item", async () => {
    for (const [source, items] of [
      [new Set([1, 2]), [1, 2]],
      [new Map([["a", 1]]), [["a", 1]]],
      [new Uint8Array([7, 8]), [7, 8]],
      ["text", ["text"]],
      ["", [""]],
      [
        [undefined, null, 0],
        [undefined, null, 0],
      ],
      [new Array<unknown>(2), [undefined, undefined]],
    ] as const) {
      const flow = new TriggerFlow("sources");
      flow
        .forEach()
        .to((data) => data.value as unknown)
        .endForEach()
        .end();

      expect((await flow.start(source)).result).toEqual(items);
    }
  });

  it("goes on with an empty list, nested ones too, and tells nothing of items", async () => {
    const flow = new TriggerFlow("empty");
    flow.forEach().forEach().endForEach().endForEach().end();

    expect((await flow.start([])).result).toEqual([]);
    expect((await flow.start([[], [1], new Set()])).result).toEqual([[], [1], []]);
  });

  it("passes items through a body without steps", async () => {
    const flow = new TriggerFlow("bare");
    flow.forEach({ concurrency: 1 }).endForEach().end();

    expect((await flow.start(["a", "b"])).result).toEqual(["a", "b"]);
  });

  it("refuses what has no items, by name, and tells what to give", async () => {
    for (const [value, what] of [
      [5, "a number"],
      [null, "null"],
      [undefined, "a undefined"],
      [true, "a boolean"],
      [{ a: 1 }, "an object"],
    ] as const) {
      await expect(doubler().start(value)).rejects.toMatchObject({
        code: "FLOW_VALUE_INVALID",
        message: expect.stringContaining(what) as string,
        hint: expect.stringContaining("[item]") as string,
      });
    }
  });

  it("refuses a concurrency that is no whole number from 1 up", () => {
    for (const concurrency of [0, -1, 1.5, NaN, Infinity, "2" as never, null as never]) {
      expect(() => doubler({ concurrency })).toThrow(expect.objectContaining({ code: "FLOW_INVALID" }) as Error);
    }
  });

  it("refuses other words for the order, and options that do not exist", () => {
    expect(() => new TriggerFlow().forEach({ order: "any" as never })).toThrow("order");
    expect(() => new TriggerFlow().forEach({ parallel: 2 } as never)).toThrow("parallel");
  });

  it("gives the outputs in the order of completion where that is asked for", async () => {
    const flow = new TriggerFlow("completion");
    const doors = [0, 1, 2].map(() => createDeferred<undefined>());
    flow
      .forEach({ order: "completion" })
      .to(async (data) => {
        await doors[data.value as number]!.promise;
        return data.value as number;
      })
      .endForEach()
      .end();
    const started = flow.start([0, 1, 2]);
    for (const at of [2, 0, 1]) {
      doors[at]!.resolve(undefined);
      await breath();
    }

    expect((await started).result).toEqual([2, 0, 1]);
  });

  it("a failing item ends the others: their signals abort, nothing of them goes on, and the flow fails with its error", async () => {
    const flow = new TriggerFlow("failing");
    const [door, failure] = [createDeferred<undefined>(), new Error("item 1")];
    const [behind, reasons]: [unknown[], unknown[]] = [[], []];
    flow
      .forEach()
      .to(async (data) => {
        if (data.value === 1) throw failure;
        data.signal.addEventListener("abort", () => reasons.push(data.signal.reason));
        await door.promise;
      })
      .to(() => behind.push("body"))
      .endForEach()
      .to(() => behind.push("list"));

    await expect(flow.start([0, 1, 2])).rejects.toBe(failure);
    door.resolve(undefined);
    await breath();

    expect(behind).toEqual([]);
    expect(reasons).toEqual([failure, failure]);
  });

  it("is the failure of whoever awaits it, not of the execution", async () => {
    const flow = new TriggerFlow("caught");
    const seen: unknown[] = [];
    flow.to(async (data) => {
      await data.emit("Go", [1, 2]).catch((error: unknown) => seen.push((error as Error).message));
      await data.emit("Go", [3]);
    });
    flow
      .when("Go")
      .forEach()
      .to((data) => {
        if (data.value === 2) throw new Error("two");
        return data.value as number;
      })
      .endForEach()
      .to((data) => seen.push(data.value));

    expect((await flow.start()).status).toBe("completed");
    expect(seen).toEqual(["two", [3]]);
  });

  it("takes 10,000 items: each goes through the body once, and no more than the window at a time", async () => {
    const flow = new TriggerFlow("many");
    let [bodies, inside, most] = [0, 0, 0];
    flow
      .forEach({ concurrency: 16 })
      .to(async (data) => {
        bodies++;
        most = Math.max(most, ++inside);
        await Promise.resolve();
        inside--;
        return data.value as number;
      })
      .endForEach()
      .end();
    const items = Array.from({ length: 10_000 }, (_, index) => index);

    expect((await flow.start(items)).result).toEqual(items);
    expect([bodies, most]).toEqual([10_000, 16]);
  });

  it("keeps two passes at the same time apart", async () => {
    const flow = new TriggerFlow("apart");
    const lists: unknown[] = [];
    const doors = [createDeferred<undefined>(), createDeferred<undefined>()];
    flow.to((data) => {
      data.emitNowait("Go", [0, 10]);
      data.emitNowait("Go", [1, 11, 21]);
    });
    flow
      .when("Go")
      .forEach()
      .to(async (data) => {
        await doors[(data.value as number) % 10]!.promise;
        return data.value as number;
      })
      .endForEach()
      .to((data) => lists.push(data.value));
    const started = flow.start();
    await breath();
    doors[1]!.resolve(undefined);
    await breath();
    doors[0]!.resolve(undefined);
    await started;

    expect(lists).toEqual([
      [1, 11, 21],
      [0, 10],
    ]);
  });
});
