import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";

// The contract of an operator, seen through those that there are.
describe("an operator", () => {
  it("fails the subtree with what it throws at once", async () => {
    const flow = new TriggerFlow("end", { result: z.number() });
    const caughtIn: unknown[] = [];
    flow.to(async (data) => {
      await data.emit("Wrong").catch((error: unknown) => caughtIn.push((error as { code?: unknown }).code));
    });
    flow
      .when("Wrong")
      .to((): unknown => "text")
      .end();

    expect((await flow.start()).status).toBe("completed");
    expect(caughtIn).toEqual(["FLOW_VALUE_INVALID"]);
  });

  it("is awaited with everything behind it", async () => {
    const flow = new TriggerFlow();
    flow
      .batch({ a: () => 1 })
      .batch({ b: (data) => data.value.a })
      .end();

    expect((await flow.start()).result).toEqual({ b: 1 });
  });
});
