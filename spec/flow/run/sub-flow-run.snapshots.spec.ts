/** Executions with sub-flows over a restart: children that run, wait, or have not begun. */
import { type Execution, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

/** The same execution as another process would have it. */
function restart(flow: TriggerFlow, saved: unknown, stream?: MemoryStream): Execution {
  const execution = flow.createExecution(stream ? { stream } : {});
  execution.load(JSON.stringify(saved));
  return execution;
}

function waits(ran: string[]): TriggerFlow {
  const child = new TriggerFlow("child");
  child
    .to((data) => {
      ran.push("before");
      data.state.set("seen", data.value);
      return data.pauseFor({ id: "gate" });
    })
    .to((data) => `${String(data.value)} for ${String(data.state.get("seen"))}`)
    .end();
  const parent = new TriggerFlow("parent");
  parent
    .toSubFlow(child)
    .to((data) => [data.value as unknown])
    .end();
  return parent;
}

describe("a snapshot with a child that waits", () => {
  for (const history of [false, true])
    it(`takes it up where it was: answered from the parent, it goes on${history ? ", seen on the bus" : ""} (F15, F26, W-33)`, async () => {
      const ran: string[] = [];
      const flow = waits(ran);
      const first = flow.createExecution();
      await first.start("me");
      const second = restart(flow, first.save(), new MemoryStream({ history }));

      expect(second.getPendingInterrupts()).toMatchObject([{ id: "child/gate", status: "waiting" }]);
      expect(second.children).toMatchObject([{ status: "waiting" }]);
      await second.continueWith("child/gate", "yes");

      expect((await second.outcome).result).toEqual(["yes for me"]);
      expect(ran).toEqual(["before"]);
      await first.cancel();
    });

  it("is the same when it is resumed first, and when it is saved again (W-33)", async () => {
    const ran: string[] = [];
    const flow = waits(ran);
    const first = flow.createExecution();
    await first.start("me");
    const saved = first.save();
    const second = restart(flow, saved);
    expect((await second.resume()).status).toBe("waiting");
    const third = restart(flow, second.save());
    await third.resume();
    await third.continueWith("child/gate", "yes");

    expect((await third.outcome).result).toEqual(["yes for me"]);
    expect(ran).toEqual(["before"]);
    await Promise.all([first.cancel(), second.cancel()]);
  });

  it("keeps the request ids of its answers (F28)", async () => {
    const child = new TriggerFlow("child");
    const got: unknown[] = [];
    for (const id of ["a", "b"]) child.to((data) => data.pauseFor({ id })).to((data) => got.push(data.value));
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child);
    const first = parent.createExecution();
    await first.start();
    await first.continueWith("child/a", 1, { requestId: "r" });
    const second = restart(parent, first.save());
    let repeated = false;
    const answer = second.continueWith("child/a", 1, { requestId: "r" }).then(() => {
      repeated = true;
    });
    await breath();
    expect(repeated).toBe(true);
    await answer;
    await expect(second.continueWith("child/a", 2, { requestId: "r" })).rejects.toMatchObject({
      code: "RESUME_CONFLICT",
    });

    expect(got).toEqual([1]);
    await Promise.all([first.cancel(), second.cancel()]);
  });

  it("needs the resources that it captures once more: they are in no snapshot (F15)", async () => {
    const child = new TriggerFlow("child");
    child
      .to((data) => data.pauseFor({ id: "gate" }))
      .to((data) => data.resource("db"))
      .end();
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child, { capture: { resources: { db: "resources.db" } } }).end();
    const first = parent.createExecution({ resources: { db: "first" } });
    await first.start();
    const saved = JSON.stringify(first.save());

    const without = parent.createExecution();
    expect(() => {
      without.load(saved);
    }).toThrow("resources.db");
    const second = parent.createExecution({ resources: { db: "second" } });
    second.load(saved);
    await second.continueWith("child/gate");

    expect((await second.outcome).result).toBe("second");
    await first.cancel();
  });

  it("in an item and in a flow of a flow is found again by its name (F15, W-33)", async () => {
    const inner = new TriggerFlow("inner");
    inner.to((data) => data.pauseFor({ id: "gate" })).end();
    const middle = new TriggerFlow("middle");
    middle.toSubFlow(inner).end();
    const parent = new TriggerFlow("parent");
    parent
      .to(() => ["a", "b"])
      .forEach()
      .toSubFlow(middle)
      .endForEach()
      .end();
    const first = parent.createExecution();
    const ids = (await first.start()).interrupts.map(({ id }) => id);
    expect(ids).toEqual(["middle[0]/inner/gate", "middle[1]/inner/gate"]);
    const second = restart(parent, first.save());
    await second.resume();
    for (const id of [...ids].reverse()) await second.continueWith(id, id);

    expect((await second.outcome).result).toEqual(ids);
    await first.cancel();
  });

  it("keeps the deadlines of its pauses (F27, W-33)", async () => {
    const clock = new ManualClock();
    const child = new TriggerFlow("child");
    child.to((data) => data.pauseFor({ id: "gate", timeoutMs: 50 }), { onError: () => "late" }).end();
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).end();
    const stream = new MemoryStream({ clock, history: false });
    const first = parent.createExecution({ stream });
    await first.start();
    const saved = first.save();
    await first.cancel();
    await clock.advanceAsync(40);
    const second = restart(parent, saved, stream);
    await second.resume();
    await clock.advanceAsync(9);
    expect(second.status).toBe("waiting");
    await clock.advanceAsync(1);

    expect((await second.outcome).result).toBe("late");
    expect(clock.pending).toBe(0);
  });
});

