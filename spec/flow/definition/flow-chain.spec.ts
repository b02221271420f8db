import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";
import { nodeOf, outline } from "./outline.js";

const a = (): string => "a";
const b = (): string => "b";
const c = (): string => "c";
const d = (): string => "d";

describe("to", () => {
  it("goes on behind the step, named by the author, the function or the position", () => {
    const flow = new TriggerFlow("names");
    flow
      .to(a, { name: "first" })
      .to(b)
      .to(() => 1)
      .end();

    expect(outline(flow)).toEqual(["first < start", "b < ended/first", "step-3 < ended/b", "end-4 < ended/step-3"]);
  });

  it("makes two nodes of a function used twice (F3)", () => {
    const flow = new TriggerFlow("twice");
    flow.to(a).to(a);

    expect(outline(flow)).toEqual(["a < start", "a~2 < ended/a"]);
  });

  it("goes on behind the step and behind the one that takes its failure", () => {
    const flow = new TriggerFlow("taken");
    flow.to(a, { onError: () => "mended" }).to(b);

    expect(outline(flow)).toEqual(["a < start", "a-recovery < failed/a", "b < ended/a ended/a-recovery"]);
    expect(nodeOf(flow, "a-recovery", "chunk").recovers).toBe("a");
  });

  it("takes a flow for toSubFlow", () => {
    const flow = new TriggerFlow("parent");
    flow.to(new TriggerFlow("child")).end();

    expect(nodeOf(flow, "child", "subFlow").on).toEqual(["start"]);
    expect(outline(flow)).toEqual(["child < start", "end-2 < ended/child"]);
  });
});

