/** The async-first page of the sources, under the rules of closing that hold here. */
import { type Execution, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { readAll } from "./probes.js";

describe("an async-first flow (trace 8.5 c)", () => {
  function minimal(): TriggerFlow {
    const flow = new TriggerFlow("async-first");
    flow.to(async (data) => {
      await data.putIntoStream({ p: 1 });
      await data.emit("Note");
      data.state.set("answer", String(data.value).toUpperCase());
    });
    flow.when("Note").to((data) => data.state.set("note", "n"));
    return flow;
  }
  const state = { note: "n", answer: "X" };

  it("has its note first, since the emit was awaited", async () => {
    const outcome = await minimal().start("x");

    expect(outcome).toEqual({ result: undefined, state, status: "completed", interrupts: [] });
    expect(Object.keys(outcome.state)).toEqual(["note", "answer"]);
  });

  it("stays open behind startExecution, with its live state to be seen, until it is closed", async () => {
    const execution: Execution = await minimal().startExecution("x");

    expect([execution.status, execution.lifecycle]).toEqual(["waiting", "open"]);
    expect(execution.snapshot().state).toEqual(state);
    expect(await execution.close()).toEqual({ result: undefined, state, status: "completed", interrupts: [] });
    expect([execution.status, execution.lifecycle]).toEqual(["completed", "closed"]);
    expect(await readAll(execution.getRuntimeStream())).toEqual([{ p: 1 }]);
  });

  it("closes by itself at once with createExecution, and after the idle time that somebody asked for", async () => {
    const clock = new ManualClock();
    const created = minimal().createExecution();
    expect((await created.start("y")).status).toBe("completed");
    expect(created.lifecycle).toBe("closed");

    const idle = await minimal().startExecution("y", { stream: new MemoryStream({ clock }), idleTimeoutMs: 10_000 });
    expect(idle.lifecycle).toBe("open");
    await clock.advanceAsync(9_999);
    expect(idle.lifecycle).toBe("open");
    await clock.advanceAsync(1);

    expect(await idle.outcome).toMatchObject({ status: "completed", state: { note: "n", answer: "Y" } });
  });
});
