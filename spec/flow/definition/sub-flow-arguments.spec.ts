import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { isSubFlow } from "../../../lib/flow/definition/sub-flow-arguments.js";
import { caught } from "../../caught.js";
import { nodeOf, outline } from "./outline.js";

const child = new TriggerFlow("child");

describe("toSubFlow", () => {
  it("keeps the flow, where its data comes from and goes to, and its limits (F15)", () => {
    const flow = new TriggerFlow("parent");
    const text = (): string => "text";
    const capture = { input: "value.topic", state: { "user.name": "state.user.name", "user.age": text } } as const;
    const writeBack = {
      value: "result.text",
      state: { topic: "snapshot.topic" },
      flowData: { last: "state" },
    } as const;
    flow.toSubFlow(child, { capture, writeBack, concurrency: 2, timeoutMs: 50, name: "research" }).end();

    expect(nodeOf(flow, "research", "subFlow")).toMatchObject({
      flow: child,
      capture,
      writeBack,
      concurrency: 2,
      timeoutMs: 50,
      on: ["start"],
    });
    expect(outline(flow).at(-1)).toBe("end-2 < ended/research");
  });

  it("is named after the flow; under a name of its own it stands there once (F51)", () => {
    const flow = new TriggerFlow("parent");
    flow.toSubFlow(child).toSubFlow(child);
    flow.toSubFlow(child, { name: "named" });
    flow.toSubFlow(child, { name: "named" });

    expect(outline(flow)).toEqual(["child < start", "child~2 < ended/child", "named < start"]);
    expect(caught(() => flow.toSubFlow(new TriggerFlow("other"), { name: "named" })).code).toBe("FLOW_INVALID");
  });

  it("may be the flow itself", () => {
    const flow = new TriggerFlow("self");
    flow.toSubFlow(flow);

    expect(nodeOf(flow, "self", "subFlow").flow).toBe(flow);
  });

  it("refuses sources, targets and options that cannot be, and names the place (F15)", () => {
    const flow = new TriggerFlow("refused");
    for (const [options, what] of [
      [{ capture: { input: "result.text" } }, 'begins with "result"'],
      [{ capture: { input: 7 } }, "is no path"],
      [{ capture: { input: "value..x" } }, "is no path"],
      [{ capture: { inputs: "value" } }, 'no option "inputs"'],
      [{ capture: "value" }, "where options belong"],
      [{ capture: { state: "state" } }, "is no record of sources"],
      [{ capture: { state: ["state"] } }, "is no record of sources"],
      [{ capture: { state: { a: "state.a", "a.b": "state.b" } } }, 'write to one place, "a" and "a.b"'],
      [{ capture: { resources: { "": "resources.db" } } }, "is no path"],
      [{ writeBack: { value: "value" } }, 'begins with "value"'],
      [{ writeBack: { resources: {} } }, 'no option "resources"'],
      [{ writeBack: { state: { a: "states.a" } } }, 'begins with "states"'],
      [{ concurrency: 0 }, "the concurrency 0"],
      [{ timeoutMs: -1 }, "the timeoutMs -1"],
      [{ retry: 2 }, 'no option "retry"'],
    ] as const) {
      const error = caught(() => flow.toSubFlow(child, options as never));
      expect(error.code).toBe("FLOW_INVALID");
      expect(error.message, error.message).toContain(what);
      expect(error.message).toContain("toSubFlow(child)");
    }
    expect(caught(() => flow.toSubFlow((() => 1) as never)).message).toContain("no flow");
  });
});

describe("isSubFlow", () => {
  it("tells flows from chunks, functions and options", () => {
    expect(isSubFlow(child)).toBe(true);
    for (const other of [null, undefined, () => 1, child.chunk("a", () => 1), { name: "x", contract: {} }])
      expect(isSubFlow(other)).toBe(false);
  });
});
