import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../../caught.js";

const a = (): string => "a";
const b = (): string => "b";

/** Why a flow cannot run; undefined when it can. */
function refusal(define: (flow: TriggerFlow, left: never, right: never) => unknown): string | undefined {
  const flow = new TriggerFlow("joins", { state: z.object({}), input: z.any() }) as unknown as TriggerFlow;
  const left = flow.chunk("left", a);
  const right = flow.chunk("right", b);
  define(flow, left as never, right as never);
  try {
    flow.blueprint();
    return undefined;
  } catch {
    return caught(() => flow.blueprint()).message;
  }
}

describe("a when of several chunks", () => {
  it("is refused when they stand in different fan-outs (F1)", () => {
    for (const define of [
      (flow: TriggerFlow, left: never, right: never) => {
        flow.forEach().to(left).endForEach().to(right);
        flow.when([left, right]);
      },
      (flow: TriggerFlow, left: never, right: never) => {
        flow.forEach().to(left).endForEach();
        flow.forEach().to(right).endForEach();
        flow.when([left, right]);
      },
      (flow: TriggerFlow, left: never, right: never) => {
        flow.match({ mode: "hitAll" }).case(1).to(left).case(2).to(right).endMatch();
        flow.when([left, right]);
      },
      (flow: TriggerFlow, left: never, right: never) => {
        flow.batch({ left }).to(right);
        flow.when([left, right]);
      },
    ]) {
      const why = refusal(define);
      expect(why).toContain('"left" and "right" stand in different fan-outs');
      expect(why).toMatch(/when "when-\d+" can never be complete/);
    }
  });

  it("is refused when only one of them ever runs (F1)", () => {
    expect(
      refusal((flow, left, right) => {
        flow.match().case(1).to(left).caseElse().to(right).endMatch();
        flow.when([left, right]);
      }),
    ).toContain('stand in different branches of match "match-1", which takes one');
    expect(
      refusal((flow, left, right) => {
        flow.forEach().match().case(1).to(left).caseElse().to(right).endMatch().endForEach();
        flow.when([left, right]);
      }),
    ).toContain("which takes one");
  });

  it("is fine where they meet, or may meet", () => {
    for (const define of [
      (flow: TriggerFlow, left: never, right: never) => {
        flow.to(left).to(right);
        flow.when([left, right]);
      },
      (flow: TriggerFlow, left: never, right: never) => {
        flow.forEach().batch({ left, right }).endForEach();
        flow.when([left, right]);
      },
      (flow: TriggerFlow, left: never, right: never) => {
        flow.forEach().to(left).endForEach().to(right).to(left);
        flow.when([left, right]);
      },
      (flow: TriggerFlow, left: never, right: never) => {
        flow.when("Go").match().case(1).to(left).caseElse().to(right).endMatch();
        flow.when([left, right]);
      },
      (flow: TriggerFlow, left: never, right: never) => {
        flow.forEach().to(left).endForEach();
        flow.when("Go").to(right);
        flow.when([left, right]);
      },
      (flow: TriggerFlow, left: never, right: never) => {
        flow.forEach().to(left).endForEach().to(right);
        flow.when([left, right], { mode: "or" });
        flow.when([left, right], { mode: "simple_or" }).to(a);
        flow.when([left, "Go"]);
      },
    ]) {
      expect(refusal(define)).toBeUndefined();
    }
  });

  it("with a key joins what comes from different fan-outs, but nothing that excludes each other (F10)", () => {
    expect(
      refusal((flow, left, right) => {
        flow.forEach().to(left).endForEach().to(right);
        flow.when([left, right], { joinBy: "id" });
      }),
    ).toBeUndefined();
    expect(
      refusal((flow, left, right) => {
        flow.match().case(1).to(left).caseElse().to(right).endMatch();
        flow.when([left, right], { joinBy: "id" });
      }),
    ).toContain("which takes one");
    expect(
      refusal((flow, left, right) => {
        flow.forEach().match().case(1).to(left).caseElse().to(right).endMatch().endForEach();
        flow.when([left, right], { joinBy: "id" });
      }),
    ).toBeUndefined();
  });
});

describe("a collection", () => {
  it("is refused when its branches can never meet (F1, F13)", () => {
    expect(
      refusal((flow) => {
        flow.forEach().to(a).collect("both", { branch: "x" }).endForEach();
        flow.to(b).collect("both", { branch: "y" });
      }),
    ).toContain('collect "both" can never be complete: "x" and "y" stand in different fan-outs');
    expect(
      refusal((flow) => {
        flow.match().case(1).to(a).collect("both").case(2).to(b).collect("both").endMatch();
      }),
    ).toContain("which takes one");
  });

  it("is fine on chains that begin apart (F13)", () => {
    expect(
      refusal((flow) => {
        flow.when("A").collect("both");
        flow.when("B").to(b).collect("both");
        flow.to(a).collect("both");
      }),
    ).toBeUndefined();
  });
});
