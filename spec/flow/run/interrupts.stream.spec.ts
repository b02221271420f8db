/** Pauses and answers as they are seen: in the runtime stream, and on the bus. */
import { ChunkPaused, ChunkResumed, ChunkStarted, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath, collect, readAll } from "../probes.js";

function gated(flow: TriggerFlow): TriggerFlow {
  flow.to((data) => data.pauseFor({ id: "gate", payload: { q: 1 } })).to((data) => data.putIntoStream(data.value));
  return flow;
}

describe("the runtime stream", () => {
  it("shows the pause and the answer among the items, where no contract says what items are (F25)", async () => {
    const execution = gated(new TriggerFlow("shows")).createExecution();
    const reader = collect(execution.getRuntimeStream("in"));
    await breath();
    const interrupt = {
      id: "gate",
      type: "pause",
      payload: { q: 1 },
      status: "waiting",
      node: "step-1",
      resumeTo: "next",
      resumes: 0,
      maxResumes: 1,
      deadline: null,
    };
    const pause = {
      type: "interrupt",
      action: "pause",
      execution: execution.id,
      interrupt,
      signal: { node: "step-1", value: "in" },
    };
    expect(reader.items).toEqual([pause]);
    expect(execution.status).toBe("waiting");

    await execution.continueWith("gate", { ok: true });
    await reader.ended;

    expect(reader.items).toEqual([
      pause,
      {
        type: "interrupt",
        action: "resume",
        execution: execution.id,
        interrupt: { ...interrupt, status: "resumed" },
        value: { ok: true },
      },
      { ok: true },
    ]);
  });

  it("of a flow with a contract shows them to those who ask for them (F25)", async () => {
    const flow = new TriggerFlow("contract", { stream: z.object({ ok: z.boolean() }) });
    flow
      .to((data) => data.pauseFor({ id: "gate", answer: z.object({ ok: z.boolean() }) }))
      .to((data) => data.putIntoStream(data.value));
    const execution = flow.createExecution();
    const [plain, asked, refused] = [
      collect(execution.getRuntimeStream()),
      collect(execution.getRuntimeStream(undefined, { interrupts: true })),
      collect(execution.getRuntimeStream(undefined, { interrupts: false } as never)),
    ];
    await breath();
    await execution.continueWith("gate", { ok: true });
    await Promise.all([plain.ended, asked.ended, refused.ended]);

    expect(plain.items).toEqual([{ ok: true }]);
    expect(asked.items).toMatchObject([{ action: "pause" }, { action: "resume", value: { ok: true } }, { ok: true }]);
    expect(refused.items).toEqual([{ ok: true }]);
  });

  it("without a contract hides them from those who do not want them (F25)", async () => {
    const execution = gated(new TriggerFlow("hides")).createExecution();
    const reader = collect(execution.getRuntimeStream(undefined, { interrupts: false } as never));
    await breath();
    await execution.continueWith("gate", "answer");
    await reader.ended;

    expect(reader.items).toEqual(["answer"]);
  });

  it("stays open while pauses wait, and replays them to a reader that comes later", async () => {
    const execution = gated(new TriggerFlow("late")).createExecution();
    await execution.start();
    const reader = collect(execution.getRuntimeStream());
    await breath();
    expect(reader.items).toMatchObject([{ action: "pause" }]);

    await execution.continueWith("gate", "answer");
    await reader.ended;

    expect(await readAll(execution.getRuntimeStream())).toEqual(reader.items);
    expect(reader.items).toHaveLength(3);
  });

  it("that was stopped before the pause takes none in, and the pause works", async () => {
    const flow = new TriggerFlow("stopped");
    flow
      .to((data) => data.stopStream())
      .to((data) => data.pauseFor({ id: "gate" }))
      .end();
    const execution = flow.createExecution();
    expect(await readAll(execution.getRuntimeStream())).toEqual([]);
    await execution.continueWith("gate", 1);

    expect((await execution.outcome).result).toBe(1);
  });
});

describe("the bus", () => {
  it("hears of each pause and each answer, with its item and its cause", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const flow = new TriggerFlow("heard");
    flow
      .to(() => ["a", "b"])
      .forEach()
      .to(async function ask(data) {
        return data.pauseFor({ id: data.value });
      })
      .endForEach();
    const execution = flow.createExecution({ stream });
    await execution.start();
    await execution.continueWith("b", 2);
    await execution.continueWith("a", 1);

    const paused = record.of(ChunkPaused);
    expect(paused).toMatchObject([
      { execution: execution.id, node: "ask", interrupt: { id: "a", status: "waiting" }, scope: ["forEach-2#1[0]"] },
      { execution: execution.id, node: "ask", interrupt: { id: "b", status: "waiting" }, scope: ["forEach-2#1[1]"] },
    ]);
    expect(record.of(ChunkResumed)).toMatchObject([
      { node: "ask", interrupt: { id: "b", status: "resumed" }, value: 2, scope: ["forEach-2#1[1]"] },
      { node: "ask", interrupt: { id: "a", status: "resumed" }, value: 1, scope: ["forEach-2#1[0]"] },
    ]);
    const starts = record.of(ChunkStarted).filter(({ node }) => node === "ask");
    expect(paused.map(({ causedBy }) => causedBy)).toEqual(starts.map(({ id }) => id));
  });

  it("may answer at once: who hears of the pause finds it waiting", async () => {
    const stream = new MemoryStream({ history: false });
    const flow = new TriggerFlow("auto");
    flow.to((data) => data.pauseFor({ id: "gate" })).end();
    const execution = flow.createExecution({ stream });
    const answers: Promise<void>[] = [];
    stream.where(ChunkPaused).subscribe(({ interrupt }) => {
      answers.push(execution.continueWith(interrupt.id, "robot"));
    });

    void execution.start();
    expect((await execution.outcome).result).toBe("robot");
    await Promise.all(answers);
  });

  it("lets nothing go on before those have heard of the answer who want to", async () => {
    const stream = new MemoryStream({ history: false });
    const steps: string[] = [];
    const flow = new TriggerFlow("order");
    flow.to((data) => data.pauseFor({ id: "gate" })).to(() => steps.push("went on"));
    stream.where(ChunkResumed).subscribe(async () => {
      await breath();
      steps.push("heard");
    });
    const execution = flow.createExecution({ stream });
    await execution.start();

    await execution.continueWith("gate");

    expect(steps).toEqual(["heard", "went on"]);
  });
});
