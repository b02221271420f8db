import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";
import { nodeOf, outline } from "./outline.js";

const a = (): string => "a";
const b = (): string => "b";

describe("a named step", () => {
  it("defined again with the same step at the same place adds nothing (F51)", () => {
    const flow = new TriggerFlow("again");
    const mend = (): string => "mended";
    for (let turn = 0; turn < 2; turn++) {
      flow.to(a, { name: "first", onError: mend }).to(b, { name: "second" }).sideBranch(a, { name: "beside" });
    }

    expect(outline(flow)).toEqual([
      "first < start",
      "first-recovery < failed/first",
      "second < ended/first ended/first-recovery",
      "beside < ended/second",
    ]);
  });

  it("is refused with another step, at another place, and with the name of another node (F51)", () => {
    const flow = new TriggerFlow("conflict");
    const first = flow.to(a, { name: "first" });
    flow.batch({ a });

    for (const define of [
      () => flow.to(b, { name: "first" }),
      () => first.to(a, { name: "first" }),
      () => flow.sideBranch(a, { name: "first" }),
      () => flow.to(a, { name: "batch-2" }),
      () => flow.to(a, { name: "" }),
      () => flow.to(a, { name: 7 as never }),
    ]) {
      expect(caught(define).code, String(define)).toBe("FLOW_INVALID");
    }
    expect(outline(flow)[0]).toBe("first < start");
  });
});

describe("the options of a step", () => {
  it("go before those of its chunk", () => {
    const flow = new TriggerFlow("options");
    const chunk = flow.chunk("work", { timeoutMs: 10, retry: 3 }, () => 1);
    flow.to(chunk).to(chunk, { timeoutMs: 20, retry: { attempts: 2, delayMs: 1 } });

    expect(nodeOf(flow, "work", "chunk")).toMatchObject({ timeoutMs: 10, retry: { attempts: 3 } });
    expect(nodeOf(flow, "work~2", "chunk")).toMatchObject({ timeoutMs: 20, retry: { attempts: 2, delayMs: 1 } });
  });

  it("are refused when they cannot be", () => {
    const flow = new TriggerFlow("refused");

    for (const options of [
      { timeout: 1 },
      { timeoutMs: 0 },
      { timeoutMs: Number.NaN },
      { retry: 0 },
      { retry: { attempts: 1.5 } },
      { retry: { attempts: 2, delayMs: -1 } },
      { onError: 7 },
      "name",
    ]) {
      expect(caught(() => flow.to(a, options as never)).code, JSON.stringify(options)).toBe("FLOW_INVALID");
    }
  });
});

describe("the step that takes a failure", () => {
  it("has its own name, or its place", () => {
    const flow = new TriggerFlow("names");
    const mend = flow.chunk("mend", () => "mended");
    flow.to(a, { onError: mend });
    flow.to(b, { onError: () => "mended" });

    expect(nodeOf(flow, "a-recovery", "chunk").chunk).toBe(mend);
    expect(nodeOf(flow, "b-recovery", "chunk").chunk.name).toBe("b-recovery");
  });
});
