/** Which values a `when` of mode "and" puts together: those of one pass, of one signal from outside, or of one key. */
import { BaseEvent, FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

class Tick extends BaseEvent {
  constructor(readonly n: number) {
    super();
  }
}

describe("F10 a join of several triggers", () => {
  it("joins a signal of a chunk, one from outside, a state key, flow data, a chunk and an event of the bus (W-05)", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("mixed");
    const seen: { readonly value: unknown }[] = [];
    const work = flow.chunk("work", (data) => {
      data.emitNowait("Inside", "in");
      data.state.set("key", "st");
      return "ch";
    });
    flow.to(work);
    flow
      .when(["Inside", "Outside", { state: "key" }, { flowData: "shared" }, work, Tick], { mode: "and" })
      .to((data) => seen.push({ value: data.value }));
    const execution = await flow.startExecution(undefined, { stream });
    await execution.emit("Outside", "out");
    await flow.setFlowData("shared", "fd");
    expect(seen).toEqual([]);
    const tick = new Tick(1);
    await stream.send(tick);

    expect(seen).toEqual([
      {
        value: {
          signal: { Inside: "in", Outside: "out" },
          state: { key: "st" },
          flowData: { shared: "fd" },
          chunk: { work: "ch" },
          event: { [Tick.name]: tick },
        },
      },
    ]);
  });

  it("is one for each execution", async () => {
    const flow = new TriggerFlow("apart");
    const seen: unknown[] = [];
    flow.when(["A", "B"]).to((data) => seen.push(data.value.signal));
    const [one, two] = [await flow.startExecution(), await flow.startExecution()];
    await one.emit("A", "a1");
    await two.emit("B", "b2");
    expect(seen).toEqual([]);
    await two.emit("A", "a2");
    await one.emit("B", "b1");

    expect(seen).toEqual([
      { A: "a2", B: "b2" },
      { A: "a1", B: "b1" },
    ]);
  });

  it("pairs what goes back to one emit from outside, though two are under way at once", async () => {
    for (const stream of [undefined, new MemoryStream()]) {
      const flow = new TriggerFlow("origins");
      const doors = [createDeferred<undefined>(), createDeferred<undefined>()];
      const seen: unknown[] = [];
      flow.when("Run").to(async (data) => {
        await data.emit("A", `a${data.value}`);
        await doors[data.value as number]!.promise;
        await data.emit("B", `b${data.value}`);
      });
      flow.when(["A", "B"]).to((data) => seen.push(data.value.signal));
      const execution = await flow.startExecution(undefined, stream ? { stream } : {});
      const runs = [execution.emit("Run", 0), execution.emit("Run", 1)];
      await breath();
      for (const door of doors) {
        door.resolve(undefined);
        await breath();
      }
      await Promise.all(runs);

      expect(seen).toEqual([
        { A: "a0", B: "b0" },
        { A: "a1", B: "b1" },
      ]);
    }
  });

  it("pairs within an item of a forEach", async () => {
    const flow = new TriggerFlow("items");
    const seen: unknown[] = [];
    flow
      .forEach()
      .to(async (data) => {
        await data.setState("A", `a${data.value}`);
        await breath();
        await data.setState("B", `b${data.value}`);
      })
      .endForEach();
    flow.when([{ state: "A" }, { state: "B" }], { mode: "and" }).to((data) => seen.push(data.value.state));

    await flow.start([1, 2]);

    expect(seen).toEqual([
      { A: "a1", B: "b1" },
      { A: "a2", B: "b2" },
    ]);
  });

  it("joinBy pairs by a key, wherever the values come from, by path or function", async () => {
    for (const joinBy of ["order.id", (value: { readonly order: { readonly id: number } }) => value.order.id]) {
      const flow = new TriggerFlow("keys");
      const seen: unknown[] = [];
      const order = (id: unknown, what: string): unknown => ({ order: { id }, what });
      flow.when(["Paid", "Packed"], { mode: "and", joinBy: joinBy as never }).to((data) => {
        const { Paid, Packed } = data.value.signal as Record<"Paid" | "Packed", { readonly what: string }>;
        seen.push([Paid.what, Packed.what]);
      });
      flow
        .forEach()
        .to((data) => data.emit("Paid", order(data.value, `paid ${data.value as number}`)))
        .endForEach();
      const execution = await flow.startExecution([1, 2, 3]);
      for (const id of [3, "1", 1]) await execution.emit("Packed", order(id, `packed ${id}`));
      expect(seen).toEqual([
        ["paid 3", "packed 3"],
        ["paid 1", "packed 1"],
      ]);
      await execution.emit("Packed", order(3, "packed 3 again"));

      expect(seen.length).toBe(2);
      await execution.emit("Paid", order(3, "paid 3 again"));
      expect(seen.at(-1)).toEqual(["paid 3 again", "packed 3 again"]);
    }
  });

  it("a signal that an interrupter suppressed is none", async () => {
    const stream = new MemoryStream();
    stream.where(FlowSignal.field("value").eq("bad")).subscribe(() => null, { interrupt: true });
    const flow = new TriggerFlow("suppressed");
    const seen: unknown[] = [];
    flow.when(["A", "B"]).to((data) => seen.push(data.value.signal));
    const execution = await flow.startExecution(undefined, { stream });
    for (const [name, value] of [
      ["A", "bad"],
      ["B", 1],
      ["A", "good"],
    ] as const)
      await execution.emit(name, value);

    expect(seen).toEqual([{ A: "good", B: 1 }]);
  });
});
