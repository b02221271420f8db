/** The playbook of the source pages: its stages in the order of time, and the trap of an awaited setState. */
import { FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { after } from "./later.js";
import { breath, collect, warningsDuring } from "./probes.js";

describe("the playbook flow (trace 8.4)", () => {
  const topic = "Agently TriggerFlow";
  const report = { topic, facts: `facts(${topic})`, risks: `risks(${topic})` };
  const contract = {
    input: z.string(),
    state: z.object({ topic: z.string() }),
    stream: z.object({ stage: z.string() }).loose(),
    result: z.object({ topic: z.string(), facts: z.string(), risks: z.string() }),
  };

  function playbook(clock: ManualClock, set: "posted" | "awaited" = "posted"): TriggerFlow<typeof contract> {
    const flow = new TriggerFlow("playbook", contract);
    const normalize = flow.chunk("normalize", async (data) => {
      const text = data.value.trim();
      if (set === "posted") data.state.set("topic", text);
      else await data.setState("topic", text);
      await data.putIntoStream({ stage: "normalized", topic: text });
      return text;
    });
    const fetchFacts = flow.chunk("fetch_facts", { value: z.string() }, async (data) => {
      await after(clock, 50);
      await data.putIntoStream({ stage: "facts_ready", topic: data.value });
      return `facts(${data.value})`;
    });
    const fetchRisks = flow.chunk("fetch_risks", { value: z.string() }, async (data) => {
      await after(clock, 30);
      await data.putIntoStream({ stage: "risks_ready", topic: data.value });
      return `risks(${data.value})`;
    });
    flow.to(normalize);
    flow
      .when({ state: "topic" })
      .batch(fetchFacts, fetchRisks, { concurrency: 2 })
      .to(async function compile_report(data) {
        keys = Object.keys(data.value);
        const compiled = {
          topic: data.state.get("topic", ""),
          facts: data.value.fetch_facts,
          risks: data.value.fetch_risks,
        };
        await data.putIntoStream({ stage: "compiled", report: compiled });
        await data.stopStream();
        return compiled;
      })
      .end();
    return flow;
  }
  let keys: string[] = [];

  for (const concurrency of [undefined, 2]) {
    it(`streams its stages in the order of time, with ${concurrency ?? "any number of"} chunks at once`, async () => {
      const clock = new ManualClock();
      const execution = playbook(clock).createExecution(concurrency === undefined ? {} : { concurrency });
      const reader = collect(execution.getRuntimeStream(topic, { timeoutMs: 5000 }));
      const started = execution.start(topic);

      await breath();
      expect(reader.items).toEqual([{ stage: "normalized", topic }]);
      clock.advance(30);
      await breath();
      expect(reader.items.slice(1)).toEqual([{ stage: "risks_ready", topic }]);
      clock.advance(20);
      await reader.ended;
      expect(reader.items.slice(2)).toEqual([
        { stage: "facts_ready", topic },
        { stage: "compiled", report },
      ]);
      expect(keys).toEqual(["fetch_facts", "fetch_risks"]);
      expect(await started).toEqual({ result: report, state: { topic }, status: "completed", interrupts: [] });
    });
  }

  it("runs one branch after the other with one chunk at once, and normalized stays first", async () => {
    const clock = new ManualClock();
    const execution = playbook(clock).createExecution({ concurrency: 1 });
    const reader = collect(execution.getRuntimeStream(topic));

    await breath();
    clock.advance(50);
    await breath();
    expect(reader.items.map(({ stage }) => stage)).toEqual(["normalized", "facts_ready"]);
    clock.advance(30);
    await reader.ended;

    expect(reader.items.map(({ stage }) => stage)).toEqual(["normalized", "facts_ready", "risks_ready", "compiled"]);
    expect((await execution.outcome).result).toEqual(report);
  });

  for (const concurrency of [undefined, 2, 1]) {
    it(`is trapped by an awaited setState with ${concurrency ?? "any number of"} chunks at once: normalized comes too late`, async () => {
      const clock = new ManualClock();
      const execution = playbook(clock, "awaited").createExecution(concurrency === undefined ? {} : { concurrency });

      const warnings = await warningsDuring(async () => {
        const reader = collect(execution.getRuntimeStream(topic));
        for (const ms of [30, 20, 30]) {
          await breath();
          clock.advance(ms);
        }
        await reader.ended;
        const branches = concurrency === 1 ? ["facts_ready", "risks_ready"] : ["risks_ready", "facts_ready"];
        expect(reader.items.map(({ stage }) => stage)).toEqual([...branches, "compiled"]);
        expect((await execution.outcome).result).toEqual(report);
      });

      expect(warnings).toEqual(["MILLRACE_PUT_AFTER_STOP"]);
    });
  }

  it("does not depend on whether the reader or start comes first", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(FlowSignal.field("kind").eq("start")));
    const execution = playbook(clock).createExecution({ stream });

    const started = execution.start(topic);
    const reader = collect(execution.getRuntimeStream(topic));
    for (const ms of [30, 20]) {
      await breath();
      clock.advance(ms);
    }

    await reader.ended;
    expect(reader.items).toHaveLength(4);
    expect((await started).result).toEqual(report);
    expect(record.events).toHaveLength(1);
  });
});
