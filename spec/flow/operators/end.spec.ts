import { MemoryStream, ResultSet, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("end (F14)", () => {
  it("takes the first value as the result, falsy ones too", async () => {
    for (const value of [0, "", false, null, undefined]) {
      const flow = new TriggerFlow();
      flow.to(() => value).end();
      flow.to(async () => "later").end();

      expect((await flow.start()).result).toBe(value);
    }
  });

  it("stops nothing", async () => {
    const flow = new TriggerFlow();
    const ran: string[] = [];
    const chain = flow.to(() => ran.push("first"));
    chain.end();
    chain.to(() => ran.push("beside"));

    await flow.start();

    expect(ran).toEqual(["first", "beside"]);
  });

  it("gives the result of a chain that a signal sets off", async () => {
    const flow = new TriggerFlow();
    flow.to((data) => data.emit("Done", 5));
    flow.when("Done").end();

    expect((await flow.start()).result).toBe(5);
  });

  it("checks the result against the contract, and stores what the contract makes of it", async () => {
    const flow = new TriggerFlow("checked", { input: z.unknown(), result: z.object({ n: z.number().default(7) }) });
    flow.to((data) => data.value).end();

    expect((await flow.start({})).result).toEqual({ n: 7 });
    await expect(flow.start({ n: "x" })).rejects.toMatchObject({
      code: "FLOW_VALUE_INVALID",
      details: { flow: "checked", slot: "result" },
    });
  });

  it("tells the bus once", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ResultSet));
    const flow = new TriggerFlow();
    for (const value of [1, 2]) flow.to(() => value).end();

    await flow.start(undefined, { stream });

    expect(record.events.map(({ result }) => result)).toEqual([1]);
  });
});
