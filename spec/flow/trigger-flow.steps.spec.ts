/** The stream page of the sources: two steps, and the statements beside them, item by item. */
import { isInterruptItem, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { after } from "./later.js";
import { breath, collect, readAll, warningsDuring } from "./probes.js";

describe("a flow that streams two steps and stops (trace 8.3)", () => {
  it("gives two items and no result without end", async () => {
    const flow = new TriggerFlow();
    const streamSteps = flow.chunk("stream_steps", async (data) => {
      await data.putIntoStream({ step: 1 });
      await data.putIntoStream({ step: 2 });
      await data.stopStream();
      return "done";
    });
    flow.to(streamSteps);
    const execution = flow.createExecution();

    expect(await readAll(execution.getRuntimeStream("start"))).toEqual([{ step: 1 }, { step: 2 }]);
    expect(await execution.outcome).toEqual({ result: undefined, state: {}, status: "completed", interrupts: [] });
  });

  it("goes on when a reader loses patience, which gets one warning; a new reader sees everything", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const flow = new TriggerFlow("slow", { stream: z.number(), result: z.string() });
    flow
      .to(async (data) => {
        await data.putIntoStream(1);
        await after(clock, 1000);
        await data.putIntoStream(2);
        return "finished";
      })
      .end();
    const execution = flow.createExecution({ stream });

    const warnings = await warningsDuring(async () => {
      const impatient = collect(execution.getRuntimeStream(undefined, { timeoutMs: 200 }));
      await breath();
      clock.advance(200);
      await impatient.ended;
      expect(impatient.items).toEqual([1]);
      expect(execution.status).toBe("running");
      clock.advance(800);
      expect((await execution.outcome).result).toBe("finished");
    });

    expect(warnings).toEqual(["MILLRACE_READER_TIMEOUT"]);
    expect(await readAll(execution.getRuntimeStream())).toEqual([1, 2]);
    expect(clock.pending).toBe(0);
  });

  it("creates no key of the state by putting items", async () => {
    const flow = new TriggerFlow();
    flow.to(async (data) => data.putIntoStream({ topic: "x" }));

    expect((await flow.start()).state).toEqual({});
  });
});

describe("the stream of a flow with another one inside (trace 8.3)", () => {
  it("has the items of both in the order in which they were put, those of nested ones, too", async () => {
    const grandchild = new TriggerFlow("grandchild");
    grandchild.to((data) => data.putIntoStream("G1"));
    const child = new TriggerFlow("child");
    child
      .to(async (data) => {
        void data.putIntoStream("C1"); // without waiting
        await data.putIntoStream("C2");
      })
      .toSubFlow(grandchild);
    const parent = new TriggerFlow("parent");
    parent
      .to((data) => data.putIntoStream("P1"))
      .toSubFlow(child)
      .to(async (data) => {
        await data.putIntoStream("P2");
        await data.stopStream();
      });

    expect(await readAll(parent.getRuntimeStream())).toEqual(["P1", "C1", "C2", "G1", "P2"]);
  });

  it("stays open when the child stops its own", async () => {
    const child = new TriggerFlow("child");
    child.to(async (data) => {
      await data.putIntoStream("C1");
      await data.stopStream();
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).to((data) => data.putIntoStream("P1"));

    const warnings = await warningsDuring(async () => {
      expect(await readAll(parent.getRuntimeStream())).toEqual(["C1", "P1"]);
    });
    expect(warnings).toEqual([]);
  });

  it("tells of a pause and of its answer between the items", async () => {
    const flow = new TriggerFlow("asks");
    flow
      .to((data) => data.pauseFor({ id: "gate", payload: { q: 1 } }))
      .to((data) => data.putIntoStream({ after: data.value }))
      .end();
    const execution = flow.createExecution();
    const reader = collect(execution.getRuntimeStream("start"));
    await breath();

    expect(execution.status).toBe("waiting");
    expect(reader.items).toMatchObject([
      {
        type: "interrupt",
        action: "pause",
        execution: execution.id,
        interrupt: { id: "gate", type: "pause", payload: { q: 1 }, status: "waiting" },
        signal: { value: "start" },
      },
    ]);
    await execution.continueWith("gate", { ok: true });
    await reader.ended;

    expect(reader.items.slice(1)).toMatchObject([
      { action: "resume", interrupt: { id: "gate", status: "resumed" }, value: { ok: true } },
      { after: { ok: true } },
    ]);
    expect(reader.items.map((item) => isInterruptItem(item))).toEqual([true, true, false]);
  });
});
