/** Counts are checked alike wherever they are given. */
import { MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { checkCount } from "../../lib/primitives/check-count.js";
import { caught } from "../caught.js";

describe("checkCount", () => {
  it.each([0, 1, 7, Number.MAX_SAFE_INTEGER, Infinity])("takes %d from 0 up", (count) => {
    expect(() => {
      checkCount("count", count, 0);
    }).not.toThrow();
  });

  it.each([-1, 0.5, Number.NaN, -Infinity, 2 ** 53, "3" as never])("refuses %s", (count) => {
    expect(
      caught(() => {
        checkCount("count", count, 0);
      }).code,
    ).toBe("OPTION_INVALID");
  });

  it.each([
    ["retain", () => new MemoryStream({ retain: -1 })],
    ["maxDepth", () => new MemoryStream({ maxDepth: 0 })],
    ["maxEvents", () => new MemoryStream().join({ maxEvents: 0 })],
    ["buffer", () => new MemoryStream().join({ buffer: 0 })],
    ["concurrency", () => new TriggerFlow("f").createExecution({ concurrency: 0 })],
    ["streamRetain", () => new TriggerFlow("f").createExecution({ streamRetain: -1 })],
  ])("names the option %s", (option, use) => {
    expect(caught(use).message).toContain(`${option} is `);
  });
});
