/** Blocks whose insides are skipped: each comes together all the same. */
import { ChunkStarted, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { breath } from "./probes.js";

describe("a skipped start inside of blocks", () => {
  /** Suppresses the starts of a node for one value. */
  function suppressing(node: string, value: unknown): MemoryStream {
    const stream = new MemoryStream();
    stream
      .where(ChunkStarted.field("node").eq(node))
      .subscribe((event) => (event.value === value ? null : event), { interrupt: true });
    return stream;
  }

  it("in a batch in a forEach: the branch is skipped, the item goes on", async () => {
    const flow = new TriggerFlow("skips");
    flow
      .forEach({ concurrency: 1 })
      .batch({ a: (data) => data.value as number, b: () => "b" })
      .endForEach()
      .end();

    expect((await flow.start([1, 2], { stream: suppressing("a", 1) })).result).toEqual([
      { a: { skipped: true }, b: "b" },
      { a: 2, b: "b" },
    ]);
  });

  it("in a match in a forEach: what is left of the body is skipped, and the list is complete", async () => {
    for (const mode of ["hitFirst", "hitAll"] as const) {
      const flow = new TriggerFlow("skips");
      const behind: unknown[] = [];
      flow
        .forEach({ concurrency: 1 })
        .match({ mode })
        .case((data) => data.value > 0)
        .to(function branch(data) {
          return data.value as number;
        })
        .endMatch()
        .to((data) => {
          behind.push(data.value);
          return data.value as unknown;
        })
        .endForEach()
        .end();

      const { result } = await flow.start([1, 2, -3], { stream: suppressing("branch", 1) });
      expect(result).toEqual(mode === "hitFirst" ? [{ skipped: true }, 2, -3] : [[{ skipped: true }], [2], -3]);
      expect(behind).toEqual(mode === "hitFirst" ? [2, -3] : [[{ skipped: true }], [2], -3]);
    }
  });

  it("in an error branch, in a step behind a nested list, and in an else", async () => {
    const flow = new TriggerFlow("deep");
    flow
      .forEach()
      .forEach()
      .to(() => Promise.reject(new Error("no")), {
        name: "shaky",
        onError: function rescue() {
          return "rescued";
        },
      })
      .endForEach()
      .to(function behind(data) {
        return data.value;
      })
      .match()
      .case("never" as never)
      .caseElse()
      .to(function otherwise(data) {
        return data.value;
      })
      .endMatch()
      .endForEach()
      .end();
    const started = async (node: string): Promise<unknown> => {
      const stream = new MemoryStream();
      stream.where(ChunkStarted.field("node").eq(node)).subscribe(() => null, { interrupt: true });
      return (await flow.start([[1]], { stream })).result;
    };

    expect(await started("shaky-recovery")).toEqual([[{ skipped: true }]]);
    expect(await started("shaky")).toEqual([[{ skipped: true }]]);
    expect(await started("behind")).toEqual([{ skipped: true }]);
    expect(await started("otherwise")).toEqual([{ skipped: true }]);
    expect(await started("nothing")).toEqual([["rescued"]]);
  });

  it("of a sub-flow that was cancelled counts as skipped, and the parent stays open", async () => {
    const child = new TriggerFlow("child");
    const door = createDeferred<string>();
    child.to((data) => (data.value === "hang" ? door.promise : (data.value as string))).end();
    const flow = new TriggerFlow("parent");
    const behind: unknown[] = [];
    flow
      .forEach()
      .toSubFlow(child)
      .to((data) => {
        behind.push(data.value);
        return data.value as unknown;
      })
      .endForEach()
      .end();
    const execution = flow.createExecution();
    const started = execution.start(["a", "hang"]);
    await breath();
    await execution.children[0]!.cancel("enough");

    expect((await started).result).toEqual(["a", { skipped: true }]);
    expect(behind).toEqual(["a"]);
    door.resolve("late");
  });

  it("a replaced start value is what the chunk in the block runs with", async () => {
    const stream = new MemoryStream();
    stream
      .where(ChunkStarted.field("node").eq("double"))
      .subscribe((event) => event.with({ value: (event.value as number) + 100 }), { interrupt: true });
    const flow = new TriggerFlow("replaced");
    flow
      .forEach({ concurrency: 1 })
      .to(function double(data) {
        return (data.value as number) * 2;
      })
      .endForEach()
      .end();

    expect((await flow.start([1, 2], { stream })).result).toEqual([202, 204]);
  });
});
