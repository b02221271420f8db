/** What a match asks: conditions that answer at once or later, of their own each. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

/** Routes its input to the name of a branch. */
function routed(build: (chain: ReturnType<TriggerFlow["match"]>) => { end(): void }, by?: string): TriggerFlow {
  const flow = new TriggerFlow("routed");
  build(flow.match(by === undefined ? {} : { by })).end();
  return flow;
}

describe("F8 the conditions of a match", () => {
  it("waits for conditions that answer later, one after the other, and asks none behind the first that fits (W-17)", async () => {
    const doors = [createDeferred<boolean>(), createDeferred<boolean>()];
    const asked: number[] = [];
    const ask = (at: number) => async (): Promise<boolean> => {
      asked.push(at);
      return doors[at]!.promise;
    };
    const flow = routed((match) =>
      match
        .case(() => false)
        .to(() => "never")
        .case(ask(0))
        .to(() => "first")
        .case(ask(1))
        .to(() => "second")
        .case(() => {
          asked.push(2);
          return true;
        })
        .to(() => "third")
        .endMatch(),
    );
    const started = flow.start();
    await breath();
    expect(asked).toEqual([0]);
    doors[0]!.resolve(false);
    await breath();
    expect(asked).toEqual([0, 1]);
    doors[1]!.resolve(true);

    expect((await started).result).toBe("second");
    expect(asked).toEqual([0, 1]);
  });

  it("refuses answers that are neither true nor false, at once or later (W-17)", async () => {
    for (const answer of [1, "x", 0, "", undefined, null, {}, []]) {
      for (const condition of [() => answer, async () => answer]) {
        const flow = routed((match) =>
          match
            .case(1)
            .case(condition as never)
            .to(() => "taken")
            .endMatch(),
        );

        await expect(flow.start()).rejects.toMatchObject({
          code: "FLOW_VALUE_INVALID",
          message: expect.stringContaining("Case 2") as string,
          hint: expect.stringContaining("value.length > 0") as string,
        });
      }
    }
  });

  it("fails with what a condition throws, at once or later, for whoever awaits it", async () => {
    for (const condition of [
      () => {
        throw new Error("cannot say");
      },
      () => Promise.reject(new Error("cannot say")),
    ]) {
      const flow = new TriggerFlow("throws");
      const seen: unknown[] = [];
      flow.to((data) => data.emit("Go").catch((error: unknown) => seen.push((error as Error).message)));
      flow
        .when("Go")
        .ifCondition(condition)
        .to(() => seen.push("taken"))
        .endCondition()
        .to(() => seen.push("behind"));

      expect((await flow.start()).status).toBe("completed");
      expect(seen).toEqual(["cannot say"]);
    }
  });

  it("asks conditions of their own, two on one line and many made in a loop (W-02)", async () => {
    const flow = routed((match) =>
      match
        .case((data) => data.value >= 90)
        .to(() => "A")
        .case((data) => data.value >= 80)
        .to(() => "B")
        .caseElse()
        .to(() => "C")
        .endMatch(),
    );
    expect((await flow.start(85)).result).toBe("B");

    const loop = new TriggerFlow("loop");
    let chain = loop.match().case((data) => data.value === -1) as never as ReturnType<TriggerFlow["to"]>;
    for (let index = 0; index < 10; index++)
      chain = (chain as never as { case(test: unknown): typeof chain })
        .case((data: { readonly value: number }) => data.value === index)
        .to(() => `case ${index}`);
    (chain as never as { endMatch(): typeof chain }).endMatch().end();
    for (let index = 0; index < 10; index++) expect((await loop.start(index)).result).toBe(`case ${index}`);
  });

  it("lets two matches stand at one place", async () => {
    const flow = new TriggerFlow("two");
    const seen: unknown[] = [];
    flow
      .match()
      .case(1)
      .to(() => seen.push("first"))
      .endMatch();
    flow
      .match()
      .case(1)
      .to(() => seen.push("second"))
      .endMatch();

    await flow.start(1);

    expect(seen).toEqual(["first", "second"]);
  });

  it("sees state, flow data and resources in its conditions", async () => {
    const flow = new TriggerFlow("reads", {}, { resources: { limit: 3 } });
    await flow.setFlowData("open", true);
    flow
      .to((data) => {
        data.state.set("n", 3);
      })
      .ifCondition((data) => data.state.get("n") === data.resource("limit") && data.flowData.get("open") === true)
      .to(() => "yes")
      .endCondition()
      .end();

    expect((await flow.start()).result).toBe("yes");
  });
});

describe("ifCondition", () => {
  it("is a match of conditions: if, else if, else", async () => {
    const flow = new TriggerFlow("grade");
    flow
      .ifCondition((data) => data.value >= 90)
      .to(() => "A")
      .elifCondition(async (data) => data.value >= 80)
      .to(() => "B")
      .elseCondition()
      .to(() => "C")
      .endCondition()
      .end();

    const grades = [];
    for (const points of [95, 82, 12]) grades.push((await flow.start(points)).result);
    expect(grades).toEqual(["A", "B", "C"]);
  });
});