describe("sideBranch", () => {
  it("leaves the chain where it was", () => {
    const flow = new TriggerFlow("side");
    flow.sideBranch(a).to(b).sideBranch(c, { onError: d }).end();

    expect(outline(flow)).toEqual([
      "a < start",
      "b < start",
      "c < ended/b",
      "c-recovery < failed/c",
      "end-5 < ended/b",
    ]);
    expect(["a", "b", "c", "c-recovery"].map((id) => nodeOf(flow, id, "chunk").side)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});

describe("batch", () => {
  it("starts its branches at once and gathers each of them (F6)", () => {
    const flow = new TriggerFlow("batch");
    flow.batch({ x: a, y: b }, { concurrency: 2 }).to(c);

    expect(outline(flow)).toEqual([
      "batch-1 < start",
      "x < branches/batch-1 in branches/batch-1",
      "x in batch-1 < ended/x skipped/x",
      "y < branches/batch-1 in branches/batch-1",
      "y in batch-1 < ended/y skipped/y",
      "c < ended/batch-1",
    ]);
    expect(nodeOf(flow, "batch-1", "batch")).toMatchObject({ concurrency: 2, settled: false, keys: ["x", "y"] });
    expect(nodeOf(flow, "x in batch-1", "gather")).toMatchObject({ batch: "batch-1", key: "x" });
  });

  it("that is settled gathers failures, too, and gives its time to branches that have none", () => {
    const flow = new TriggerFlow("settled");
    const own = flow.chunk("own", { timeoutMs: 5, retry: 2 }, () => 1);
    flow.batch({ own, other: a }, { settled: true, timeoutMs: 9, retry: { attempts: 3, delayMs: 1 } });

    expect(nodeOf(flow, "other in batch-1", "gather").on).toEqual(["ended/other", "skipped/other", "failed/other"]);
    expect(nodeOf(flow, "own", "chunk")).toMatchObject({ timeoutMs: 5, retry: { attempts: 2 } });
    expect(nodeOf(flow, "other", "chunk")).toMatchObject({ timeoutMs: 9, retry: { attempts: 3, delayMs: 1 } });
  });

  it("may have no branches at all", () => {
    const flow = new TriggerFlow("none");
    flow.batch().to(a);
    flow.batch({}, { concurrency: 1 });

    expect(outline(flow)).toEqual(["batch-1 < start", "a < ended/batch-1", "batch-3 < start"]);
  });
});

describe("forEach", () => {
  it("ends with what is last in its body, and with what is left out on the way there (F7)", () => {
    const flow = new TriggerFlow("items");
    flow.forEach({ concurrency: 2, order: "completion" }).to(a).sideBranch(c).to(b).endForEach().to(d);

    expect(outline(flow)).toEqual([
      "forEach-1 < start",
      "a < items/forEach-1 in items/forEach-1",
      "c < ended/a in items/forEach-1",
      "b < ended/a in items/forEach-1",
      "endForEach-5 < ended/b skipped/a skipped/b",
      "d < ended/endForEach-5",
    ]);
    expect(nodeOf(flow, "forEach-1", "forEach")).toMatchObject({ concurrency: 2, order: "completion" });
    expect(nodeOf(flow, "endForEach-5", "endForEach").forEach).toBe("forEach-1");
  });

  it("with an empty body ends with its items", () => {
    const flow = new TriggerFlow("empty");
    flow.forEach().endForEach().end();

    expect(outline(flow)).toEqual([
      "forEach-1 < start",
      "endForEach-2 < items/forEach-1",
      "end-3 < ended/endForEach-2",
    ]);
  });

  it("leaves what is left out inside of a block in it to the join of that block", () => {
    const flow = new TriggerFlow("nested");
    flow.forEach().batch({ a }).forEach().to(b).endForEach().to(c).endForEach();

    expect(outline(flow).slice(-2)).toEqual([
      "c < ended/endForEach-7 in items/forEach-1",
      "endForEach-9 < ended/c skipped/c",
    ]);
    expect(nodeOf(flow, "b", "chunk").within).toEqual(["items/forEach-1", "items/forEach-5"]);
    expect(nodeOf(flow, "endForEach-7", "endForEach").on).toEqual(["ended/b", "skipped/b"]);
  });

  it("takes over what is left out in the branches of a choice", () => {
    const flow = new TriggerFlow("choice");
    flow
      .forEach()
      .ifCondition(() => true)
      .to(a, { onError: b })
      .endCondition()
      .endForEach();

    expect(outline(flow).at(-1)).toBe("endForEach-5 < ended/a ended/a-recovery else/if-2 skipped/a skipped/a-recovery");
  });

  it("takes sub-flows that are left out for steps", () => {
    const flow = new TriggerFlow("child-items");
    flow.forEach().toSubFlow(new TriggerFlow("child")).endForEach();

    expect(nodeOf(flow, "endForEach-3", "endForEach").on).toEqual(["ended/child", "skipped/child"]);
  });
});

describe("collect", () => {
  it("gathers branches of any chains under one name (F13)", () => {
    const flow = new TriggerFlow("collect");
    flow.to(a).collect("both", { branch: "x", mode: "filledThenEmpty" }).to(c);
    flow.when("Go").to(b).collect("both").end();

    expect(outline(flow)).toEqual([
      "a < start",
      "x in both < ended/a",
      "c < ended/both",
      "b < signal/Go",
      "branch-2 in both < ended/b",
      "end-6 < ended/both",
    ]);
    expect(flow.blueprint().collections.get("both")).toEqual(["x", "branch-2"]);
    expect(nodeOf(flow, "branch-2 in both", "collect").mode).toBe("filledThenEmpty");
  });

  it("refuses a branch twice, two modes, and a name that a node has", () => {
    const flow = new TriggerFlow("refused");
    const chain = flow.to(a).collect("name", { branch: "x" });

    for (const define of [
      () => chain.collect("name", { branch: "x" }),
      () => chain.collect("name", { mode: "filledThenEmpty" }),
      () => chain.collect("a"),
      () => chain.collect(""),
      () => chain.collect("other", { mode: "filled" as never }),
      () => chain.collect("other", { branches: 1 } as never),
      () => chain.to(b, { name: "name" }),
    ]) {
      expect(caught(define).code, String(define)).toBe("FLOW_INVALID");
    }
  });
});

describe("separator", () => {
  it("is a note that nothing waits for", () => {
    const flow = new TriggerFlow("notes");
    flow.separator("start").to(a).separator("shown", { value: true }).to(b);

    expect(outline(flow)).toEqual(["separator-1 < start", "a < start", "separator-3 < ended/a", "b < ended/a"]);
    expect(nodeOf(flow, "separator-1", "separator")).toMatchObject({ note: "start", print: false, showValue: false });
    expect(nodeOf(flow, "separator-3", "separator")).toMatchObject({ note: "shown", print: false, showValue: true });
    expect(caught(() => flow.separator(7 as never)).code).toBe("FLOW_INVALID");
    expect(caught(() => flow.separator("x", { log: true } as never)).message).toContain('no option "log"');
  });
});

describe("a chain", () => {
  it("may fork: two steps at one place both stand there", () => {
    const flow = new TriggerFlow("fork");
    const place = flow.to(a);
    place.to(b);
    place.to(c);

    expect(outline(flow)).toEqual(["a < start", "b < ended/a", "c < ended/a"]);
  });

  it("begins another one with when, outside of its blocks", () => {
    const flow = new TriggerFlow("apart");
    const body = flow.forEach();
    body.when("Go").to(a).end();
    body.endForEach();

    expect(outline(flow)).toContain("a < signal/Go");
  });

  it("refuses ends, options and counts that cannot be, and names the place", () => {
    const flow = new TriggerFlow("refused");
    for (const [define, what] of [
      [() => (flow.to(a) as never as { endForEach(): void }).endForEach(), "no forEach is open"],
      [() => (flow.forEach() as never as { end(): void }).end(), "end stands inside of forEach"],
      [() => flow.forEach({ concurrency: 0 }), "the concurrency 0"],
      [() => flow.forEach({ concurrency: -1 }), "the concurrency -1"],
      [() => flow.forEach({ concurrency: 1.5 }), "the concurrency 1.5"],
      [() => flow.forEach({ order: "random" as never }), '"random"'],
      [() => flow.forEach({ concurency: 2 } as never), 'no option "concurency"'],
      [() => flow.batch({ a }, { concurrency: 0 }), "the concurrency 0"],
    ] as const) {
      const error = caught(define as () => unknown);
      expect(error.code).toBe("FLOW_INVALID");
      expect(error.message).toContain(what);
    }
  });

  it("closes a forEach once", () => {
    const flow = new TriggerFlow("once");
    const body = flow.forEach().to(a);
    body.endForEach();

    expect(caught(() => body.endForEach()).message).toContain("twice");
  });
});