describe("a snapshot with a child that runs", () => {
  it("goes on inside of the child: what was done is not done again (F15, W-33)", async () => {
    const ran: string[] = [];
    let door = createDeferred<undefined>();
    const child = new TriggerFlow("child");
    child
      .to((data) => {
        ran.push("first");
        data.state.append("log", "first");
        return data.value as unknown;
      })
      .to(async (data) => {
        ran.push("second");
        data.state.append("log", "second");
        await door.promise;
        return data.value;
      })
      .to((data) => [data.value, data.state.get("log") as unknown])
      .end();
    const parent = new TriggerFlow("parent");
    parent
      .toSubFlow(child)
      .to((data) => data.value as unknown)
      .end();
    const first = parent.createExecution();
    void first.start("me");
    await breath();
    const saved = first.save();
    await first.cancel();
    door = createDeferred<undefined>();
    door.resolve(undefined);
    const second = restart(parent, saved);
    await breath();
    expect(ran).toEqual(["first", "second"]);

    const { result, status } = await second.resume();
    expect({ result, status }).toEqual({ result: ["me", ["first", "second"]], status: "completed" });
    expect(ran).toEqual(["first", "second", "second"]);
  });

  it("that is behind a concurrency and has not begun begins then (W-33)", async () => {
    const ran: unknown[] = [];
    let door = createDeferred<undefined>();
    const child = new TriggerFlow("child");
    child
      .to(async (data) => {
        ran.push(data.value);
        await door.promise;
        return data.value as unknown;
      })
      .end();
    const parent = new TriggerFlow("parent");
    parent
      .to(() => ["a", "b"])
      .forEach()
      .toSubFlow(child, { concurrency: 1 })
      .endForEach()
      .end();
    const first = parent.createExecution();
    void first.start();
    await breath();
    expect(ran).toEqual(["a"]);
    const saved = first.save();
    await first.cancel();
    door = createDeferred<undefined>();
    door.resolve(undefined);

    expect((await restart(parent, saved).resume()).result).toEqual(["a", "b"]);
  });

  it("and waits elsewhere at the same time keeps both (W-33)", async () => {
    let door = createDeferred<undefined>();
    const child = new TriggerFlow("child");
    child
      .batch({ ask: (data) => data.pauseFor({ id: "gate" }), work: async () => door.promise.then(() => "worked") })
      .end();
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).end();
    const first = parent.createExecution();
    void first.start();
    await breath();
    const saved = first.save();
    await first.cancel();
    door = createDeferred<undefined>();
    door.resolve(undefined);
    const second = restart(parent, saved);
    expect(second.getPendingInterrupts()).toEqual([]);
    expect((await second.resume()).interrupts.map(({ id }) => id)).toEqual(["child/gate"]);
    await second.continueWith("child/gate", "asked");

    expect((await second.outcome).result).toEqual({ ask: "asked", work: "worked" });
  });
});
