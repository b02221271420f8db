import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";

type Mode = "filledAndUpdate" | "filledThenEmpty";

/** Two chains of their own that end in one collection. */
function pair(mode: Mode): { readonly flow: TriggerFlow; readonly filled: unknown[] } {
  const filled: unknown[] = [];
  const flow = new TriggerFlow("pair");
  flow
    .when("A")
    .collect("both", { branch: "a", mode })
    .to((data) => filled.push(data.value));
  flow.when("B").collect("both", { branch: "b", mode });
  return { flow, filled };
}

describe("F13 collect", () => {
  it("joins chains behind separate whens, in the order of definition (W-09)", async () => {
    const { flow, filled } = pair("filledAndUpdate");
    const execution = await flow.startExecution();

    await execution.emit("B", 2);
    expect(filled).toEqual([]);
    await execution.emit("A", 1);

    expect(filled).toEqual([{ a: 1, b: 2 }]);
    expect(Object.keys(filled[0] as object)).toEqual(["a", "b"]);
  });

  it("goes on with the whole at each update once it was full, with the latest of each", async () => {
    const { flow, filled } = pair("filledAndUpdate");
    const execution = await flow.startExecution();
    for (const [name, value] of [
      ["A", { x: 1 }],
      ["A", { y: 1 }],
      ["B", [1]],
      ["A", 3],
      ["B", [2]],
    ] as const)
      await execution.emit(name, value);

    expect(filled).toEqual([
      { a: { y: 1 }, b: [1] },
      { a: 3, b: [1] },
      { a: 3, b: [2] },
    ]);
  });

  it("collects anew once it was full, where that is asked for", async () => {
    const { flow, filled } = pair("filledThenEmpty");
    const execution = await flow.startExecution();
    for (const [name, value] of [
      ["A", 1],
      ["A", 2],
      ["B", 1],
      ["B", 2],
      ["B", 3],
      ["A", 3],
    ] as const)
      await execution.emit(name, value);

    expect(filled).toEqual([
      { a: 2, b: 1 },
      { a: 3, b: 3 },
    ]);
  });

  it("takes falsy values for values", async () => {
    for (const value of [0, "", false, null, undefined]) {
      const { flow, filled } = pair("filledThenEmpty");
      const execution = await flow.startExecution();
      await execution.emit("A", value);
      await execution.emit("B", value);

      expect(filled).toEqual([{ a: value, b: value }]);
    }
  });

  it("goes on once for one fill, behind whichever branch a chain goes on", async () => {
    const flow = new TriggerFlow("once");
    const seen: string[] = [];
    for (const name of ["A", "B"])
      flow
        .when(name)
        .collect("both", { branch: name })
        .to(() => seen.push(`behind ${name}`));
    const execution = await flow.startExecution();
    await execution.emit("A");
    await execution.emit("B");

    expect(seen).toEqual(["behind A", "behind B"]);
  });

  it("is awaited by the emit that fills it, and its failure is that emit's", async () => {
    const flow = new TriggerFlow("fails");
    flow
      .when("A")
      .collect("both", { branch: "a" })
      .to(() => Promise.reject(new Error("behind")));
    flow.when("B").collect("both", { branch: "b" });
    const execution = await flow.startExecution();

    await execution.emit("A");
    await expect(execution.emit("B")).rejects.toThrow("behind");
  });

  it("is one for each execution, and one for each item of a forEach", async () => {
    const { flow, filled } = pair("filledAndUpdate");
    const [one, two] = [await flow.startExecution(), await flow.startExecution()];
    await one.emit("A", "one");
    await two.emit("B", "two");
    expect(filled).toEqual([]);

    const each = new TriggerFlow("each");
    const pairs: unknown[] = [];
    const body = each.forEach();
    body
      .to((data) => `l${data.value}`)
      .collect("pair", { branch: "left" })
      .to((data) => pairs.push(data.value));
    body.to((data) => `r${data.value}`).collect("pair", { branch: "right" });
    body.endForEach();
    await each.start([1, 2]);

    expect(pairs).toEqual([
      { left: "l1", right: "r1" },
      { left: "l2", right: "r2" },
    ]);
  });

  it("joins chains at the start, whichever ends first", async () => {
    const flow = new TriggerFlow("start");
    flow
      .to(async () => "slow")
      .to((data) => data.value)
      .collect("all", { branch: "slow" })
      .end();
    flow.to(() => "fast").collect("all", { branch: "fast" });

    expect((await flow.start()).result).toEqual({ slow: "slow", fast: "fast" });
  });

  it("holds the latest of each branch, not one for each signal that ever came", async () => {
    const { flow } = pair("filledAndUpdate");
    const execution = await flow.startExecution();
    const length = (): number => JSON.stringify(execution.save()).length;
    await execution.emit("A", 1);
    await execution.emit("B", 1);
    for (let turn = 0; turn < 10; turn++) await execution.emit("A", 1);
    const early = length();
    for (let turn = 0; turn < 80; turn++) await execution.emit("A", 1);

    expect(length() - early).toBeLessThan(20);
  });

  it("refuses two modes and two branches of one name", () => {
    const { flow } = pair("filledAndUpdate");

    expect(() => flow.when("C").collect("both", { mode: "filledThenEmpty" })).toThrow("two modes");
    expect(() => flow.when("C").collect("both", { branch: "a" })).toThrow('two branches "a"');
  });
});
