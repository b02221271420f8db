/** The worker of the source pages, item by item, and what it looks like on the bus. */
import { MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readAll, warningsDuring } from "./probes.js";

describe("a worker that streams its steps (trace 8.1)", () => {
  const flow = new TriggerFlow("worker", { input: z.string(), stream: z.object({ step: z.number() }).loose() });
  flow
    .to(async function work(data) {
      for (const step of [1, 2, 3]) await data.putIntoStream({ step, status: "working" });
      await data.stopStream();
      return "done";
    })
    .end();

  it("gives three items and ends, and its result is what the chunk returned", async () => {
    const execution = flow.createExecution();
    const warnings = await warningsDuring(async () => {
      expect(await readAll(execution.getRuntimeStream("start", { timeoutMs: 10_000 }))).toEqual([
        { step: 1, status: "working" },
        { step: 2, status: "working" },
        { step: 3, status: "working" },
      ]);
    });

    expect(warnings).toEqual([]);
    expect(await execution.outcome).toEqual({ result: "done", state: {}, status: "completed", interrupts: [] });
  });

  it("tells the bus in the order in which things happen", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);

    await flow.start("start", { stream });

    expect(record.events.map(({ type }) => type)).toEqual([
      "flow.execution-started",
      "flow.signal",
      "flow.chunk-started",
      "flow.stream-item",
      "flow.stream-item",
      "flow.stream-item",
      "flow.stream-stopped",
      "flow.chunk-ended",
      "flow.result-set",
      "flow.execution-completed",
    ]);
  });

  it("leaves stream items out of the history, and nothing else", async () => {
    const stream = new MemoryStream();

    await flow.start("start", { stream });

    expect([...(await stream.history.read())].map(({ type }) => type)).toEqual([
      "flow.execution-started",
      "flow.signal",
      "flow.chunk-started",
      "flow.stream-stopped",
      "flow.chunk-ended",
      "flow.result-set",
      "flow.execution-completed",
    ]);
  });

  it("names the cause of each step", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);

    await flow.start("start", { stream });

    const causes = new Map(record.events.map(({ id, type }) => [id, type]));
    expect(record.events.map(({ causedBy }) => (causedBy === undefined ? undefined : causes.get(causedBy)))).toEqual([
      undefined,
      undefined,
      "flow.signal",
      ...Array.from({ length: 5 }, () => "flow.chunk-started"),
      "flow.chunk-ended",
      undefined,
    ]);
  });
});
