import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath, Crowd } from "../probes.js";

describe("a chain", () => {
  it("hands each step what the step before gave, undefined too", async () => {
    const flow = new TriggerFlow("relay", { input: z.number() });
    const seen: unknown[] = [];
    flow
      .to((data) => data.value + 1)
      .to((data) => Promise.resolve(data.value * 2))
      .to((data) => {
        seen.push(data.value);
      })
      .to((data) => seen.push(data.value));

    await flow.start(1);

    expect(seen).toEqual([4, undefined]);
  });

  it("runs two steps at one place at once, at the start, behind a step and behind a signal", async () => {
    const flow = new TriggerFlow("beside");
    const crowd = new Crowd();
    const work = async (): Promise<void> => {
      crowd.enter();
      await breath();
      crowd.leave();
    };
    flow.to(work);
    flow.to(work);
    await flow.start();
    expect(crowd.most).toBe(2);

    const behind = new TriggerFlow("behind");
    const place = behind.to((data) => data.emitNowait("Go"));
    place.to(work);
    place.to(work);
    behind.when("Go").to(work);
    behind.when("Go").to(work);
    await behind.start();

    expect(crowd.most).toBe(4);
  });

  it("takes registered chunks by name", async () => {
    const flow = new TriggerFlow("names");
    flow.chunk("a", () => "a");
    flow.chunk("b", (data) => `${String(data.value)}b`);
    flow.to("a").to("b").end();

    expect((await flow.start()).result).toBe("ab");
  });

  it("behind two places of a chunk runs for each of them", async () => {
    const flow = new TriggerFlow("places");
    const seen: unknown[] = [];
    const step = flow.chunk("step", (data) => data.value as unknown);
    flow.to(() => 1).to(step);
    flow.to(() => 2).to(step);
    flow.when(step).to((data) => seen.push(data.value));

    await flow.start();

    expect(seen).toEqual([1, 2]);
  });

  it("behind a chunk that stands under a key of a batch hears of it", async () => {
    const flow = new TriggerFlow("keyed");
    const seen: unknown[] = [];
    const step = flow.chunk("step", () => 5);
    flow.batch({ key: step });
    flow.when(step).to((data) => seen.push(data.value));

    await flow.start();

    expect(seen).toEqual([5]);
  });
});
