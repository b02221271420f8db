/** What a chunk puts into the runtime stream: when it is there, when it is too late, and who hears of it. */
import { MemoryStream, StreamItemPut, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath, readAll, warningsDuring } from "../probes.js";

describe("an item for the runtime stream", () => {
  it("is queued when putIntoStream returns", async () => {
    const flow = new TriggerFlow("sync", { stream: z.number() });
    flow.to((data) => {
      void data.putIntoStream(1);
      void data.putIntoStream(2);
      void data.stopStream();
    });
    const execution = flow.createExecution();

    expect(await readAll(execution.getRuntimeStream())).toEqual([1, 2]);
  });

  it("that comes after the end is dropped with a warning each time, and nothing fails", async () => {
    const flow = new TriggerFlow("late", { stream: z.number() });
    flow
      .to(async (data) => {
        await data.stopStream();
        await data.stopStream();
        await data.putIntoStream(1);
        await data.putIntoStream(2);
        return "fine";
      })
      .end();
    const execution = flow.createExecution();

    const warnings = await warningsDuring(async () => {
      expect((await execution.start()).result).toBe("fine");
    });

    expect(warnings).toEqual(["MILLRACE_PUT_AFTER_STOP", "MILLRACE_PUT_AFTER_STOP"]);
    expect(await readAll(execution.getRuntimeStream())).toEqual([]);
  });

  it("that comes after a failure is dropped in silence: the failure has been told", async () => {
    const flow = new TriggerFlow("failed", { stream: z.number() });
    flow.to(async (data) => {
      await breath();
      await data.putIntoStream(1);
    });
    flow.to(() => Promise.reject(new Error("broken")));

    const warnings = await warningsDuring(async () => {
      await expect(flow.start()).rejects.toThrow("broken");
      await breath();
    });

    expect(warnings).toEqual([]);
  });

  it("fails the execution when a hearer on the bus throws, also when nobody waits for the put", async () => {
    for (const waits of [true, false]) {
      const stream = new MemoryStream();
      stream.where(StreamItemPut).subscribe(() => {
        throw new Error("hearer");
      });
      const flow = new TriggerFlow("heard", { stream: z.number() });
      flow.to(async (data) => {
        const put = data.putIntoStream(1);
        if (waits) await put;
      });

      await expect(flow.start(undefined, { stream })).rejects.toThrow("hearer");
    }
  });

  it("is not changed by interrupters, which are not asked", async () => {
    const stream = new MemoryStream();
    let asked = 0;
    stream.subscribe(
      (event) => {
        if (!(event instanceof StreamItemPut)) return event;
        asked++;
        return null;
      },
      { interrupt: true },
    );
    const heard: unknown[] = [];
    stream.where(StreamItemPut).subscribe((event) => heard.push(event.item));
    const flow = new TriggerFlow("items", { stream: z.number() });
    flow.to((data) => data.putIntoStream(1));
    const execution = flow.createExecution({ stream });

    expect(await readAll(execution.getRuntimeStream())).toEqual([1]);
    expect([asked, heard]).toEqual([0, [1]]);
  });
});
