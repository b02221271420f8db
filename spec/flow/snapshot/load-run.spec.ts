/** Loading: into an execution that has not started, without doing anything, and with everything back in its place. */
import { type ExecutionSnapshot, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath, subscriptionsOn } from "../probes.js";
import { Door, errorOf, reload } from "./reload.js";
import { caught } from "../../caught.js";

/** Saves what `work` leaves of an execution. */
async function left(
  flow: TriggerFlow,
  work: (emit: (name: string, value?: unknown) => Promise<unknown>) => Promise<unknown>,
): Promise<ExecutionSnapshot> {
  const execution = flow.createExecution({ autoClose: false });
  await execution.start();
  await work((name, value) => execution.emit(name, value));
  return execution.save();
}
describe("load", () => {
  it("is inert: nothing runs, nothing is sent, nobody is subscribed (F44)", async () => {
    const door = new Door();
    const ran: unknown[] = [];
    const flow = new TriggerFlow("inert");
    flow.to((data) => door.pass(data.value)).to((data) => ran.push(data.value));
    flow.to((data) => data.pauseFor({ id: "gate" })).to((data) => ran.push(data.value));
    const first = flow.createExecution();
    void first.start("in");
    await door.reached;
    await breath();
    const stream = new MemoryStream();
    const events = recordEvents(stream);
    const before = subscriptionsOn(stream);

    const execution = reload(flow, first.save(), { stream });
    await breath();

    expect(events.events).toEqual([]);
    expect(ran).toEqual([]);
    expect(door.came).toEqual(["in"]);
    expect(subscriptionsOn(stream)).toBe(before);
    expect(execution.id).toBe(first.id);
    expect(execution.status).toBe("waiting");
    expect(execution.getPendingInterrupts()).toEqual(first.getPendingInterrupts());
  });

  it("refuses an execution that has started, and leaves it alone", async () => {
    const flow = new TriggerFlow("started");
    flow.to((data) => data.value as unknown).end();
    const saved = await left(flow, () => Promise.resolve());
    const execution = flow.createExecution({ autoClose: false });
    await execution.start("mine");

    expect(
      errorOf(() => {
        execution.load(saved);
      }),
    ).toMatchObject({ code: "EXECUTION_STARTED", hint: expect.stringContaining("new one") as string });
    expect((await execution.close()).result).toBe("mine");

    const loaded = reload(flow, saved);
    expect(
      errorOf(() => {
        loaded.load(saved);
      }),
    ).toMatchObject({ code: "EXECUTION_STARTED" });
    await expect(loaded.start("other")).rejects.toMatchObject({ code: "EXECUTION_STARTED" });
  });

  it("brings state and result back, which can be read and gone on with at once", async () => {
    const flow = new TriggerFlow("ready");
    flow
      .to((data) => {
        data.state.set("user", { name: "Ada" });
        return 0;
      })
      .end();
    flow.when("Add").to((data) => {
      data.state.append("feedback", data.value);
    });
    const execution = reload(flow, await left(flow, () => Promise.resolve()), { autoClose: false });

    expect(execution.snapshot()).toMatchObject({ result: 0, state: { user: { name: "Ada" } } });
    await execution.emit("Add", "fine");
    await execution.resume();

    expect(await execution.close()).toMatchObject({
      status: "completed",
      result: 0,
      state: { user: { name: "Ada" }, feedback: ["fine"] },
    });
  });

  it("counts nothing for a value in a half-filled gate: it opens with the last one, once (W-07)", async () => {
    const flow = new TriggerFlow("gate");
    flow.when(["A", "B", "C"]).to((data) => {
      data.state.append("fired", data.value);
    });
    const execution = reload(flow, await left(flow, (emit) => emit("A", null)), { autoClose: false });

    await execution.emit("B", undefined);
    expect(execution.snapshot().state).toEqual({});
    await execution.emit("A", false);
    expect(execution.snapshot().state).toEqual({});
    await execution.emit("C", 0);

    expect(execution.snapshot().state).toEqual({ fired: [{ signal: { A: false, B: undefined, C: 0 } }] });
  });

  it("keeps values of one item together: gates inside of fan-outs are back in their fan-outs", async () => {
    const door = new Door();
    const flow = new TriggerFlow("scoped");
    flow
      .to(() => [1, 2])
      .forEach()
      .to(async (data) => {
        await data.emit("A", `A${String(data.value)}`);
        await door.pass(data.value);
        await data.emit("B", `B${String(data.value)}`);
      })
      .endForEach();
    flow.when(["A", "B"]).to((data) => {
      data.state.append("pairs", Object.values((data.value as { signal: object }).signal).join(""));
    });
    const first = flow.createExecution();
    void first.start();
    await breath();
    expect(door.came).toEqual([1, 2]);
    door.open();

    const outcome = await reload(flow, first.save()).resume();

    expect(outcome.state).toEqual({ pairs: ["A1B1", "A2B2"] });
  });

  it("restores collections, filled or half", async () => {
    const flow = new TriggerFlow("collection");
    flow
      .when("L")
      .to((data) => data.value as unknown)
      .collect("both", { branch: "l" });
    flow
      .when("R")
      .to((data) => data.value as unknown)
      .collect("both", { branch: "r" })
      .to((data) => {
        data.state.append("both", data.value);
      });
    const half = reload(flow, await left(flow, (emit) => emit("L", "")), { autoClose: false });
    await half.emit("R", 0);
    const full = reload(flow, half.save(), { autoClose: false });
    await full.emit("L", 1);

    expect(full.snapshot().state).toEqual({
      both: [
        { l: "", r: 0 },
        { l: 1, r: 0 },
      ],
    });
  });

  it("leaves the flow's data alone, which other executions use (W-34)", async () => {
    const flow = new TriggerFlow("shared");
    flow.when("Set").to((data) => {
      data.flowData.set("newest", data.value);
    });
    const saved = await left(flow, (emit) => emit("Set", 1));
    await flow.setFlowData("newest", 2);

    const execution = reload(flow, saved);
    await execution.resume();

    expect(flow.getFlowData("newest")).toBe(2);
    expect(JSON.stringify(saved)).not.toContain("newest");
  });

  it("leaves an execution whose snapshot is refused half way as it was", async () => {
    const clock = new ManualClock();
    const flow = new TriggerFlow("broken");
    flow.to((data) => data.pauseFor({ id: "gate", timeoutMs: 100 })).end();
    const options = { stream: new MemoryStream({ clock }) };
    const first = flow.createExecution(options);
    await first.start();
    const saved = first.save();
    await first.cancel();
    const [pause] = saved.pauses;
    const broken = {
      ...saved,
      pauses: [pause, { ...pause, interrupt: { ...(pause?.interrupt as object), node: "nobody" } }],
    };
    const execution = flow.createExecution({ ...options, id: "mine" });

    expect(
      errorOf(() => {
        execution.load(broken as ExecutionSnapshot);
      }),
    ).toMatchObject({ code: "SNAPSHOT_INVALID" });

    expect(clock.pending).toBe(0);
    expect(execution.getPendingInterrupts()).toEqual([]);
    expect([execution.id, execution.status]).toEqual(["mine", "created"]);
  });

  it("refuses work of nodes that cannot have it, at the door", async () => {
    const flow = new TriggerFlow("odd");
    flow
      .to((data) => data.value as unknown, { name: "step" })
      .batch({ a: (data) => data.value })
      .end();
    const saved = await left(flow, () => Promise.resolve());
    const place = { scope: [], origin: 0 };
    const refusal = (work: object): string =>
      (errorOf(() => reload(flow, { ...saved, work: [work] } as ExecutionSnapshot)) as Error).message;

    expect(refusal({ kind: "call", node: "nobody", value: 1, place })).toContain("nobody has no work to go on with");
    expect(refusal({ kind: "subFlow", node: "step", name: "step", value: 1, place })).toContain(
      "step has no work to go on with",
    );
    const nested = { kind: "call", node: "nobody", value: 1, place };
    expect(refusal({ kind: "call", node: "step", value: 1, place, open: [[0, [nested]]] })).toContain(
      "nobody has no work",
    );
    const lost = { scope: [["batch-9#1", null]], origin: 0 };
    expect(refusal({ kind: "call", node: "step", value: 1, place: lost })).toContain(
      "batch-9#1, which there has never been",
    );
    expect(refusal({ kind: "arrival", route: "ended/step", value: { $date: "soon" }, place })).toContain(
      "is no valid date",
    );
  });

  it("takes a contract: what comes back is what was checked", async () => {
    const flow = new TriggerFlow("typed", { input: z.string(), result: z.number(), state: z.object({ at: z.date() }) });
    flow
      .to((data) => {
        data.state.set("at", new Date(5));
        return data.value.length;
      })
      .end();
    const first = flow.createExecution({ autoClose: false });
    await first.start("four");
    const second = reload(flow, first.save());
    const { result, state } = await second.resume();

    expect(result).toBe(4);
    expect(state.at).toEqual(new Date(5));
  });

  it("refuses an execution that has failed or was cancelled: nothing of it goes on", async () => {
    const flow = new TriggerFlow("over");
    flow.to(() => {
      throw new Error("no");
    });
    const failed = flow.createExecution();
    await expect(failed.start()).rejects.toThrow("no");
    const cancelled = flow.createExecution();
    await cancelled.cancel();

    for (const execution of [failed, cancelled]) {
      const snapshot = execution.save();
      expect(caught(() => flow.createExecution().load(snapshot))).toMatchObject({ code: "SNAPSHOT_INVALID" });
    }
  });
});
