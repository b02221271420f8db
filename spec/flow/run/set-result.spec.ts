import { MemoryStream, ResultSet, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";

describe("setResult", () => {
  it("tells each result, and the last one holds", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ResultSet));
    const flow = new TriggerFlow();
    flow.to((data) => {
      for (const result of [null, 1]) data.setResult(result);
    });

    expect((await flow.start(undefined, { stream })).result).toBe(1);
    expect(record.events.map(({ result }) => result)).toEqual([null, 1]);
  });

  it("fails the execution when a hearer throws, although nobody waits for it", async () => {
    const stream = new MemoryStream();
    stream.where(ResultSet).subscribe(() => Promise.reject(new Error("hearer")));
    const flow = new TriggerFlow();
    flow.to((data) => data.setResult(1));

    await expect(flow.start(undefined, { stream })).rejects.toThrow("hearer");
  });
});
