import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";
import { nodeOf, outline } from "./outline.js";

const a = (): string => "a";
const b = (): string => "b";
const c = (): string => "c";
const d = (): string => "d";

describe("a match of the first case", () => {
  it("goes on behind all of its branches, and behind none of them (F8)", () => {
    const flow = new TriggerFlow("first");
    flow.match().case("x").to(a).case("y").to(b).endMatch().to(c);

    expect(outline(flow)).toEqual([
      "match-1 < start",
      "a < case/match-1/0 in case/match-1/0",
      "b < case/match-1/1 in case/match-1/1",
      "c < ended/a ended/b else/match-1",
    ]);
    expect(nodeOf(flow, "match-1", "match")).toMatchObject({
      mode: "hitFirst",
      by: undefined,
      cases: [{ equals: "x" }, { equals: "y" }],
      closed: false,
      exhaustive: false,
    });
  });

  it("with caseElse goes on behind that branch instead", () => {
    const flow = new TriggerFlow("else");
    flow.match().case("x").to(a).caseElse().to(b).endMatch().to(c);

    expect(outline(flow).slice(2)).toEqual(["b < else/match-1 in else/match-1", "c < ended/a ended/b"]);
    expect(nodeOf(flow, "match-1", "match").closed).toBe(true);
  });

  it("lets the value through empty branches", () => {
    const flow = new TriggerFlow("empty");
    flow.match().case("x").case("y").to(a).caseElse().endMatch().to(b);

    expect(outline(flow).at(-1)).toBe("b < case/match-1/0 ended/a else/match-1");
  });

  it("that is exhaustive goes on behind its cases only", () => {
    const flow = new TriggerFlow("exhaustive");
    flow
      .to(() => "x" as const)
      .match()
      .case("x")
      .to(a)
      .endMatch({ exhaustive: true })
      .to(b);

    expect(nodeOf(flow, "match-2", "match").exhaustive).toBe(true);
    expect(nodeOf(flow, "b", "chunk").on).toEqual(["ended/a"]);
  });

  it("looks at a part of the value, and asks named or nameless conditions", () => {
    const flow = new TriggerFlow("tests");
    const known = flow.condition("known", () => true);
    const named = (): boolean => true;
    flow
      .match({ by: "user.kind" })
      .case(known)
      .case(named)
      .case(() => false)
      .case({ deep: [1] })
      .endMatch();

    const { by, cases } = nodeOf(flow, "match-1", "match");
    expect(by).toBe("user.kind");
    expect(cases.map((test) => ("condition" in test ? test.condition.name : test.equals))).toEqual([
      "known",
      "named",
      "match-1/2",
      { deep: [1] },
    ]);
  });
});

describe("a match of all cases", () => {
  it("joins its cases, those that are left out, too, and passes what stands beside them (F8)", () => {
    const flow = new TriggerFlow("all");
    flow.match({ mode: "hitAll" }).case("x").to(a).to(b).case("y").caseElse().to(c).endMatch().to(d);

    expect(outline(flow).slice(-2)).toEqual([
      "endMatch-5 < ended/b case/match-1/1 skipped/a skipped/b",
      "d < ended/endMatch-5 ended/c",
    ]);
    expect(nodeOf(flow, "endMatch-5", "endMatch").match).toBe("match-1");
  });

  it("without caseElse passes the value", () => {
    const flow = new TriggerFlow("all-open");
    flow.match({ mode: "hitAll" }).case("x").to(a).endMatch().to(b);

    expect(outline(flow).at(-1)).toBe("b < ended/endMatch-3 else/match-1");
  });

  it("inside of a forEach takes care of its cases; what the else leaves out is the forEach's", () => {
    const flow = new TriggerFlow("all-items");
    flow.forEach().match({ mode: "hitAll" }).case("x").to(a).caseElse().to(b).endMatch().endForEach();

    expect(outline(flow).at(-1)).toBe("endForEach-6 < ended/endMatch-5 ended/b skipped/b");
    expect(nodeOf(flow, "a", "chunk").within).toEqual(["items/forEach-1", "case/match-2/0"]);
  });
});

describe("an ifCondition", () => {
  it("is a match of the first condition", () => {
    const flow = new TriggerFlow("if");
    flow
      .ifCondition(() => true)
      .to(a)
      .elifCondition(() => false)
      .to(b)
      .elseCondition()
      .to(c)
      .endCondition()
      .to(d);

    expect(outline(flow)).toEqual([
      "if-1 < start",
      "a < case/if-1/0 in case/if-1/0",
      "b < case/if-1/1 in case/if-1/1",
      "c < else/if-1 in else/if-1",
      "d < ended/a ended/b ended/c",
    ]);
    expect(nodeOf(flow, "if-1", "match")).toMatchObject({ kind: "match", mode: "hitFirst", closed: true });
  });

  it("takes functions and named conditions only", () => {
    const flow = new TriggerFlow("if-values");

    expect(caught(() => flow.ifCondition(true as never)).hint).toContain("match().case(value)");
  });
});

describe("a choice in plain JavaScript", () => {
  it("is refused where its parts stand in the wrong place", () => {
    const flow = new TriggerFlow("wrong");
    const open = (): ReturnType<typeof flow.match> => flow.match();
    const start = (): never => flow.to(a) as never;
    type Any = Record<string, (...args: unknown[]) => never>;
    const call = (chain: unknown, method: string, ...args: unknown[]): unknown => (chain as Any)[method]!(...args);

    for (const [define, what] of [
      [() => call(start(), "case", 1), "case stands where no match is open"],
      [() => call(start(), "endMatch"), "endMatch stands where no match is open"],
      [() => call(start(), "elseCondition"), "no ifCondition is open"],
      [() => call(open(), "endMatch"), "has no case"],
      [() => call(open(), "caseElse"), "has no case"],
      [() => call(call(call(open(), "case", 1), "caseElse"), "case", 2), "behind the branch for all other values"],
      [() => call(call(call(open(), "case", 1), "caseElse"), "caseElse"), "behind the branch for all other values"],
      [() => call(call(open(), "case", 1), "endCondition"), "endCondition stands inside of match"],
      [() => call(call(open(), "case", 1), "endForEach"), "Close it with endMatch()"],
      [() => call(call(call(open(), "case", 1), "caseElse"), "endMatch", { exhaustive: true }), "is exhaustive"],
      [() => call(call(open(), "case", 1), "endMatch", { exhaustiv: true }), 'no option "exhaustiv"'],
      [() => call(flow, "match", { mode: "all" }), "There are hitFirst, hitAll"],
      [() => call(flow, "match", { by: "a..b" }), "is no path"],
    ] as const) {
      const error = caught(define);
      expect(error.code).toBe("FLOW_INVALID");
      expect(error.message, error.message).toContain(what);
    }
  });

  it("is refused when a case can never run, since its value was there before (F1)", () => {
    const flow = new TriggerFlow("dead");

    expect(
      caught(() =>
        flow
          .match()
          .case({ a: [1] })
          .case({ a: [1] }),
      ).message,
    ).toContain("case 2 of match");
  });

  it("is refused when it goes on from a branch that has been left", () => {
    const flow = new TriggerFlow("left");
    const first = flow.match().case(1);
    first.case(2);

    expect(caught(() => first.case(3)).message).toContain("has been left");
  });
});
