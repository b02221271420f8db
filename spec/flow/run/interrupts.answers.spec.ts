/** Answers to pauses: what they must be, what they wait for, and what becomes of them when something fails. */
import { type ChunkData, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
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

describe("an answer", () => {
  it("resolves when everything behind it is quiet (F27)", async () => {
    const door = createDeferred<undefined>();
    const flow = new TriggerFlow("behind");
    flow
      .to((data) => data.pauseFor({ id: "gate" }))
      .to(async (data) => {
        data.emitNowait("Later");
        await door.promise;
      });
    flow.when("Later").to(() => breath());
    const execution = flow.createExecution();
    await execution.start();
    let answered = false;
    const answer = execution.continueWith("gate").then(() => {
      answered = true;
    });

    await breath();
    expect([answered, execution.status]).toEqual([false, "running"]);
    door.resolve(undefined);
    await answer;
    await execution.outcome;
    expect(execution.status).toBe("completed");
  });

  it("is checked by the schema of the pause, and what that makes of it goes on (F27)", async () => {
    const flow = new TriggerFlow("typed", { result: z.string() });
    flow
      .to((data) =>
        data.pauseFor({ id: "gate", answer: z.object({ name: z.string().trim(), age: z.number().default(7) }) }),
      )
      .to((data) => `${data.value.name} is ${data.value.age.toFixed(1)}`)
      .end();
    const execution = flow.createExecution();
    await execution.start();

    await expect(execution.continueWith("gate", { name: 5 })).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
    await expect(execution.continueWith("gate", { name: 5 })).rejects.toThrow(/answer to "gate".*name/s);
    expect(execution.getPendingInterrupts()).toHaveLength(1);
    await execution.continueWith("gate", { name: " Ann " });

    expect((await execution.outcome).result).toBe("Ann is 7.0");
  });

  it("to another pause, or to none, names those that wait (F27)", async () => {
    const { flow } = gated();
    const execution = flow.createExecution();
    await execution.start();
    const other = flow.createExecution();
    const unknown: unknown = await execution.continueWith("door").catch((error: unknown) => error);

    expect(unknown).toMatchObject({
      code: "INTERRUPT_UNKNOWN",
      hint: expect.stringContaining('"gate"') as string,
      details: { execution: execution.id, interrupt: "door" },
    });
    // an execution that has not started has no pause, and that of another one is not its own
    await expect(other.continueWith("gate")).rejects.toMatchObject({ code: "INTERRUPT_UNKNOWN" });
    expect(execution.getPendingInterrupts()).toHaveLength(1);
    await execution.cancel();
  });

  it("that comes a second time is refused, and says that the first has been given (F27)", async () => {
    const { flow, got } = gated();
    const execution = flow.createExecution({ autoClose: false });
    await execution.start();
    await execution.continueWith("gate", 1);

    await expect(execution.continueWith("gate", 1)).rejects.toMatchObject({
      code: "INTERRUPT_UNKNOWN",
      message: expect.stringContaining("has been answered") as string,
    });
    expect(got).toEqual([1]);
    await execution.close();
  });

  it("is refused when the execution is over, with the code of that", async () => {
    const { flow } = gated();
    const execution = flow.createExecution();
    await execution.start();
    await execution.cancel("enough");

    await expect(execution.continueWith("gate")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
  });

  it("refuses options that it does not know", async () => {
    const { flow } = gated();
    const execution = flow.createExecution();
    await execution.start();

    await expect(execution.continueWith("gate", 1, { requestID: "r" } as never)).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
    await execution.cancel();
  });

  it("can be repeated when what went on behind it failed: the pause waits again (F27)", async () => {
    const { flow, got } = gated({ times: 2 });
    const execution = flow.createExecution();
    await execution.start();

    for (const attempt of [1, 2]) {
      await expect(execution.continueWith("gate", attempt)).rejects.toThrow("behind the pause");
      expect(execution.status).toBe("waiting");
      expect(execution.getPendingInterrupts()).toMatchObject([{ id: "gate", status: "waiting" }]);
    }
    await execution.continueWith("gate", 3);

    expect(got).toEqual([3]);
    expect(execution.status).toBe("completed");
  });

  for (const kind of ["forEach", "batch", "hitAll"] as const)
    it(`that fails behind a ${kind} it completed completes it again (F27)`, async () => {
      let fails = true;
      const flow = new TriggerFlow("behind");
      flow.chunk("behind", ({ value }: ChunkData<object>) => {
        if (fails) throw new Error("behind");
        return Object.values(value) as unknown[];
      });
      const start = flow.to(() => ["a", "b"]);
      const joined =
        kind === "forEach"
          ? start
              .forEach()
              .to((data) => data.pauseFor({ id: data.value }))
              .endForEach()
          : kind === "batch"
            ? start.batch({ a: (data) => data.pauseFor({ id: "a" }), b: (data) => data.pauseFor({ id: "b" }) })
            : start
                .match({ mode: "hitAll" })
                .case(["a", "b"])
                .to((data) => data.pauseFor({ id: "a" }))
                .case(() => true)
                .to((data) => data.pauseFor({ id: "b" }))
                .endMatch();
      joined.to("behind").end();
      const execution = flow.createExecution();
      await execution.start();
      await execution.continueWith("a", 1);
      await expect(execution.continueWith("b", 2)).rejects.toThrow("behind");
      expect(execution.getPendingInterrupts().map(({ id }) => id)).toEqual(["b"]);
      fails = false;
      await execution.continueWith("b", 3);

      expect((await execution.outcome).result).toEqual([1, 3]);
    });

  it("that fails behind a gate fills the gate again (F27)", async () => {
    let fails = true;
    const flow = new TriggerFlow("gate");
    flow.to((data) => data.pauseFor({ id: "a", resumeTo: { event: "A" } }));
    flow.when(["A", "B"], { mode: "and" }).to((data) => {
      if (fails) throw new Error("behind");
      data.setResult(data.value);
    });
    const execution = flow.createExecution();
    await execution.start();
    await execution.emit("B", 2);
    await expect(execution.continueWith("a", 1)).rejects.toThrow("behind");
    fails = false;
    await execution.continueWith("a", 3);

    expect((await execution.outcome).result).toEqual({ signal: { A: 3, B: 2 } });
  });

  it("that fails in an item leaves the other items and the loop as they are (F27)", async () => {
    let fails = true;
    const flow = new TriggerFlow("loop");
    flow
      .to(() => ["a", "b"])
      .forEach()
      .to((data) => data.pauseFor({ id: data.value }))
      .to((data) => {
        if (data.value === "A" && fails) throw new Error("not now");
        return data.value;
      })
      .endForEach()
      .end();
    const execution = flow.createExecution();
    await execution.start();

    await expect(execution.continueWith("a", "A")).rejects.toThrow("not now");
    await execution.continueWith("b", "B");
    fails = false;
    await execution.continueWith("a", "A");

    expect((await execution.outcome).result).toEqual(["A", "B"]);
  });
});
