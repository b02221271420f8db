/** Several pauses at once: each keeps its own place, and everything else goes on. */
import { ChunkPaused, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

const idsOf = (pauses: readonly { readonly id: string }[]): string[] => pauses.map(({ id }) => id);

describe("pauses", () => {
  it("suspend their own chain only: chains beside it run to their end meanwhile (F26, W-03)", async () => {
    const ran: string[] = [];
    const beside = createDeferred<string>();
    const flow = new TriggerFlow("beside");
    flow.to((data) => data.pauseFor({ id: "gate" })).to((data) => ran.push(`behind the pause: ${String(data.value)}`));
    flow
      .to(async () => beside.promise)
      .to((data) => `${data.value}, then its next step`)
      .to((data) => ran.push(data.value));
    const execution = flow.createExecution();
    const started = execution.start();
    await breath();

    expect(idsOf(execution.getPendingInterrupts())).toEqual(["gate"]);
    expect(execution.status).toBe("running");
    beside.resolve("beside");
    const { status, interrupts } = await started;

    expect(ran).toEqual(["beside, then its next step"]);
    expect(status).toBe("waiting");
    expect(interrupts).toMatchObject([{ id: "gate", status: "waiting" }]);
    await execution.continueWith("gate", "yes");
    expect(ran).toEqual(["beside, then its next step", "behind the pause: yes"]);
    expect(execution.status).toBe("completed");
  });

  it("of items keep their own item, answered in any order; the items that do not pause come through (F26, W-03, W-04)", async () => {
    const behind: string[] = [];
    const flow = new TriggerFlow("items");
    flow
      .to(() => ["a", "b", "c", "d"])
      .forEach()
      .to((data) => (data.value === "b" ? `${data.value} alone` : data.pauseFor({ id: data.value })))
      .to((data) => {
        behind.push(String(data.value));
        return data.value;
      })
      .endForEach()
      .end();
    const execution = flow.createExecution();

    const { status, interrupts } = await execution.start();
    expect(status).toBe("waiting");
    expect(idsOf(interrupts)).toEqual(["a", "c", "d"]);
    expect(behind).toEqual(["b alone"]);

    await execution.continueWith("d", "D");
    expect(execution.status).toBe("waiting");
    await execution.continueWith("a", "A");
    expect(idsOf(execution.getPendingInterrupts())).toEqual(["c"]);
    await execution.continueWith("c", "C");

    expect(behind).toEqual(["b alone", "D", "A", "C"]);
    expect((await execution.outcome).result).toEqual(["A", "b alone", "C", "D"]);
  });

  it('of items that go on with "self" run with their own value again (F27, W-04)', async () => {
    const flow = new TriggerFlow("selves");
    flow
      .to(() => ["a", "b", "c"])
      .forEach({ concurrency: 3 })
      .to((data) =>
        data.resume
          ? `${data.value}:${String(data.resume.value)}`
          : data.pauseFor({ id: data.value, resumeTo: "self" }),
      )
      .endForEach()
      .end();
    const execution = flow.createExecution();
    await execution.start();

    for (const [id, value] of [
      ["b", 2],
      ["a", 1],
      ["c", 3],
    ] as const)
      await execution.continueWith(id, value);

    expect((await execution.outcome).result).toEqual(["a:1", "b:2", "c:3"]);
  });

  it("of batch branches: the batch goes on when the last one is answered (F26)", async () => {
    const flow = new TriggerFlow("branches");
    flow
      .batch(
        {
          first: (data) => data.pauseFor({ id: "first" }),
          plain: () => "plain",
          second: (data) => data.pauseFor({ id: "second" }),
        },
        { concurrency: 1 },
      )
      .to((data) => data.value)
      .end();
    const execution = flow.createExecution();

    expect(idsOf((await execution.start()).interrupts)).toEqual(["first", "second"]);
    await execution.continueWith("second", 2);
    expect(execution.snapshot().result).toBeUndefined();
    await execution.continueWith("first", 1);

    expect((await execution.outcome).result).toEqual({ first: 1, plain: "plain", second: 2 });
  });

  it("of branches that all fit one value (F26)", async () => {
    const flow = new TriggerFlow("hits");
    flow
      .to(() => 6)
      .match({ mode: "hitAll" })
      .case((data) => data.value % 2 === 0)
      .to((data) => data.pauseFor({ id: "even" }))
      .case((data) => data.value % 3 === 0)
      .to((data) => data.pauseFor({ id: "third" }))
      .case((data) => data.value > 0)
      .to(() => "above")
      .endMatch()
      .end();
    const execution = flow.createExecution();

    expect(idsOf((await execution.start()).interrupts)).toEqual(["even", "third"]);
    await execution.continueWith("third", "T");
    await execution.continueWith("even", "E");

    expect((await execution.outcome).result).toEqual(["E", "T", "above"]);
  });

  it("answered at the same time all go on, each with its own answer (F28)", async () => {
    const got: string[] = [];
    const flow = new TriggerFlow("both");
    for (const name of ["a", "b"])
      flow
        .to((data) => data.pauseFor({ id: name }))
        .to(async (data) => {
          await breath();
          got.push(`${name}:${String(data.value)}`);
        });
    const execution = flow.createExecution();
    await execution.start();

    await Promise.all([
      execution.continueWith("a", 1, { requestId: "r1" }),
      execution.continueWith("b", 2, { requestId: "r2" }),
    ]);

    expect(got.sort()).toEqual(["a:1", "b:2"]);
    expect(execution.status).toBe("completed");
  });

  it("end an awaited emit around them, whose chunk goes on (F26)", async () => {
    const steps: string[] = [];
    const flow = new TriggerFlow("emits");
    flow
      .to(async (data) => {
        const { handlers } = await data.emit("Ask");
        steps.push(`emitted to ${handlers}`);
        return "done";
      })
      .end();
    flow
      .when("Ask")
      .to((data) => data.pauseFor({ id: "gate" }))
      .to((data) => steps.push(`answered ${String(data.value)}`));
    const execution = flow.createExecution();

    const { status, result } = await execution.start();
    expect({ status, result, steps }).toEqual({ status: "waiting", result: "done", steps: ["emitted to 1"] });
    await execution.continueWith("gate", true);

    expect(steps).toEqual(["emitted to 1", "answered true"]);
    expect(execution.status).toBe("completed");
  });

  it("end an emit from outside, and the permits of the chunk go back (F26)", async () => {
    const flow = new TriggerFlow("outside");
    flow.when("Ask").to((data) => data.pauseFor({ id: "gate" }));
    flow.when("Other").to((data) => data.setResult("ran"));
    const open = await flow.startExecution(undefined, { concurrency: 1 });

    await open.emit("Ask");
    expect(open.status).toBe("waiting");
    await open.emit("Other");

    expect(open.snapshot()).toMatchObject({ result: "ran", interrupts: [{ id: "gate" }] });
    await open.close({ pending: "cancel" });
  });

  it("without an id are called after their node, and told apart by a number, never used twice", async () => {
    const flow = new TriggerFlow("named");
    const ask = flow.chunk("ask", (data) => data.pauseFor());
    flow.when("Ask").to(ask);
    const execution = await flow.startExecution();
    await execution.emit("Ask");
    await execution.emit("Ask");
    expect(idsOf(execution.getPendingInterrupts())).toEqual(["ask", "ask~2"]);

    await execution.continueWith("ask");
    await execution.emit("Ask");

    expect(idsOf(execution.getPendingInterrupts())).toEqual(["ask~2", "ask~3"]);
    await execution.close({ pending: "cancel" });
  });

  it("with an id that waits already are refused; it may be used again when it has been answered", async () => {
    const flow = new TriggerFlow("twice");
    flow.when("Ask").to((data) => data.pauseFor({ id: "gate" }));
    const execution = await flow.startExecution();
    await execution.emit("Ask");

    const refused: unknown = await execution.emit("Ask").catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "PAUSE_INVALID", details: { node: "step-1", interrupt: "gate" } });
    expect(String((refused as { hint: unknown }).hint)).toContain("id of the item");
    expect(idsOf(execution.getPendingInterrupts())).toEqual(["gate"]);

    await execution.continueWith("gate");
    await execution.emit("Ask");
    expect(idsOf(execution.getPendingInterrupts())).toEqual(["gate"]);
    await execution.close({ pending: "cancel" });
  });

  it("are given up with the subtree that fails around them", async () => {
    const flow = new TriggerFlow("subtree");
    const fail = createDeferred<undefined>();
    flow.when("Ask").to((data) => data.pauseFor({ id: "gate" }));
    flow.when("Ask").to(async () => fail.promise);
    const execution = await flow.startExecution();
    const emitted = execution.emit("Ask");
    await breath();
    expect(idsOf(execution.getPendingInterrupts())).toEqual(["gate"]);

    fail.reject(new Error("beside"));
    await expect(emitted).rejects.toThrow("beside");

    expect(execution.getPendingInterrupts()).toEqual([]);
    await expect(execution.continueWith("gate")).rejects.toMatchObject({ code: "INTERRUPT_UNKNOWN" });
    expect((await execution.close()).status).toBe("completed");
  });

  it("is answered by who hears of it on the bus, and start waits for what follows", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("approved");
    flow
      .to((data) => data.pauseFor({ id: "gate" }))
      .to((data) => data.value)
      .end();
    const execution = flow.createExecution({ stream });
    stream.where(ChunkPaused).subscribe(async () => {
      await breath();
      await execution.continueWith("gate", 4);
    });

    expect(await execution.start()).toMatchObject({ status: "completed", result: 4, interrupts: [] });
  });
});
