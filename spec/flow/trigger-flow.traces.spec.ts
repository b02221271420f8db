/** The traces that the source pages promise, item by item, and what they look like on the bus. */
import { FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock, recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath, collect, readAll, warningsDuring } from "./probes.js";

/** Resolves `ms` later by a clock that the spec moves. */
const after = (clock: ManualClock, ms: number): Promise<void> =>
  new Promise((done) => {
    clock.schedule(ms, done);
  });

describe("a worker that streams its steps", () => {
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

describe("an agent loop over signals", () => {
  /** The agent of the page, its inputs and its model scripted. */
  function agent(inputs: readonly string[], emit: "awaited" | "posted" = "awaited"): TriggerFlow<typeof contract> {
    const flow = new TriggerFlow("agent", contract);
    const lines = inputs[Symbol.iterator]();
    const getInput = flow.chunk("get_input", async (data) => {
      asked++;
      const { value, done } = lines.next();
      if (done || value === "exit") {
        await data.stopStream();
        return "exit";
      }
      await data.emit("UserInput", value);
      return "next";
    });
    flow.to(getInput);
    flow.when("UserInput").to(async function reply(data) {
      await data.putIntoStream(`\n[user] ${data.value}\n`);
      await data.putIntoStream("[assistant] ");
      if (data.value === "boom") {
        await data.putIntoStream("\n[error] model down\n");
        await data.stopStream();
        return "error";
      }
      for (const delta of ["re", "ply:", data.value, "\n"]) await data.putIntoStream(delta);
      if (emit === "awaited") await data.emit("Loop", "");
      else data.emitNowait("Loop", "");
      return "next";
    });
    flow.when("Loop").to(getInput);
    return flow;
  }
  const contract = {
    input: z.string(),
    stream: z.string(),
    signals: { UserInput: z.string(), Loop: z.string() },
  };
  const turn = (text: string): string[] => [`\n[user] ${text}\n`, "[assistant] ", "re", "ply:", text, "\n"];
  const boom = ["\n[user] boom\n", "[assistant] ", "\n[error] model down\n"];
  let asked = 0;

  for (const emit of ["awaited", "posted"] as const) {
    it(`replies until exit, with ${emit} turns`, async () => {
      asked = 0;
      const execution = agent(["hi", "there", "exit"], emit).createExecution();

      expect(await readAll(execution.getRuntimeStream("start"))).toEqual([...turn("hi"), ...turn("there")]);
      expect((await execution.outcome).result).toBeUndefined();
      expect(asked).toBe(3);
    });
  }

  it("gives no item for exit, nor for the end of the input", async () => {
    expect(await readAll(agent(["exit"]).getRuntimeStream("start"))).toEqual([]);
    expect(await readAll(agent([]).getRuntimeStream("start"))).toEqual([]);
  });

  it("ends after a request that fails, at once or after a reply", async () => {
    expect(await readAll(agent(["boom"]).getRuntimeStream("start"))).toEqual(boom);
    expect(await readAll(agent(["hi", "boom"]).getRuntimeStream("start"))).toEqual([...turn("hi"), ...boom]);
  });

  it("survives a thousand turns", async () => {
    const inputs = Array.from({ length: 1000 }, (_, index) => `t${String(index)}`);

    const items = await readAll(agent([...inputs, "exit"]).getRuntimeStream("start"));

    expect(items).toHaveLength(6000);
    expect(items.slice(-6)).toEqual(turn("t999"));
  });
});

describe("a flow that streams two steps and stops", () => {
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

describe("the playbook flow", () => {
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
