/** A flow as a step of another one. */
import { BaseEvent, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath } from "../probes.js";

class Found extends BaseEvent {
  static readonly type = "sub-flow-spec.found";

  constructor(readonly what: string) {
    super();
  }
}

/** Adds to numbers, as a flow. */
function adds(by: number): TriggerFlow<{ readonly input: z.ZodNumber; readonly result: z.ZodNumber }> {
  const flow = new TriggerFlow(`adds ${by}`, { input: z.number(), result: z.number() });
  flow.to((data) => data.value + by).end();
  return flow;
}

describe("toSubFlow", () => {
  it("runs the flow with the value, and goes on with its result (F15)", async () => {
    const parent = new TriggerFlow("parent", { input: z.number(), result: z.number() });
    parent
      .to((data) => data.value * 10)
      .toSubFlow(adds(5))
      .to((data) => data.value * 2)
      .toSubFlow(adds(5), { name: "again" })
      .end();

    expect(await parent.start(2)).toEqual({ result: 55, state: {}, status: "completed", interrupts: [] });
  });

  it("is the same for `to` with a flow (F15)", async () => {
    const parent = new TriggerFlow("parent", { input: z.number(), result: z.number() });
    parent.to(adds(1)).end();

    expect((await parent.start(1)).result).toBe(2);
  });

  it("takes the flow as it is when the execution begins, and leaves it as it is (F15)", async () => {
    const child = new TriggerFlow("child", { result: z.array(z.string()) });
    child
      .to(() => ["first"])
      .to((data) => [...data.value, "second"])
      .end();
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).end();
    expect((await parent.start()).result).toEqual(["first", "second"]);
    child.to(() => undefined);

    expect((await parent.start()).result).toEqual(["first", "second"]);
    expect((await child.start()).result).toEqual(["first", "second"]);
  });

  it("ends with the child: what it set off by signals is done before the parent goes on (F15, W-14)", async () => {
    const steps: string[] = [];
    const child = new TriggerFlow("child");
    child.to((data) => {
      data.emitNowait("Later");
    });
    child.when("Later").to(async () => {
      await breath();
      steps.push("child");
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child).to(() => steps.push("parent"));
    await parent.start();

    expect(steps).toEqual(["child", "parent"]);
  });

  it("runs a child for each item, and for each branch, with values apart (F15)", async () => {
    const child = new TriggerFlow("child", { input: z.number() });
    child
      .to(async (data) => {
        data.state.set("mine", data.value);
        await breath();
        return data.state.get("mine");
      })
      .end();
    const parent = new TriggerFlow("parent");
    parent
      .to(() => [1, 2, 3])
      .forEach()
      .toSubFlow(child)
      .endForEach()
      .end();

    expect((await parent.start()).result).toEqual([1, 2, 3]);
  });

  it("may be the flow itself, as deep as it says (F15)", async () => {
    const down: TriggerFlow<{ readonly input: z.ZodNumber; readonly result: z.ZodNumber }> = new TriggerFlow("down", {
      input: z.number(),
      result: z.number(),
    });
    down
      .ifCondition((data) => data.value > 0)
      .to((data) => data.value - 1)
      .toSubFlow(down as unknown as TriggerFlow)
      .elseCondition()
      .to(() => 0)
      .endCondition()
      .to((data) => Number(data.value) + 1)
      .end();

    expect((await down.start(20)).result).toBe(21);
  });

  it("keeps signals and state of the child inside (F15)", async () => {
    const heard: string[] = [];
    const child = new TriggerFlow("child");
    child.to(async (data) => {
      data.state.set("key", "of the child");
      await data.emit("Ping");
    });
    child.when("Ping").to(() => heard.push("child"));
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child);
    parent.when("Ping").to(() => heard.push("parent"));
    parent.when({ state: "key" }).to(() => heard.push("state of the parent"));
    const { state } = await parent.start();

    expect(heard).toEqual(["child"]);
    expect(state).toEqual({});
  });

  it("can be spoken to while it runs: its signals reach it, and none when it is over (F15)", async () => {
    const child = new TriggerFlow("child", { signals: { Add: z.number() } });
    child.to((data) => data.pauseFor({ id: "gate" }));
    child.when("Add").to((data) => {
      data.state.append("sum", data.value);
    });
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child, { writeBack: { value: "state.sum" as never } }).end();
    const execution = parent.createExecution();
    await execution.start();
    const [inside] = execution.children;
    await inside?.emit("Add", 1);
    await inside?.emit("Add", 2);
    await execution.continueWith("child/gate");

    expect((await execution.outcome).result).toEqual([1, 2]);
    await expect(inside?.emit("Add", 3)).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
  });
});

describe("events that a child causes", () => {
  for (const depth of [1, 2])
    it(`reach those who wait for them in the flow around it, ${depth} deep, before the child goes on (F15)`, async () => {
      const steps: string[] = [];
      let flow = new TriggerFlow("child");
      flow
        .to(async (data) => {
          await data.context.send(new Found("it"));
          steps.push("sent");
          return "result";
        })
        .end();
      for (let level = 1; level < depth; level++) {
        const around = new TriggerFlow(`around ${level}`);
        around.toSubFlow(flow).end();
        flow = around;
      }
      const parent = new TriggerFlow("parent");
      parent.toSubFlow(flow).to(() => steps.push("behind"));
      parent.when(Found).to(async (data) => {
        await breath();
        steps.push(`heard ${data.value.what}`);
      });
      const stream = new MemoryStream({ history: false });
      const other = await parent.startExecution(undefined, { stream });
      steps.length = 0;

      // of two executions of the flow only the one that caused it hears of it
      await parent.start(undefined, { stream });
      expect(steps).toEqual(["heard it", "sent", "behind"]);
      await other.close();
    });

  it("fail the parent when who heard of them there fails (F15)", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => data.context.send(new Found("it")));
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child);
    parent.when(Found).to(async () => {
      await breath();
      throw new Error("in the parent");
    });

    await expect(parent.start()).rejects.toThrow("in the parent");
  });

  it("reach the child as well, each where it waits", async () => {
    const heard: string[] = [];
    const child = new TriggerFlow("child");
    child.to((data) => data.context.send(new Found("it")));
    child.when(Found).to(() => heard.push("child"));
    const parent = new TriggerFlow("parent");
    parent.toSubFlow(child);
    parent.when(Found).to(() => heard.push("parent"));
    await parent.start();

    expect(heard.sort()).toEqual(["child", "parent"]);
  });
});
