/** Sub-flows that are cancelled: on their own, with their parent, while they wait, too late. */
import { type Execution, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";
import { hangs } from "./hanging-flow.js";

describe("a sub-flow that is cancelled", () => {
  it("is among the children while it runs; its node is skipped: no write-back, nothing follows, the parent goes on (F15, F38)", async () => {
    const { flow: child, seen } = hangs();
    let followed = false;
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child, { writeBack: { state: { back: "snapshot" } } }).to(() => {
      followed = true;
    });
    const execution = parent.createExecution({ autoClose: false });
    const started = execution.start();
    await breath();
    const [inside] = execution.children;
    expect(execution.children.map(({ status }) => status)).toEqual(["running"]);

    expect((await inside?.cancel("enough"))?.status).toBe("cancelled");
    await inside?.cancel("again");
    await started;

    expect([seen.signal?.aborted, seen.after, followed]).toEqual([true, undefined, false]);
    expect(execution.children).toEqual([]);
    expect(execution.lifecycle).toBe("open");
    expect((await execution.close()).state).toEqual({});
  });

  it("in an item completes the item as skipped, and the others come through (F38)", async () => {
    const child = new TriggerFlow("child");
    const door = createDeferred<undefined>();
    child
      .to(async (data) => {
        await door.promise;
        return data.value as unknown;
      })
      .end();
    const parent = new TriggerFlow("parent");
    parent
      .to(() => ["a", "b", "c"])
      .forEach()
      .toSubFlow(child)
      .endForEach()
      .end();
    const execution = parent.createExecution();
    const started = execution.start();
    await breath();
    await execution.children[1]?.cancel();
    door.resolve(undefined);

    const { result, status } = await started;
    expect(status).toBe("completed");
    expect(result).toEqual(["a", { skipped: true }, "c"]);
  });

  it("while it waits for an answer takes its pause along, and the parent ends (F26, F38)", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => data.pauseFor({ id: "gate" })).end();
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).end();
    const execution = parent.createExecution();
    await execution.start();
    await execution.children[0]?.cancel();
    await breath();

    expect(execution.snapshot()).toMatchObject({ status: "completed", result: undefined, interrupts: [] });
  });

  it("by the end of its parent hears of it, at every depth (F15, F38)", async () => {
    const { flow: inner, seen } = hangs("inner");
    const middle = new TriggerFlow("middle");
    middle.toSubFlow(inner);
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(middle);
    const execution = parent.createExecution();
    void execution.start();
    await breath();
    const [child] = execution.children;
    const [grandchild] = child?.children ?? [];
    await execution.cancel("enough");
    await breath();

    expect([child?.status, grandchild?.status]).toEqual(["cancelled", "cancelled"]);
    expect([seen.signal?.aborted, seen.after]).toEqual([true, undefined]);
  });

  it("by the signal that its parent was given hears of it (F38)", async () => {
    const { flow: child, seen } = hangs();
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child);
    const controller = new AbortController();
    const started = parent.start(undefined, { signal: controller.signal });
    await breath();
    controller.abort("enough");

    expect((await started).status).toBe("cancelled");
    await breath();
    expect([seen.signal?.aborted, seen.after]).toEqual([true, undefined]);
  });

  it("too late is not cancelled: what followed stays (F38)", async () => {
    let inside: Execution | undefined;
    const child = new TriggerFlow("child");
    child
      .to((data) => {
        inside = data.execution;
        return "done";
      })
      .end();
    const parent = new TriggerFlow("parent");
    const door = createDeferred<undefined>();
    parent
      .toSubFlow(child)
      .to(async (data) => {
        await door.promise;
        return data.value as unknown;
      })
      .end();
    const started = parent.start();
    await breath();
    expect((await inside?.cancel())?.status).toBe("completed");
    door.resolve(undefined);

    expect((await started).result).toBe("done");
  });
});
