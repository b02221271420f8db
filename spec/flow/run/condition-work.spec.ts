import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

/** A flow that waits for the answer of a condition. */
function asking(): {
  readonly flow: TriggerFlow;
  readonly ran: string[];
  answer(hit: boolean): void;
  fail(error: Error): void;
} {
  const door = createDeferred<boolean>();
  const ran: string[] = [];
  const flow = new TriggerFlow("asking");
  flow
    .when("Go")
    .ifCondition(async () => door.promise)
    .to(() => ran.push("yes"))
    .elseCondition()
    .to(() => ran.push("no"))
    .endCondition();
  return { flow, ran, answer: door.resolve, fail: door.reject };
}

describe("a condition that answers later", () => {
  it("is work of its subtree: emit and close wait for it", async () => {
    const { flow, ran, answer } = asking();
    const execution = await flow.startExecution();
    const ends: string[] = [];
    const emitted = execution.emit("Go").then(() => ends.push("emitted"));
    const closed = execution.close().then(() => ends.push("closed"));
    await breath();
    expect([ran, ends]).toEqual([[], []]);
    answer(true);
    await Promise.all([emitted, closed]);

    expect([ran, ends]).toEqual([["yes"], ["emitted", "closed"]]);
  });

  it("rejects for whoever awaits it", async () => {
    const { flow, ran, fail } = asking();
    const execution = await flow.startExecution();
    const emitted = execution.emit("Go");
    fail(new Error("cannot say"));

    await expect(emitted).rejects.toThrow("cannot say");
    expect([ran, execution.status]).toEqual([[], "waiting"]);
  });

  it("comes to nothing when the execution has ended meanwhile", async () => {
    const { flow, ran, answer } = asking();
    const execution = await flow.startExecution();
    const emitted = execution.emit("Go").catch((error: unknown) => (error as { code?: unknown }).code);
    await breath();
    await execution.cancel("enough");
    answer(true);
    await breath();

    expect([await emitted, ran]).toEqual(["EXECUTION_CLOSED", []]);
  });

  it("is asked again after a restart, from the first case on", async () => {
    const { flow } = asking();
    const execution = await flow.startExecution();
    void execution.emit("Go").catch(() => undefined);
    await breath();
    const text = JSON.stringify(execution.save());
    await execution.cancel();
    const asked: string[] = [];
    const again = new TriggerFlow("asking");
    again
      .when("Go")
      .ifCondition(async () => {
        asked.push("asked");
        return false;
      })
      .to(() => asked.push("yes"))
      .elseCondition()
      .to(() => asked.push("no"))
      .endCondition();
    const resumed = again.createExecution({ autoClose: false });
    resumed.load(text);
    expect(asked).toEqual([]);
    await resumed.resume();

    expect(asked).toEqual(["asked", "no"]);
  });
});
