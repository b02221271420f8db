/** Pauses of sub-flows, as the flows around them show them. */
import { MemoryStream, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { breath, collect } from "../probes.js";
import { around, asks, idsOf } from "./asking-flows.js";

describe("a pause of a sub-flow", () => {
  it("is one of the parent's, by the name of the node, and answered there (F15, F26)", async () => {
    const execution = around(asks()).createExecution();

    const { status, interrupts } = await execution.start();
    expect({ status, ids: idsOf(interrupts) }).toEqual({ status: "waiting", ids: ["child/gate"] });
    await execution.continueWith("child/gate", "yes");

    expect((await execution.outcome).result).toBe("got yes");
  });

  it("can be answered in the child itself: the parent goes on (F15)", async () => {
    const execution = around(asks()).createExecution();
    await execution.start();
    const [child] = execution.children;

    expect(child?.getPendingInterrupts()).toMatchObject([{ id: "gate" }]);
    await child?.continueWith("gate", "inside");

    expect((await execution.outcome).result).toBe("got inside");
  });

  it("of a flow in a flow in a flow has all the names, outermost first (F15)", async () => {
    const middle = new TriggerFlow("middle");
    middle.toSubFlow(asks(), { name: "inner" }).end();
    const execution = around(middle).createExecution();

    expect(idsOf((await execution.start()).interrupts)).toEqual(["child/inner/gate"]);
    await execution.continueWith("child/inner/gate", "deep");

    expect((await execution.outcome).result).toBe("got deep");
  });

  it("is shown in the stream of the parent by the name that it is answered by, at each level (F16, F25)", async () => {
    const middle = new TriggerFlow("middle");
    middle.toSubFlow(asks(), { name: "inner" }).end();
    const execution = around(middle).createExecution();
    const reader = collect(execution.getRuntimeStream());
    await breath();
    const told = (item: unknown): string => {
      const { action, interrupt } = item as { action: string; interrupt: { id: string } };
      return `${action} ${interrupt.id}`;
    };

    expect(reader.items.map(told)).toContain("pause gate");
    expect(reader.items.map(told)).toContain("project child/inner/gate");
    expect(reader.items.map(told)).not.toContain("project child/gate");
    const projected = reader.items.find((item) => told(item) === "project child/inner/gate");
    expect(projected).toMatchObject({ execution: execution.id });
    await execution.cancel();
  });

  it("in items is told apart by the item (F15, W-04)", async () => {
    const flow = new TriggerFlow("items");
    flow
      .to(() => ["a", "b", "c"])
      .forEach()
      .toSubFlow(asks(), { name: "child" })
      .endForEach()
      .end();
    const execution = flow.createExecution();

    expect(idsOf((await execution.start()).interrupts)).toEqual(["child[0]/gate", "child[1]/gate", "child[2]/gate"]);
    for (const index of [2, 0, 1]) await execution.continueWith(`child[${index}]/gate`, index);

    expect((await execution.outcome).result).toEqual([0, 1, 2]);
  });

  it("in items of items, and behind a choice in an item, is told apart as well (F15, W-04)", async () => {
    const nested = new TriggerFlow("nested");
    nested
      .to(() => [
        ["a", "b"],
        ["c", "d"],
      ])
      .forEach()
      .forEach()
      .toSubFlow(asks(), { name: "child" })
      .endForEach()
      .endForEach()
      .end();
    const chosen = new TriggerFlow("chosen");
    chosen
      .to(() => [1, 2])
      .forEach()
      .match({ mode: "hitAll" })
      .case((data) => data.value > 0)
      .toSubFlow(asks(), { name: "child" })
      .endMatch()
      .endForEach()
      .end();

    for (const [flow, count] of [
      [nested, 4],
      [chosen, 2],
    ] as const) {
      const execution = flow.createExecution();
      const ids = idsOf((await execution.start()).interrupts);
      expect(new Set(ids).size).toBe(count);
      for (const id of [...ids].reverse()) await execution.continueWith(id, id);
      expect(((await execution.outcome).result as unknown[]).flat()).toEqual(ids);
    }
  });

  it("of one node that runs twice is told apart (F15, W-04)", async () => {
    const flow = new TriggerFlow("twice");
    const got: unknown[] = [];
    flow
      .when("Go")
      .toSubFlow(asks(), { name: "child" })
      .to((data) => got.push(data.value));
    const execution = await flow.startExecution();
    await execution.emit("Go");
    await execution.emit("Go");

    const ids = idsOf(execution.getPendingInterrupts());
    expect(new Set(ids).size).toBe(2);
    for (const id of [...ids].reverse()) await execution.continueWith(id, id);
    expect(got).toEqual([...ids].reverse());
    await execution.close();
  });
});

describe("pauses of sub-flows", () => {
  it("that nobody answers in time fail the child, and so the node of the parent (F15, F27)", async () => {
    const clock = new ManualClock();
    const child = new TriggerFlow("late");
    child.to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }));
    const execution = around(child).createExecution({ stream: new MemoryStream({ clock, history: false }) });
    await execution.start();
    await clock.advanceAsync(50);

    await expect(execution.outcome).rejects.toMatchObject({ code: "TIMEOUT", details: { flow: "late" } });
    expect(clock.pending).toBe(0);
  });

  it("fail the parent as well when an answer had failed before (F15)", async () => {
    const clock = new ManualClock();
    const child = new TriggerFlow("late");
    child
      .to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }))
      .to(() => {
        throw new Error("behind");
      });
    const execution = around(child).createExecution({ stream: new MemoryStream({ clock, history: false }) });
    await execution.start();
    await expect(execution.continueWith("child/gate")).rejects.toThrow("behind");
    await clock.advanceAsync(50);

    await expect(execution.outcome).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  it("keep the parent from closing, and are given up with it, told by the names of the parent (F15, F38)", async () => {
    const execution = around(asks(["a", "b"])).createExecution();
    await execution.start();
    await expect(execution.close()).rejects.toMatchObject({
      code: "EXECUTION_WAITING",
      details: { interrupts: ["child/a", "child/b"] },
    });
    const [child] = execution.children;

    const ending = await execution.close({ pending: "cancel" });

    expect(ending).toMatchObject({
      status: "cancelled",
      interrupts: [
        { id: "child/a", status: "cancelled" },
        { id: "child/b", status: "cancelled" },
      ],
    });
    expect(child?.status).toBe("cancelled");
    expect(execution.getPendingInterrupts()).toEqual([]);
  });

  it("end an awaited emit around them (F26)", async () => {
    const steps: string[] = [];
    const flow = new TriggerFlow("parent");
    flow.to(async (data) => {
      await data.emit("Ask");
      steps.push("emitted");
    });
    flow
      .when("Ask")
      .toSubFlow(asks(), { name: "child" })
      .to((data) => steps.push(`behind ${String(data.value)}`));
    const execution = flow.createExecution();
    expect((await execution.start()).status).toBe("waiting");
    expect(steps).toEqual(["emitted"]);
    await execution.continueWith("child/gate", 1);

    expect(steps).toEqual(["emitted", "behind 1"]);
    expect(execution.status).toBe("completed");
  });

  it("let other chains of the parent go on (F26, W-03)", async () => {
    const ran: string[] = [];
    const flow = around(asks());
    flow.to(() => breath()).to(() => ran.push("beside"));
    const execution = flow.createExecution();

    expect((await execution.start()).status).toBe("waiting");
    expect(ran).toEqual(["beside"]);
    await execution.cancel();
  });
});
