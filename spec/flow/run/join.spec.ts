import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { type FlowRun } from "../../../lib/flow/run/flow-run.js";
import { type Place } from "../../../lib/flow/run/place.js";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

/** The inside of the execution of a chunk. */
function runOf(data: { readonly context: unknown }): FlowRun {
  return (data.context as { readonly lineage: Place }).lineage.run;
}

describe("an open join", () => {
  it("says what it lacks, in the words of its block", async () => {
    const flow = new TriggerFlow("lacking");
    const door = createDeferred<undefined>();
    flow.batch({ a: () => door.promise, b: () => 1 });
    flow
      .forEach({ concurrency: 1 })
      .to(() => door.promise)
      .endForEach();
    flow
      .match({ mode: "hitAll" })
      .case(() => true)
      .case(() => true)
      .to(() => door.promise)
      .endMatch();
    let run: FlowRun | undefined;
    flow.to((data) => {
      run = runOf(data);
    });
    const started = flow.start([1, 2]);
    await breath();

    expect([...run!.joins.values()].map((join) => [join.id, join.lacking])).toEqual([
      [expect.stringMatching(/^batch-\d+#1$/), ["a"]],
      [expect.stringMatching(/^forEach-\d+#2$/), ["1 item in the body", "items that have not begun"]],
      [expect.stringMatching(/^match-\d+#3$/), ["case 2"]],
    ]);
    door.resolve(undefined);
    await started;
    expect(run!.joins.size).toBe(0);
  });

  it("is gone when its subtree has failed, and when the execution is over", async () => {
    const flow = new TriggerFlow("gone");
    let run: FlowRun | undefined;
    const sizes: number[] = [];
    flow.to(async (data) => {
      run = runOf(data);
      for (let turn = 0; turn < 3; turn++) await data.emit("Go").catch(() => undefined);
      sizes.push(run.joins.size);
      void data.emit("Hang", [1]).catch(() => undefined);
      await breath();
      sizes.push(run.joins.size);
    });
    flow
      .when("Go")
      .to(() => [1, 2])
      .forEach()
      .batch({ a: () => Promise.reject(new Error("no")), b: () => 1 })
      .endForEach();
    flow
      .when("Hang")
      .forEach()
      .to(() => new Promise(() => undefined))
      .endForEach();
    const execution = flow.createExecution();
    void execution.start();
    await breath();
    await breath();
    await execution.cancel();

    expect([sizes, run!.joins.size]).toEqual([[0, 1], 0]);
  });
});
