/** Answers that come more than once: at the same time, again, with a request id, after a restart. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath } from "../probes.js";

/** A flow that pauses, and notes each answer that goes on. */
function gated(fails: { times: number } = { times: 0 }): { readonly flow: TriggerFlow; readonly got: unknown[] } {
  const got: unknown[] = [];
  const flow = new TriggerFlow("gated");
  flow
    .to((data) => data.pauseFor({ id: "gate" }))
    .to(async (data) => {
      await breath();
      if (fails.times-- > 0) throw new Error("behind the pause");
      got.push(data.value);
    });
  return { flow, got };
}

describe("answers that race", () => {
  it("go on once: the first wins, the other is refused (F28)", async () => {
    const { flow, got } = gated();
    const execution = flow.createExecution();
    await execution.start();

    const answers = await Promise.allSettled([
      execution.continueWith("gate", "first", { requestId: "r1" }),
      execution.continueWith("gate", "second", { requestId: "r2" }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(answers[1]).toMatchObject({ reason: { code: "INTERRUPT_UNKNOWN" } });
    expect(got).toEqual(["first"]);
  });

  it("with one request id and value count once, and both resolve when it is done (F28)", async () => {
    const { flow, got } = gated();
    const execution = flow.createExecution();
    await execution.start();
    const seen: unknown[][] = [];
    const answer = async (): Promise<void> => {
      await execution.continueWith("gate", { yes: [1] }, { requestId: "r" });
      seen.push([...got]);
    };

    await Promise.all([answer(), answer()]);

    expect(got).toEqual([{ yes: [1] }]);
    expect(seen).toEqual([[{ yes: [1] }], [{ yes: [1] }]]);
  });
});

describe("a request id", () => {
  it("makes the same answer count once, however late it comes (F28)", async () => {
    const { flow, got } = gated();
    const execution = flow.createExecution({ autoClose: false });
    await execution.start();
    await execution.continueWith("gate", { yes: 1 }, { requestId: "r" });
    await execution.continueWith("gate", { yes: 1 }, { requestId: "r" });

    expect(got).toEqual([{ yes: 1 }]);
    await execution.close();
  });

  it("conflicts with another value, and with another pause (F28)", async () => {
    const { flow, got } = gated();
    flow.to((data) => data.pauseFor({ id: "other" }));
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("gate", 1, { requestId: "r" });

    for (const [id, value] of [
      ["gate", 2],
      ["other", 1],
    ] as const)
      await expect(execution.continueWith(id, value, { requestId: "r" })).rejects.toMatchObject({
        code: "RESUME_CONFLICT",
        details: { requestId: "r", interrupt: "gate" },
      });
    expect(got).toEqual([1]);
    expect(execution.getPendingInterrupts()).toMatchObject([{ id: "other" }]);
    await execution.cancel();
  });

  it("may come again after what went on behind it failed; with another value it conflicts still (F28)", async () => {
    const { flow, got } = gated({ times: 1 });
    const execution = flow.createExecution();
    await execution.start();
    await expect(execution.continueWith("gate", 1, { requestId: "r" })).rejects.toThrow("behind the pause");

    await expect(execution.continueWith("gate", 2, { requestId: "r" })).rejects.toMatchObject({
      code: "RESUME_CONFLICT",
    });
    await execution.continueWith("gate", 1, { requestId: "r" });

    expect(got).toEqual([1]);
  });

  it("is not used up by an answer that does not fit (F28)", async () => {
    const flow = new TriggerFlow("fits");
    flow.to((data) => data.pauseFor({ id: "gate", answer: z.number() })).end();
    const execution = flow.createExecution();
    await execution.start();
    await expect(execution.continueWith("gate", "no", { requestId: "r" })).rejects.toMatchObject({
      code: "FLOW_VALUE_INVALID",
    });

    await execution.continueWith("gate", 5, { requestId: "r" });

    expect((await execution.outcome).result).toBe(5);
  });

  it("survives a restart: done is done, and the conflict stays (F28)", async () => {
    const { flow, got } = gated();
    flow.to((data) => data.pauseFor({ id: "other" }));
    const first = flow.createExecution();
    await first.start();
    await first.continueWith("gate", 1, { requestId: "r" });
    const saved = JSON.stringify(first.save());

    const second = flow.createExecution();
    second.load(saved);
    await second.continueWith("gate", 1, { requestId: "r" });
    await expect(second.continueWith("gate", 2, { requestId: "r" })).rejects.toMatchObject({ code: "RESUME_CONFLICT" });

    expect(got).toEqual([1]);
    await second.continueWith("other");
    expect(second.status).toBe("completed");
    await first.cancel();
  });

  it("counts once also behind the end, when who delivers twice does so late (F28)", async () => {
    const { flow, got } = gated();
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("gate", 1, { requestId: "r" });
    await execution.outcome;

    await execution.continueWith("gate", 1, { requestId: "r" });
    await expect(execution.continueWith("gate", 2, { requestId: "r" })).rejects.toMatchObject({
      code: "RESUME_CONFLICT",
    });
    await expect(execution.continueWith("gate", 1)).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    expect(got).toEqual([1]);
  });
});
