import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";

const a = (): string => "a";

describe("a blueprint", () => {
  it("is refused while a block is open, which it names (F1)", () => {
    for (const [open, what] of [
      [(flow: TriggerFlow) => flow.forEach().to(a), 'forEach "forEach-1"'],
      [(flow: TriggerFlow) => flow.match().case(1), 'match "match-1"'],
      [(flow: TriggerFlow) => flow.match(), 'match "match-1"'],
      [(flow: TriggerFlow) => flow.ifCondition(() => true), 'ifCondition "if-1"'],
    ] as const) {
      const flow = new TriggerFlow("open");
      open(flow);

      const error = caught(() => flow.blueprint());
      expect(error.code).toBe("FLOW_INVALID");
      expect(error.message).toContain(`${what} is left open`);
    }
  });

  it("is made once the block is closed", () => {
    const flow = new TriggerFlow("closed");
    const body = flow.forEach().to(a);
    expect(caught(() => flow.blueprint()).code).toBe("FLOW_INVALID");
    body.endForEach();

    expect(flow.blueprint().nodes.size).toBe(3);
  });

  it("is refused when a step can never be reached (F1)", () => {
    const flow = new TriggerFlow("circle");
    flow.to(a).collect("all", { branch: "x" }).to(a).collect("all", { branch: "y" });

    const error = caught(() => flow.blueprint());
    expect(error.code).toBe("FLOW_INVALID");
    expect(error.message).toContain('nothing can ever lead to chunk "a~2", which waits for ended/all');
  });
});
