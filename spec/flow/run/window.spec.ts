/** Pauses in a `forEach` that lets few items in at once. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred, type Deferred } from "../../../lib/primitives/deferred.js";
import { breath, Crowd } from "../probes.js";

describe("an item that pauses", () => {
  it("gives its place to the next one: with one at once, all of them ask (F26, W-03)", async () => {
    const flow = new TriggerFlow("asks");
    flow
      .to(() => ["a", "b", "c"])
      .forEach({ concurrency: 1 })
      .to((data) => data.pauseFor({ id: data.value }))
      .endForEach()
      .end();
    const execution = flow.createExecution();

    expect((await execution.start()).interrupts.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    for (const id of ["b", "c", "a"]) await execution.continueWith(id, id.toUpperCase());

    expect((await execution.outcome).result).toEqual(["A", "B", "C"]);
  });

  it("takes its place again to go on: never more in the body than the window takes (F26)", async () => {
    const crowd = new Crowd();
    const doors = new Map<string, Deferred<undefined>>();
    const ran: string[] = [];
    const flow = new TriggerFlow("again");
    flow
      .to(() => ["a", "b", "c"])
      .forEach({ concurrency: 1 })
      .to((data) => (data.value === "a" ? data.pauseFor({ id: "a" }) : data.value))
      .to(async (data) => {
        const name = String(data.value);
        crowd.enter();
        ran.push(name);
        const door = createDeferred<undefined>();
        doors.set(name, door);
        await door.promise;
        crowd.leave();
        return name;
      })
      .endForEach()
      .end();
    const execution = flow.createExecution();
    void execution.start();
    await breath();
    expect(ran).toEqual(["b"]);

    const answered = execution.continueWith("a", "A");
    await breath();
    expect(ran).toEqual(["b"]);
    for (const name of ["b", "c", "A"]) {
      doors.get(name)?.resolve(undefined);
      await breath();
    }
    await answered;

    expect(ran).toEqual(["b", "c", "A"]);
    expect(crowd.most).toBe(1);
    expect((await execution.outcome).result).toEqual(["A", "b", "c"]);
  });

  it("bounds a wider window, too: two at once, whoever pauses and whoever goes on (F26)", async () => {
    const crowd = new Crowd();
    const flow = new TriggerFlow("two");
    flow
      .to(() => Array.from({ length: 8 }, (_, index) => index))
      .forEach({ concurrency: 2 })
      .to((data) => (data.value % 2 === 0 ? data.pauseFor({ id: `item ${data.value}` }) : data.value))
      .to(async (data) => {
        crowd.enter();
        await breath();
        crowd.leave();
        return data.value;
      })
      .endForEach()
      .end();
    const execution = flow.createExecution();
    const { interrupts } = await execution.start();
    await Promise.all(interrupts.map(async ({ id }) => execution.continueWith(id, id)));

    expect((await execution.outcome).result).toEqual(["item 0", 1, "item 2", 3, "item 4", 5, "item 6", 7]);
    expect(crowd.most).toBe(2);
  });

  it("gives up the place of every loop around it", async () => {
    const flow = new TriggerFlow("nested");
    flow
      .to(() => [
        ["a", "b"],
        ["c", "d"],
      ])
      .forEach({ concurrency: 1 })
      .forEach({ concurrency: 1 })
      .to((data) => data.pauseFor({ id: data.value }))
      .endForEach()
      .endForEach()
      .end();
    const execution = flow.createExecution();

    expect((await execution.start()).interrupts.map(({ id }) => id).sort()).toEqual(["a", "b", "c", "d"]);
    for (const id of ["d", "a", "c", "b"]) await execution.continueWith(id, id.toUpperCase());

    expect((await execution.outcome).result).toEqual([
      ["A", "B"],
      ["C", "D"],
    ]);
  });

  it("whose answer failed gives its place back: the others go on while it waits again", async () => {
    const ran: unknown[] = [];
    let fails = true;
    const doors = new Map<unknown, Deferred<undefined>>();
    const flow = new TriggerFlow("failed");
    flow
      .to(() => [1, 2, 3, 4, 5])
      .forEach({ concurrency: 1 })
      .to((data) => (data.value === 1 ? data.pauseFor({ id: "first" }) : data.value))
      .to(async (data) => {
        ran.push(data.value);
        if (data.value === "answer") {
          if (fails) throw new Error("not now");
        } else {
          const door = createDeferred<undefined>();
          doors.set(data.value, door);
          await door.promise;
        }
        return data.value;
      })
      .endForEach()
      .end();
    const execution = flow.createExecution();
    void execution.start();
    await breath();
    const answered = execution.continueWith("first", "answer").catch((error: unknown) => error);
    for (const item of [2, 3, 4, 5]) {
      await breath();
      doors.get(item)?.resolve(undefined);
    }
    expect(await answered).toMatchObject({ message: "not now" });
    await breath();
    doors.get(5)?.resolve(undefined);
    await breath();

    expect(ran.filter((one) => one !== "answer")).toEqual([2, 3, 4, 5]);
    expect(execution.status).toBe("waiting");
    fails = false;
    await execution.continueWith("first", "answer");
    expect((await execution.outcome).result).toEqual(["answer", 2, 3, 4, 5]);
  });

  it("fails by itself: an item that begins in the place that it left is the failure of the execution", async () => {
    const doors = new Map<unknown, Deferred<undefined>>();
    const flow = new TriggerFlow("other");
    flow
      .to(() => [1, 2, 3, 4])
      .forEach({ concurrency: 1 })
      .to((data) => (data.value === 1 ? data.pauseFor({ id: "first" }) : data.value))
      .to(async (data) => {
        if (data.value === "answer") return data.value;
        const door = createDeferred<undefined>();
        doors.set(data.value, door);
        await door.promise;
        if (data.value === 4) throw new Error("the fourth");
        return data.value;
      })
      .endForEach()
      .end();
    const execution = flow.createExecution();
    void execution.start().catch(() => undefined);
    await breath();
    const answered = execution.continueWith("first", "answer").catch((error: unknown) => error);
    for (const item of [2, 3, 4]) {
      await breath();
      doors.get(item)?.resolve(undefined);
    }
    await breath();

    expect(execution.status).toBe("failed");
    await expect(execution.outcome).rejects.toThrow("the fourth");
    await answered;
  });

  it("keeps its place given up over a restart", async () => {
    const flow = new TriggerFlow("restart");
    flow
      .to(() => ["a", "b", "c"])
      .forEach({ concurrency: 1 })
      .to((data) => data.pauseFor({ id: data.value }))
      .to((data) => data.value)
      .endForEach()
      .end();
    const first = flow.createExecution();
    await first.start();
    await first.continueWith("b", "B");
    const saved = JSON.stringify(first.save());

    const second = flow.createExecution();
    second.load(saved);
    await second.resume();
    await Promise.all([second.continueWith("c", "C"), second.continueWith("a", "A")]);

    expect((await second.outcome).result).toEqual(["A", "B", "C"]);
    await first.cancel();
  });
});
