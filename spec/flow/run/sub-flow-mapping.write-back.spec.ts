/** What comes out of a sub-flow: its result or its state, to the value, the state and the flow data of its parent. */
import { MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("what a sub-flow leaves", () => {
  it("is its result, and its state where it has none (F15, W-14)", async () => {
    const withResult = new TriggerFlow("with");
    withResult
      .to((data) => {
        data.state.set("a", 1);
        return "result";
      })
      .end();
    const without = new TriggerFlow("without");
    without.to((data) => {
      data.state.set("a", 1);
      return "lost";
    });
    const flow = new TriggerFlow("parent");
    flow
      .toSubFlow(withResult)
      .to((data) => [data.value as unknown])
      .toSubFlow(without)
      .to((data) => data.value as unknown)
      .end();

    expect((await flow.start()).result).toEqual({ a: 1 });
  });

  it("goes to the value, the state and the flow data, from result, state and snapshot (F15, W-20)", async () => {
    const child = new TriggerFlow("child");
    child
      .to((data) => {
        data.state.set("used", { tokens: 7 });
        return { text: "found", rank: 2 };
      })
      .end();
    const flow = new TriggerFlow("parent");
    flow
      .toSubFlow(child, {
        writeBack: {
          value: "result.text",
          state: { "child.tokens": "state.used.tokens", "child.all": "snapshot", "child.rank": "result.rank" },
          flowData: { last: "snapshot.used" },
        },
      })
      .end();

    expect(await flow.start()).toMatchObject({
      result: "found",
      state: { child: { tokens: 7, all: { used: { tokens: 7 } }, rank: 2 } },
    });
    expect(flow.getFlowData("last")).toEqual({ tokens: 7 });
  });

  it("may be read from the state by the name of the result, where the child has none (F15)", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => {
      data.state.set("found", "in the state");
    });
    const flow = new TriggerFlow("parent");
    flow.toSubFlow(child, { writeBack: { value: "result.found" } }).end();

    expect((await flow.start()).result).toBe("in the state");
  });

  it("may be what a function makes of it", async () => {
    const child = new TriggerFlow("child", { result: z.number(), state: z.object({ n: z.number() }) });
    child
      .to((data) => {
        data.state.set("n", 2);
        return 40;
      })
      .end();
    const flow = new TriggerFlow("parent", { result: z.number() });
    flow.toSubFlow(child, { writeBack: { value: ({ result, state }) => result + Number(state.n) } }).end();

    expect((await flow.start()).result).toBe(42);
  });

  it("is a copy", async () => {
    let inside: { items: number[] } | undefined;
    const child = new TriggerFlow("child");
    child.to(() => (inside = { items: [1] })).end();
    const flow = new TriggerFlow("parent");
    flow
      .toSubFlow(child)
      .to((data) => {
        (data.value as { items: number[] }).items.push(2);
        return data.value as unknown;
      })
      .end();

    expect((await flow.start()).result).toEqual({ items: [1, 2] });
    expect(inside).toEqual({ items: [1] });
  });

  for (const history of [false, true])
    it(`tells those who wait for the state, ${history ? "seen on the bus" : "with nobody looking"} (F15, W-19)`, async () => {
      const heard: unknown[] = [];
      const child = new TriggerFlow("child");
      child.to(() => ({ n: 1 })).end();
      const flow = new TriggerFlow("parent");
      flow.toSubFlow(child, { writeBack: { state: { "found.n": "result.n", plain: "result" } } });
      flow.when({ state: "found.n" }).to((data) => heard.push(["found.n", data.value]));
      flow.when({ state: "plain" }).to((data) => heard.push(["plain", data.value]));
      flow.when({ flowData: "found" }).to((data) => heard.push(["flowData", data.value]));
      flow.toSubFlow(child, { name: "other", writeBack: { flowData: { found: "result" } } });

      expect(await flow.start(undefined, { stream: new MemoryStream({ history }) })).toMatchObject({
        status: "completed",
      });
      expect(heard).toHaveLength(3);
      expect(heard).toEqual(
        expect.arrayContaining([
          ["found.n", 1],
          ["plain", { n: 1 }],
          ["flowData", { n: 1 }],
        ]),
      );
    });

  it("must fit the contract of the parent, and paths must lead somewhere (F15)", async () => {
    const child = new TriggerFlow("child");
    child.to(() => ({ text: "x" })).end();
    const typed = new TriggerFlow("typed", { state: z.object({ n: z.number() }) });
    typed.toSubFlow(child, { writeBack: { state: { n: "result.text" } } });
    await expect(typed.start()).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });

    const lost = new TriggerFlow("lost");
    lost.toSubFlow(child, { name: "research", writeBack: { value: "result.topic" } });
    await expect(lost.start()).rejects.toMatchObject({
      code: "FLOW_VALUE_INVALID",
      message: expect.stringContaining("writeBack of research") as string,
      hint: expect.stringContaining("text") as string,
    });
  });

  it("leaves nothing half written: all sources are read before anything is changed (F15)", async () => {
    const child = new TriggerFlow("child");
    child.to(() => ({ text: "x" })).end();
    const flow = new TriggerFlow("half");
    flow.toSubFlow(child, { writeBack: { state: { a: "result.text", b: "result.missing" } } });
    const execution = flow.createExecution();
    await expect(execution.start()).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });

    expect(execution.snapshot().state).toEqual({});
  });
});
