/** When chunks begin: behind the step that set them off, in the order of the chains, in the asynchronous context of the sender. */
import { AsyncLocalStorage } from "node:async_hooks";
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";

describe("a chunk", () => {
  it("begins behind the step that posted its signal, and behind what follows that step", async () => {
    const flow = new TriggerFlow("posting");
    const order: string[] = [];
    flow
      .to(async (data) => {
        for (const name of ["A", "B"]) data.emitNowait(name, undefined);
        order.push("posted");
      })
      .to(() => void order.push("followed"));
    for (const name of ["A", "B"]) {
      flow.when(name).to(() => void order.push(`first on ${name}`));
      flow.when(name).to(() => void order.push(`second on ${name}`));
    }

    await flow.start(undefined);

    expect(order).toEqual(["posted", "followed", "first on A", "second on A", "first on B", "second on B"]);
  });

  for (const concurrency of [undefined, 1, 2])
    it(`begins in the order of the chains at its place, ${concurrency === undefined ? "without a limit" : `${String(concurrency)} at once`}`, async () => {
      const flow = new TriggerFlow("branches");
      const order: number[] = [];
      const start = flow.to(() => undefined);
      for (const branch of [1, 2, 3]) start.to(() => void order.push(branch));

      await flow.start(undefined, concurrency === undefined ? {} : { concurrency });

      expect(order).toEqual([1, 2, 3]);
    });

  for (const concurrency of [undefined, 2])
    it(`begins for all items behind the step before them, in their order, ${concurrency === undefined ? "all at once" : "two at a time"}`, async () => {
      const flow = new TriggerFlow("items");
      const order: string[] = [];
      const start = flow.to(() => [1, 2, 3]);
      start
        .forEach(concurrency === undefined ? {} : { concurrency })
        .to(async ({ value }) => {
          order.push(`began ${String(value)}`);
          await Promise.resolve();
          order.push(`ended ${String(value)}`);
        })
        .endForEach();
      start.to(() => void order.push("beside"));

      await flow.start(undefined);

      expect(order.filter((line) => line.startsWith("began"))).toEqual(["began 1", "began 2", "began 3"]);
      expect(order.indexOf("began 3")).toBeLessThan(concurrency === undefined ? order.indexOf("ended 1") : Infinity);
      expect(order.indexOf("beside")).toBeGreaterThan(order.indexOf(`began ${String(concurrency ?? 3)}`));
    });

  it("that waits for a posted signal runs in the asynchronous context of who posted it", async () => {
    const storage = new AsyncLocalStorage<string>();
    const flow = new TriggerFlow("contexts");
    const seen: string[] = [];
    flow.to((data) => {
      for (const name of ["one", "two", "three"])
        storage.run(name, () => {
          data.emitNowait("Went", name);
        });
    });
    flow.when("Went").to((data) => void seen.push(`${String(data.value)} in ${String(storage.getStore())}`));

    await flow.start(undefined);

    expect(seen).toEqual(["one in one", "two in two", "three in three"]);
  });

  it("of a flow that a condition starts runs in the asynchronous context of that condition", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const inner = new TriggerFlow("inner");
    inner.to(() => void seen.push(storage.getStore()));
    const outer = new TriggerFlow("outer");
    const ask = ({ value }: { readonly value: unknown }): boolean => {
      storage.run(`condition ${String(value)}`, () => void inner.start(undefined));
      return true;
    };
    outer
      .to(() => [1, 2])
      .forEach()
      .ifCondition(ask)
      .to(() => undefined)
      .endCondition()
      .endForEach();

    await outer.start(undefined);

    expect(seen).toEqual(["condition 1", "condition 2"]);
  });
});
