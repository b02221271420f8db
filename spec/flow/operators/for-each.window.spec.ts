/** The window of a `forEach`: how many items are in the body at once, and who gets the next place. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, Crowd } from "../probes.js";

/** A body that notes what begins, and waits at a door for each item. */
function gatedBody(names: readonly string[]): {
  readonly begun: string[];
  body(data: { readonly value: unknown }): Promise<string>;
  open(name: string): Promise<void>;
} {
  const begun: string[] = [];
  const doors = new Map(names.map((name) => [name, createDeferred<undefined>()]));
  return {
    begun,
    async body({ value }) {
      const name = value as string;
      begun.push(name);
      await doors.get(name)!.promise;
      return name;
    },
    async open(name) {
      doors.get(name)!.resolve(undefined);
      await breath();
    },
  };
}

describe("F40 the window of a forEach", () => {
  it("slides: the next item begins when any item has come through, not when all have", async () => {
    const { begun, body, open } = gatedBody(["a", "b", "c", "d"]);
    const flow = new TriggerFlow("slide");
    flow.forEach({ concurrency: 2 }).to(body).endForEach().end();
    const started = flow.start(["a", "b", "c", "d"]);
    await breath();

    expect(begun).toEqual(["a", "b"]);
    await open("b");
    expect(begun).toEqual(["a", "b", "c"]);
    await open("c");
    expect(begun).toEqual(["a", "b", "c", "d"]);
    await open("a");
    await open("d");

    expect((await started).result).toEqual(["a", "b", "c", "d"]);
  });

  it("bounds the whole body, all of its steps", async () => {
    const crowd = new Crowd();
    const flow = new TriggerFlow("steps");
    flow
      .forEach({ concurrency: 2 })
      .to(async () => {
        crowd.enter();
        await breath();
      })
      .to(breath)
      .to(async () => {
        await breath();
        crowd.leave();
      })
      .endForEach();

    await flow.start([1, 2, 3, 4, 5, 6]);

    expect(crowd.most).toBe(2);
  });

  it("is one for all passes of an execution, those inside other items included, and one for each execution", async () => {
    const crowds: Crowd[] = [];
    const flow = new TriggerFlow("nested");
    flow
      .forEach()
      .forEach({ concurrency: 2 })
      .to(async (data) => {
        const crowd = crowds[(data.value as number) % 10]!;
        crowd.enter();
        await breath();
        crowd.leave();
        return data.value as number;
      })
      .endForEach()
      .endForEach()
      .end();
    const run = async (one: number): Promise<unknown> => {
      crowds[one] = new Crowd();
      const items = [[one], [10 + one, 20 + one], [30 + one, 40 + one, 50 + one]];
      const { result } = await flow.start(items);
      expect(result).toEqual(items);
      return crowds[one].most;
    };

    expect(await Promise.all([run(0), run(1)])).toEqual([2, 2]);
  });

  it("an emit that waits for a place in it waits for its items, too", async () => {
    const { begun, body, open } = gatedBody(["first", "second"]);
    const flow = new TriggerFlow("waits");
    const resolved: string[] = [];
    flow.to(async (data) => {
      await Promise.all(
        ["first", "second"].map((name) => data.emit("Go", [name]).then(() => resolved.push(`${name} done`))),
      );
    });
    flow.when("Go").forEach({ concurrency: 1 }).to(body).endForEach();
    const started = flow.start();
    await breath();

    expect([begun, resolved]).toEqual([["first"], []]);
    await open("first");
    expect([begun, resolved]).toEqual([["first", "second"], ["first done"]]);
    await open("second");
    await started;

    expect(resolved).toEqual(["first done", "second done"]);
  });

  it("has its places back when a pass has failed", async () => {
    const flow = new TriggerFlow("back");
    const seen: unknown[] = [];
    flow.to(async (data) => {
      for (let turn = 0; turn < 3; turn++)
        await data
          .emit("Go", ["hang", "fail", "unread"])
          .catch((error: unknown) => seen.push((error as Error).message));
      await data.emit("Go", [1, 2]);
    });
    flow
      .when("Go")
      .forEach({ concurrency: 2 })
      .to((data) => {
        if (data.value === "fail") throw new Error("failed");
        if (data.value !== "hang") return data.value as unknown;
        return new Promise((done) => data.signal.addEventListener("abort", done));
      })
      .endForEach()
      .to((data) => seen.push(data.value));

    expect((await flow.start()).status).toBe("completed");
    expect(seen).toEqual(["failed", "failed", "failed", [1, 2]]);
  });

  it("is free again before what follows the list runs, so that a loop back by awaited emit goes on (W-15)", async () => {
    const flow = new TriggerFlow("loop");
    const lists: unknown[] = [];
    flow.to((data) => data.emit("Go", [3, 30]));
    flow
      .when("Go")
      .forEach({ concurrency: 1 })
      .to((data) => (data.value as number) - 1)
      .endForEach()
      .to(async (data) => {
        lists.push(data.value);
        if (data.value[0]! > 0) await data.emit("Go", data.value);
      });

    expect((await flow.start()).status).toBe("completed");
    expect(lists).toEqual([
      [2, 29],
      [1, 28],
      [0, 27],
    ]);
  });

  it("does not lock when a body awaits a loop back into its own window (W-15)", async () => {
    const flow = new TriggerFlow("dive");
    const bodies: unknown[] = [];
    flow.to((data) => data.emit("Go", [3]));
    flow
      .when("Go")
      .forEach({ concurrency: 1 })
      .to(async (data) => {
        bodies.push(data.value);
        if (data.value > 0) await data.emit("Go", [data.value - 1]);
        bodies.push(`back in ${data.value as number}`);
      })
      .endForEach();

    expect((await flow.start()).status).toBe("completed");
    expect(bodies).toEqual([3, 2, 1, 0, "back in 0", "back in 1", "back in 2", "back in 3"]);
  });

  it("goes on through thousands of passes that wait for one place, without growing the stack", async () => {
    const flow = new TriggerFlow("cascade");
    const door = createDeferred<unknown>();
    flow
      .forEach()
      .forEach({ concurrency: 1 })
      .ifCondition((data) => data.value === 0)
      .to(() => door.promise)
      .endCondition()
      .endForEach()
      .endForEach()
      .to((data) => data.value.length)
      .end();
    const started = flow.start(Array.from({ length: 10_000 }, (_, index) => [index]));
    await breath();
    door.resolve(0);
    const turns = async (): Promise<undefined> => {
      for (let turn = 0; turn < 1_000; turn++) await breath();
    };

    expect(await Promise.race([started, turns()])).toMatchObject({ result: 10_000 });
  });
});
