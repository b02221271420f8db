import { MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { readAll } from "./probes.js";

describe("TriggerFlow", () => {
  it("runs nothing while it is defined", async () => {
    const flow = new TriggerFlow("lazy");
    let ran = 0;
    flow.to(() => ran++);

    flow.createExecution();
    const reader = flow.getRuntimeStream();

    expect(ran).toBe(0);
    await reader.next();
    expect(ran).toBe(1);
  });

  it("runs each start by itself, on one stream without history", async () => {
    const flow = new TriggerFlow("own", { input: z.number(), state: z.object({ n: z.number() }) });
    flow.to((data) => data.state.set("n", data.value));

    const outcomes = await Promise.all([1, 2, 3].map((n) => flow.start(n)));
    const [one, other] = [flow.createExecution(), flow.createExecution()];

    expect(outcomes.map(({ state }) => state)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(one.stream).toBe(other.stream);
    expect(one.id).not.toBe(other.id);
    await expect(async () => one.stream.history.read()).rejects.toMatchObject({ code: "HISTORY_UNAVAILABLE" });
  });

  it("reads a run of its own by getRuntimeStream, which goes on when the reader leaves early", async () => {
    const flow = new TriggerFlow("read", { input: z.string(), stream: z.string() });
    const door = createDeferred<undefined>();
    const finished = createDeferred<string>();
    flow.to(async (data) => {
      await data.putIntoStream(data.value);
      await door.promise;
      await data.putIntoStream("unread");
      finished.resolve("finished");
    });

    for await (const item of flow.getRuntimeStream("a")) {
      expect(item).toBe("a");
      break;
    }
    door.resolve(undefined);

    expect(await finished.promise).toBe("finished");
  });

  it("rejects the reader of a run of its own with the failure of that run", async () => {
    const flow = new TriggerFlow("broken", { stream: z.string() });
    flow.to(async (data) => {
      await data.putIntoStream("before");
      throw new Error("broken");
    });
    const reader = flow.getRuntimeStream();

    expect(await reader.next()).toEqual({ done: false, value: "before" });
    await expect(reader.next()).rejects.toThrow("broken");
    await expect(readAll(flow.getRuntimeStream())).rejects.toThrow("broken");
  });

  it("keeps as many items for late readers as streamRetain says", async () => {
    const flow = new TriggerFlow("retain", { stream: z.number() });
    flow.to(async (data) => {
      for (const item of [1, 2, 3]) await data.putIntoStream(item);
    });
    const execution = flow.createExecution({ streamRetain: 2 });
    await execution.start();

    expect(await readAll(execution.getRuntimeStream())).toEqual([2, 3]);
  });

  it("shares a stream with other flows of the same name, which do not hear each other's signals", async () => {
    const stream = new MemoryStream();
    const heard: string[] = [];
    const [left, right] = ["left", "right"].map((side) => {
      const flow = new TriggerFlow("twin");
      flow.when("Go").to(() => heard.push(side));
      return flow;
    });
    const execution = await left!.startExecution(undefined, { stream });
    await right!.startExecution(undefined, { stream });

    await execution.emit("Go");

    expect(heard).toEqual(["left"]);
  });

  it("names itself when nobody does", () => {
    const [one, other] = [new TriggerFlow(), new TriggerFlow()];

    expect(one.name).toMatch(/^flow-\d+$/);
    expect(one.name).not.toBe(other.name);
  });
});
