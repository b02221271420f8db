import { describe, expect, it } from "vitest";
import { z } from "zod";
import { FlowStart } from "../../../lib/flow/definition/flow-start.js";
import { caught } from "../../caught.js";
import { nodeOf, outline } from "./outline.js";

const a = (): string => "a";

describe("a flow as its author writes it", () => {
  it("has a name of its own, and refuses a contract that is none", () => {
    expect(new FlowStart().name).toMatch(/^flow-\d+$/);
    expect(new FlowStart().name).not.toBe(new FlowStart().name);
    expect(caught(() => new FlowStart("wrong", { inputs: z.string() } as never)).code).toBe("FLOW_INVALID");
  });

  it("begins a chain at its start with every method that can", () => {
    const flow = new FlowStart("starts");
    flow.to(a);
    flow.sideBranch(a);
    flow.batch();
    flow.forEach().endForEach();
    flow.match().case(1).endMatch();
    flow.ifCondition(() => true).endCondition();
    flow.toSubFlow(new FlowStart("child"));
    flow.separator("note");
    flow.when("Go").to(a);

    const atStart = [...flow.blueprint().nodes.values()].filter(({ on }) => on[0] === "start").map(({ id }) => id);
    expect(atStart).toEqual(["a", "a~2", "batch-3", "forEach-4", "match-6", "if-7", "child", "separator-9"]);
    expect(outline(flow).at(-1)).toBe("a~3 < signal/Go");
  });

  it("gives the same blueprint until it grows, and what was given stays as it is (F1)", () => {
    const flow = new FlowStart("grows");
    const chain = flow.to(a);
    const first = flow.blueprint();
    expect(flow.blueprint()).toBe(first);

    chain.end();

    expect(first.nodes.size).toBe(1);
    expect(flow.blueprint().nodes.size).toBe(2);
  });
});

describe("a chunk", () => {
  it("keeps its schemas, its time and what it says that it emits", () => {
    const flow = new FlowStart("chunks");
    const value = z.number();
    const output = z.string();
    const emits = ["Go"];
    const chunk = flow.chunk("work", { value, output, timeoutMs: 5, retry: 2, emits }, (data) => String(data.value));
    emits.push("Later");

    expect(chunk).toMatchObject({
      name: "work",
      valueSchema: value,
      outputSchema: output,
      timeoutMs: 5,
      retry: { attempts: 2 },
      emits: ["Go"],
    });
  });

  it("refuses options that cannot be", () => {
    const flow = new FlowStart("refused");
    for (const options of [{ timeout: 5 }, { timeoutMs: 0 }, { retry: 0 }, { value: "text" }, { output: {} }, null])
      expect(caught(() => flow.chunk("work", options as never, a)).code, JSON.stringify(options)).toBe("FLOW_INVALID");
    expect(caught(() => flow.chunk("work", { retry: 2 }, undefined as never)).code).toBe("FLOW_INVALID");
  });
});

describe("a condition", () => {
  it("is registered by name; the same again is the one there is (F51)", () => {
    const flow = new FlowStart("conditions");
    const test = (): boolean => true;
    const known = flow.condition("known", test);

    expect(flow.condition("known", test)).toBe(known);
    flow.match().case(known).endMatch();
    expect(nodeOf(flow, "match-1", "match").cases).toEqual([{ condition: known }]);
    for (const define of [
      () => flow.condition("known", () => false),
      () => flow.condition("", test),
      () => flow.condition("other", 7 as never),
    ]) {
      expect(caught(define).code).toBe("FLOW_INVALID");
    }
  });
});
