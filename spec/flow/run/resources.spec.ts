import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { allResources } from "../../../lib/flow/run/resources.js";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

describe("the resources of an execution (F43)", () => {
  const shared = { name: "flow's" };

  it("are those of the flow, with the execution's own before them, by identity", async () => {
    const flow = new TriggerFlow("layers", undefined, { resources: { db: shared, log: "flow's log" } });
    flow.to((data) => [data.resource("db"), data.resource("log"), data.resource("cache")]).end();
    const own = { name: "own" };

    const { result } = await flow.start(undefined, { resources: { db: own, cache: 0 } });

    expect(result).toEqual([own, "flow's log", 0]);
    expect((result as unknown[])[0]).toBe(own);
    expect(flow.resources).toEqual({ db: shared, log: "flow's log" });
  });

  it("can be given by a chunk, for this execution only, from then on", async () => {
    const flow = new TriggerFlow("gives", undefined, { resources: { db: shared } });
    flow
      .to((data) => {
        if (data.value) {
          data.setResource("db", "own");
          data.setResource("late", undefined);
        }
      })
      .to((data) => [data.resource("db"), data.resource("late")])
      .end();
    const [one, other] = await Promise.allSettled([flow.start(true), flow.start(false)]);

    expect(one).toMatchObject({ value: { result: ["own", undefined] } });
    expect(other).toMatchObject({
      reason: {
        code: "DEPENDENCY_MISSING",
        message: expect.stringContaining('"late"'),
        hint: expect.stringContaining("db"),
        details: { flow: "gives", resource: "late" },
      },
    });
    expect(flow.resources).toEqual({ db: shared });
  });

  it("say that there are none where there are none", async () => {
    const flow = new TriggerFlow("none");
    flow.to((data) => data.resource("db"));

    await expect(flow.start()).rejects.toMatchObject({ hint: expect.stringContaining("none") });
  });

  it("can be asked for by conditions", async () => {
    const flow = new TriggerFlow("asks");
    flow
      .ifCondition((data) => data.resource<boolean>("left"))
      .to(() => "left")
      .elseCondition()
      .to(() => "right")
      .endCondition()
      .end();

    expect((await flow.start(undefined, { resources: { left: true } })).result).toBe("left");
    expect((await flow.start(undefined, { resources: { left: false } })).result).toBe("right");
  });

  it("cannot be given behind the end", async () => {
    const flow = new TriggerFlow("late");
    const refused: unknown[] = [];
    const door = createDeferred<undefined>();
    flow.to(async (data) => {
      await door.promise;
      try {
        data.setResource("db", 1);
      } catch (error) {
        refused.push((error as { readonly code?: unknown }).code);
      }
    });
    const execution = flow.createExecution();
    void execution.start();
    await breath();
    await execution.cancel();
    door.resolve(undefined);
    await breath();

    expect(refused).toEqual(["EXECUTION_CLOSED"]);
  });

  it("are one object for those who capture them, the first layer before the others", () => {
    expect(allResources([{ a: 1 }, { a: 2, b: 2 }, { b: 3, c: 3 }])).toEqual({ a: 1, b: 2, c: 3 });
    expect(allResources([])).toEqual({});
  });
});
