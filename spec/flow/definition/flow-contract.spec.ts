import { type ChunkData, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../../caught.js";
import { readAll } from "../probes.js";

const contract = {
  input: z.string(),
  state: z.object({ topic: z.string(), tags: z.array(z.string()), report: z.object({ n: z.number() }).loose() }),
  stream: z.object({ stage: z.string(), at: z.number().default(0) }),
  signals: { Go: z.object({ n: z.number() }) },
  result: z.string(),
};

/** Runs one chunk under the contract, untyped, as plain JavaScript would. */
async function run(work: (data: ChunkData) => unknown): Promise<unknown> {
  const flow = new TriggerFlow("checked", contract);
  flow.to(work as never);
  return flow.start("x");
}

describe("the contract of a flow", () => {
  it("names the slot of a value that does not fit", async () => {
    for (const [slot, work] of [
      ['state "topic"', (data) => data.state.set("topic", 1)],
      ['state "topic"', (data) => data.setState("topic", 1)],
      ['state "tags"', (data) => data.state.append("tags", 1)],
      ['state "report"', (data) => data.state.set("report.n", "x")],
      ['state "report"', (data) => data.state.delete("report.n")],
      ["stream", (data) => data.putIntoStream({ stage: 1 })],
      ['signal "Go"', (data) => data.emit("Go", { n: "x" })],
      ['signal "Go"', (data) => data.emitNowait("Go", {})],
      ["result", (data) => data.setResult(1)],
    ] as [string, (data: ChunkData) => unknown][]) {
      const prepared = (data: ChunkData): unknown => {
        data.state.set("report", { n: 1 });
        return work(data);
      };

      await expect(run(prepared), slot).rejects.toMatchObject({
        code: "FLOW_VALUE_INVALID",
        details: { flow: "checked", slot, issues: expect.arrayContaining([expect.anything()]) },
      });
    }
    await expect(new TriggerFlow("checked", contract).start(1 as never)).rejects.toMatchObject({
      details: { slot: "input" },
    });
  });

  it("refuses names that it does not have, inherited ones too", async () => {
    for (const work of [
      (data) => data.emit("Other"),
      (data) => data.emitNowait("toString"),
      (data) => data.state.set("other", 1),
      (data) => data.state.delete("other"),
      (data) => data.state.append("constructor", 1),
      (data) => data.state.set("__proto__.x", 1),
    ] as ((data: ChunkData) => unknown)[]) {
      await expect(run(work), String(work)).rejects.toMatchObject({ code: "FLOW_INVALID" });
    }
    const execution = new TriggerFlow("checked", contract).createExecution();
    await expect(execution.emit("Other" as never, undefined as never)).rejects.toMatchObject({ code: "FLOW_INVALID" });
    await expect(execution.emit("Go", { n: "x" } as never)).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
    expect(caught(() => execution.emitNowait("Go", undefined as never)).code).toBe("FLOW_VALUE_INVALID");
    expect(execution.status).toBe("created");
  });

  it("leaves the state as it was when a change is refused", async () => {
    const flow = new TriggerFlow("kept", contract);
    flow.to((data) => {
      data.state.set("topic", "good");
      try {
        data.state.set("topic", 1 as never);
      } catch {
        // refused
      }
    });

    expect((await flow.start("x")).state).toEqual({ topic: "good" });
  });

  it("stores what the schemas make of values", async () => {
    const flow = new TriggerFlow("made", {
      input: z.string().trim(),
      stream: contract.stream,
      signals: { Go: z.object({ n: z.number().default(5) }) },
      state: z.object({ n: z.number() }),
    });
    const loose = flow as unknown as TriggerFlow;
    loose.to(async (data) => {
      await data.putIntoStream({ stage: data.value as string });
      await data.emit("Go", {});
    });
    flow.when("Go").to((data) => data.state.set("n", data.value.n));
    const execution = flow.createExecution();

    expect((await execution.start("  a ")).state).toEqual({ n: 5 });
    expect(await readAll(execution.getRuntimeStream())).toEqual([{ stage: "a", at: 0 }]);
  });

  it("is a contract: schemas under the names of slots", () => {
    for (const wrong of [
      { inputs: z.string() },
      { input: "string" },
      { state: z.string() },
      { state: z.record(z.string(), z.number()) },
      { signals: { Go: 1 } },
      { result: {} },
    ]) {
      expect(caught(() => new TriggerFlow("wrong", wrong as never)).code, JSON.stringify(Object.keys(wrong))).toBe(
        "FLOW_INVALID",
      );
    }
  });
});
