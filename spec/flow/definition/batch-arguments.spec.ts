import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { readBatch } from "../../../lib/flow/definition/batch-arguments.js";
import { createChunk } from "../../../lib/flow/definition/chunk.js";
import { FlowBuilder } from "../../../lib/flow/definition/flow-builder.js";
import { caught } from "../../caught.js";

const builder = new FlowBuilder("batch");
const a = createChunk("a", () => 1);
const b = createChunk("b", () => 2);
const keysOf = (...args: unknown[]): string[] => readBatch(builder, args).branches.map(([key]) => key);

describe("readBatch", () => {
  it("takes chunks in order, and options behind them", () => {
    expect(keysOf(b, a)).toEqual(["b", "a"]);
    expect(keysOf(a)).toEqual(["a"]);
    expect(readBatch(builder, [a, b, { concurrency: 2 }]).concurrency).toBe(2);
    expect(readBatch(builder, [a, {}]).concurrency).toBeUndefined();
  });

  it("takes a record of steps, and options behind it", () => {
    expect(keysOf({ x: a, y: () => 1 }, { concurrency: 1 })).toEqual(["x", "y"]);
    expect(readBatch(builder, [{ x: a }]).branches[0]![1]).toBe(a);
  });

  it("reads time, retry and whether failures are part of the output", () => {
    expect(readBatch(builder, [a, { settled: true, timeoutMs: 5, retry: 2 }])).toMatchObject({
      settled: true,
      timeoutMs: 5,
      retry: { attempts: 2 },
    });
    expect(readBatch(builder, [a])).toMatchObject({ settled: false, timeoutMs: undefined, retry: undefined });
  });

  it("takes a branch called concurrency for a branch", () => {
    expect(keysOf({ concurrency: () => 1 })).toEqual(["concurrency"]);
    expect(keysOf({ concurrency: a, other: b })).toEqual(["concurrency", "other"]);
    expect(keysOf({ settled: a, retry: b })).toEqual(["settled", "retry"]);
  });

  it("takes nothing at all", () => {
    expect(keysOf()).toEqual([]);
    expect(keysOf({})).toEqual([]);
  });

  it("refuses names used twice, what is no step, and a concurrency that is none", () => {
    for (const args of [
      [a, b, a],
      [a, { timeoutMs: -1 }],
      [a, { retry: 0 }],
      [a, { settled: "yes" }],
      [a, { concurency: 2 }],
      [a, null],
      [{ x: a }, b],
      [{ x: 7 }],
      [a, { concurrency: 0 }],
      [a, { concurrency: "2" }],
      [{ x: a }, { concurrency: Number.NaN }],
    ]) {
      expect(caught(() => readBatch(builder, args)).code, JSON.stringify(args)).toBe("FLOW_INVALID");
    }
  });

  it("names an option that it does not have", () => {
    for (const first of [[{ x: a }], [a], [a, b]]) {
      const error = caught(() => readBatch(builder, [...first, { concurency: 2 }]));
      expect(error.message).toContain('no option "concurency"');
      expect(error.hint).toContain("The options are concurrency, settled, timeoutMs, retry");
    }
    expect(caught(() => readBatch(builder, [a, { concurrency: b }])).message).toContain("is a step");
  });

  it("finds registered chunks by name", () => {
    const flow = new TriggerFlow("names");
    flow.chunk("c", () => 3);

    expect(() => flow.batch("c" as never)).not.toThrow();
    expect(caught(() => flow.batch("d" as never)).code).toBe("FLOW_INVALID");
  });
});
