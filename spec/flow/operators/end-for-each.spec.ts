import { ChunkStarted, ForEachProgress, FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

describe("endForEach", () => {
  it("goes on once, with the list, when the last item has come through", async () => {
    const flow = new TriggerFlow("last");
    const door = createDeferred<string>();
    const lists: unknown[] = [];
    flow
      .forEach()
      .to((data) => (data.value === "slow" ? door.promise : (data.value as string)))
      .endForEach()
      .to((data) => lists.push(data.value));
    const started = flow.start(["a", "slow", "b"]);
    await breath();

    expect(lists).toEqual([]);
    door.resolve("s");
    await started;

    expect(lists).toEqual([["a", "s", "b"]]);
  });

  it("tells the progress of each item: how many have come through, and of how many where that is known", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ForEachProgress));
    const flow = new TriggerFlow("progress");
    flow
      .forEach({ concurrency: 1 })
      .to((data) => data.value as unknown)
      .endForEach();
    function* read(): Generator<string> {
      yield* ["x", "y"];
    }

    await flow.start(["a", "b", "c"], { stream });
    await flow.start(read(), { stream });

    expect(record.events.map(({ completed, total }) => [completed, total])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
      [1, undefined],
      [2, undefined],
    ]);
    expect(record.events[0]).toMatchObject({ flow: "progress", node: "forEach-1", scope: [] });
    expect(record.events[0]!.type).toBe("flow.for-each-progress");
    expect((await stream.history.read()).some((event) => event instanceof ForEachProgress)).toBe(false);
  });

  it("puts { skipped: true } for an item whose step was suppressed, and goes on with the others", async () => {
    for (const [node, ran] of [
      ["first", ["second 1", "second 3"]],
      ["second", ["second 1", "second 3"]],
    ] as const) {
      for (const concurrency of [1, 3]) {
        const stream = new MemoryStream();
        stream
          .where(ChunkStarted.field("node").eq(node))
          .subscribe((event) => (event.value === 2 ? null : event), { interrupt: true });
        const flow = new TriggerFlow("skips");
        const seen: string[] = [];
        flow
          .forEach({ concurrency })
          .to(function first(data) {
            return data.value as number;
          })
          .to(function second(data) {
            seen.push(`second ${data.value}`);
            return data.value;
          })
          .endForEach()
          .end();

        const { result } = await flow.start([1, 2, 3], { stream });

        expect(result).toEqual([1, { skipped: true }, 3]);
        expect(seen).toEqual(ran);
      }
    }
  });

  it("completes when all items are skipped", async () => {
    const stream = new MemoryStream();
    stream.where(ChunkStarted).subscribe(() => null, { interrupt: true });
    const flow = new TriggerFlow("all");
    flow
      .forEach({ concurrency: 1 })
      .to(() => 1)
      .endForEach()
      .end();

    expect((await flow.start([1, 2], { stream })).result).toEqual([{ skipped: true }, { skipped: true }]);
  });

  it("takes an item's error branch for its output", async () => {
    const flow = new TriggerFlow("errors");
    flow
      .forEach({ concurrency: 1 })
      .to(
        (data) => {
          if (data.value === 2) throw new Error("two");
          return data.value as unknown;
        },
        { onError: (data) => `caught ${(data.value.error as Error).message}` },
      )
      .endForEach()
      .end();

    expect((await flow.start([1, 2, 3])).result).toEqual([1, "caught two", 3]);
  });

  it("takes items over the bus as without it", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where([ChunkStarted, FlowSignal]));
    const flow = new TriggerFlow("bus");
    flow
      .forEach()
      .to(function step(data) {
        return (data.value as number) + 1;
      })
      .endForEach()
      .end();

    expect((await flow.start([1, 2], { stream })).result).toEqual([2, 3]);
    expect(record.events.flatMap((event) => (event instanceof ChunkStarted ? [event.scope] : []))).toEqual([
      ["forEach-1#1[0]"],
      ["forEach-1#1[1]"],
    ]);
  });
});
