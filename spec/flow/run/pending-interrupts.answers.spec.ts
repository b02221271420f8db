/** Answers that a flow gives to the pauses of its sub-flows. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";
import { around, asks, idsOf } from "./asking-flows.js";

describe("an answer from the parent", () => {
  it("resolves when what goes on in the child and behind it in the parent is quiet (F15, F27)", async () => {
    const door = createDeferred<undefined>();
    const flow = new TriggerFlow("parent");
    flow
      .toSubFlow(
        asks(["gate"], () => breath()),
        { name: "child" },
      )
      .to(async () => door.promise);
    const execution = flow.createExecution();
    await execution.start();
    let answered = false;
    const answer = execution.continueWith("child/gate").then(() => {
      answered = true;
    });
    for (let turn = 0; turn < 5; turn++) await breath();
    expect(answered).toBe(false);

    door.resolve(undefined);
    await answer;
    expect(execution.status).toBe("completed");
  });

  it("waits for what it sets off, also when another pause of the child is answered at the same time (F15, F28)", async () => {
    const doors = [createDeferred<undefined>(), createDeferred<undefined>()] as const;
    const child = new TriggerFlow("asks");
    for (const [index, id] of ["a", "b"].entries())
      child.to((data) => data.pauseFor({ id })).to(async () => doors[index as 0 | 1].promise);
    const execution = around(child).createExecution();
    await execution.start();
    const done: string[] = [];
    const answers = ["a", "b"].map(async (id) => {
      await execution.continueWith(`child/${id}`);
      done.push(id);
    });
    await breath();
    expect(done).toEqual([]);

    doors[1].resolve(undefined);
    await breath();
    expect(done).toEqual(["b"]);
    doors[0].resolve(undefined);
    await Promise.all(answers);
    expect(done).toEqual(["b", "a"]);
  });

  it("waits for what it sets off while other work of the child is under way, and rejects with its failure (F15)", async () => {
    const door = createDeferred<undefined>();
    const child = new TriggerFlow("asks");
    let fails = true;
    child
      .to((data) => data.pauseFor({ id: "gate" }))
      .to(async (data) => {
        await breath();
        if (fails) throw new Error("behind the answer");
        return data.value;
      })
      .end();
    child.to(async () => door.promise);
    const execution = around(child).createExecution();
    void execution.start();
    await breath();

    await expect(execution.continueWith("child/gate", 1)).rejects.toThrow("behind the answer");
    expect(idsOf(execution.getPendingInterrupts())).toEqual(["child/gate"]);
    fails = false;
    await execution.continueWith("child/gate", 2);
    door.resolve(undefined);
    expect((await execution.outcome).result).toBe("got 2");
  });

  it("that fails leaves the pause waiting, to be answered again (F15, F27)", async () => {
    let fails = true;
    const execution = around(
      asks(["gate"], (value) => {
        if (fails) throw new Error("not now");
        return value;
      }),
    ).createExecution();
    await execution.start();

    await expect(execution.continueWith("child/gate", 1)).rejects.toThrow("not now");
    expect(execution.status).toBe("waiting");
    expect(idsOf(execution.getPendingInterrupts())).toEqual(["child/gate"]);
    fails = false;
    await execution.continueWith("child/gate", 2);

    expect((await execution.outcome).result).toBe("got 2");
  });

  it("that the child refuses changes nothing: the execution waits on, and can be closed (F15)", async () => {
    const child = new TriggerFlow("asks");
    child.to((data) => data.pauseFor({ id: "gate", answer: z.number() })).end();
    const execution = around(child).createExecution();
    await execution.start();

    await expect(execution.continueWith("child/gate", "no")).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
    expect(execution.status).toBe("waiting");
    await expect(execution.continueWith("child/door", 1)).rejects.toMatchObject({ code: "INTERRUPT_UNKNOWN" });
    expect(execution.status).toBe("waiting");

    await execution.continueWith("child/gate", 5);
    expect((await execution.outcome).result).toBe("got 5");
  });

  it("of a name that is none tells which there are, by the names of the parent (F27)", async () => {
    const execution = around(asks()).createExecution();
    await execution.start();

    await expect(execution.continueWith("gate", 1)).rejects.toMatchObject({
      code: "INTERRUPT_UNKNOWN",
      hint: expect.stringContaining('"child/gate"') as string,
    });
    await execution.cancel();
  });

  it("counts once with a request id, also when the child is over by then (F28)", async () => {
    const flow = around(asks());
    flow.to((data) => data.pauseFor({ id: "own" }));
    const execution = flow.createExecution();
    await execution.start();
    await execution.continueWith("child/gate", 1, { requestId: "r" });
    expect(execution.children).toEqual([]);

    await execution.continueWith("child/gate", 1, { requestId: "r" });
    await expect(execution.continueWith("child/gate", 2, { requestId: "r" })).rejects.toMatchObject({
      code: "RESUME_CONFLICT",
    });
    await execution.cancel();
  });
});
