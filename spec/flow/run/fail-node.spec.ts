import { ChunkFailed, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

const fail = (): never => {
  throw new Error("broken");
};

describe("a node that fails", () => {
  it("fails its subtree at once where nobody takes it: the awaiting chunk may catch that, the siblings stop", async () => {
    const flow = new TriggerFlow("caught");
    const seen: unknown[] = [];
    const door = createDeferred<undefined>();
    flow
      .to(async (data) => {
        await data.emit("Go").catch((error: unknown) => seen.push((error as Error).message));
        return "went on";
      })
      .end();
    flow.when("Go").to(async () => {
      await breath();
      fail();
    });
    flow
      .when("Go")
      .to(async (data) => {
        await Promise.race([door.promise, new Promise((done) => data.signal.addEventListener("abort", done))]);
        seen.push(data.signal.aborted);
      })
      .to(() => seen.push("sibling went on"));

    expect(await flow.start()).toMatchObject({ result: "went on", status: "completed" });
    expect(seen).toEqual([true, "broken"]);
  });

  it("is told once for each node that fails, with its fan-outs; a sub-flow by its node", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ChunkFailed));
    const child = new TriggerFlow("child");
    child.to(fail, { name: "inner" });
    const flow = new TriggerFlow("told");
    flow.forEach().toSubFlow(child, { name: "outer" }).endForEach();

    await expect(flow.start([1], { stream })).rejects.toThrow("broken");
    await breath();

    expect(record.events.map((event) => [event.flow, event.node, event.scope])).toEqual([
      ["child", "inner", []],
      ["told", "outer", ["forEach-1#1[0]"]],
    ]);
  });

  it("waits with its error branch for those who hear of the failure, and survives the end of the execution", async () => {
    const stream = new MemoryStream();
    const door = createDeferred<undefined>();
    stream.where(ChunkFailed).subscribe(() => door.promise);
    const flow = new TriggerFlow("waits");
    const ran: string[] = [];
    flow.when("Go").to(fail, { onError: () => ran.push("branch") });
    const execution = await flow.startExecution(undefined, { stream });
    const emitted = execution.emit("Go");
    await breath();
    expect(ran).toEqual([]);
    door.resolve(undefined);
    await emitted;
    expect(ran).toEqual(["branch"]);

    const cancelled = await flow.startExecution(undefined, { stream: new MemoryStream() });
    void cancelled.emit("Go").catch(() => undefined);
    await cancelled.cancel();
    await breath();
    expect(cancelled.status).toBe("cancelled");
  });
});
