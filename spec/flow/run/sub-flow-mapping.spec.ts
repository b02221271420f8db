/** What goes into a sub-flow: paths and functions, copies of values, the same resources. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("what a sub-flow is given", () => {
  it("is the value, unless something is captured (F15)", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => [data.value as unknown, data.state.get("a") as unknown]).end();
    const flow = new TriggerFlow("parent");
    flow
      .to((data) => {
        data.state.set("a", "of the parent");
        return { n: 1 };
      })
      .toSubFlow(child)
      .end();

    expect((await flow.start()).result).toEqual([{ n: 1 }, undefined]);
  });

  it("comes from the value, the state, the flow data and the resources, by path or function (F15)", async () => {
    const db = { rows: [1, 2] };
    const child = new TriggerFlow("child", { input: z.string() });
    child
      .to((data) => ({
        input: data.value,
        user: data.state.get("user"),
        limit: data.flowData.get("limit"),
        db: data.resource("db"),
        both: data.resource("both"),
      }))
      .end();
    const flow = new TriggerFlow("parent", { input: z.object({ topic: z.string() }) }, { resources: { pool: db } });
    await flow.setFlowData("limits", { rows: 5 });
    flow
      .to((data) => {
        data.state.set("owner", { name: "Ann" });
        return data.value;
      })
      .toSubFlow(child, {
        capture: {
          input: "value.topic",
          state: { "user.name": "state.owner.name", "user.of": ({ value }) => value.topic.length },
          flowData: { limit: "flowData.limits.rows" },
          resources: { db: "resources.pool", both: ({ resources }) => resources },
        },
      })
      .end();

    const { result } = await flow.start({ topic: "bus" });
    expect(result).toEqual({
      input: "bus",
      user: { name: "Ann", of: 3 },
      limit: 5,
      db,
      both: { pool: db },
    });
  });

  it("is a copy: what the child does to it, the parent does not see (F15)", async () => {
    interface Box {
      items: number[];
    }
    const child = new TriggerFlow("child");
    child.to((data) => {
      (data.value as Box).items.push(2);
      const box = data.state.get("box") as Box;
      box.items.push(3);
      data.state.append("box.items", 4);
      (data.flowData.get("shared") as Box).items.push(5);
    });
    const flow = new TriggerFlow("parent");
    const kept: Box = { items: [1] };
    await flow.setFlowData("shared", { items: [1] });
    flow
      .to((data) => {
        data.state.set("box", { items: [1] });
        return kept;
      })
      .toSubFlow(child, {
        capture: { state: { box: "state.box" }, flowData: { shared: "flowData.shared" } },
      });

    expect((await flow.start()).state).toEqual({ box: { items: [1] } });
    expect(kept).toEqual({ items: [1] });
    expect(flow.getFlowData("shared")).toEqual({ items: [1] });
  });

  it("keeps the identity of resources, those of the child flow included (F15)", async () => {
    class Db {
      readonly copies = 0;
    }
    const [captured, own] = [new Db(), new Db()];
    const seen: unknown[] = [];
    const child = new TriggerFlow("child", {}, { resources: { own, db: own } });
    child.to((data) => seen.push(data.resource("db"), data.resource("own")));
    const flow = new TriggerFlow("parent", {}, { resources: { db: captured } });
    flow.toSubFlow(child, { capture: { resources: { db: "resources.db" } } });
    await flow.start();

    expect(seen[0]).toBe(captured);
    expect(seen[1]).toBe(own);
  });

  it("has none of the parent's resources that were not captured (F15)", async () => {
    const child = new TriggerFlow("child");
    child.to((data) => data.resource("db"));
    const flow = new TriggerFlow("parent", {}, { resources: { db: {} } });
    flow.toSubFlow(child);

    await expect(flow.start()).rejects.toMatchObject({ code: "DEPENDENCY_MISSING" });
  });

  it("fails the node where a path leads nowhere, and says what there is (F15)", async () => {
    const child = new TriggerFlow("child");
    for (const [path, hint] of [
      ["value.topic", "headline"],
      ["value.headline.length.digits", "holds nothing"],
      ["state.owner", "topics"],
    ] as const) {
      const flow = new TriggerFlow("parent");
      flow
        .to((data) => {
          data.state.set("topics", 1);
          return { headline: { text: "x" } };
        })
        .toSubFlow(child, { name: "research", capture: { input: path as never } });
      const error: unknown = await flow.start().catch((reason: unknown) => reason);

      expect(error, path).toMatchObject({ code: "FLOW_VALUE_INVALID", details: { source: path } });
      expect(String(error)).toContain("capture of research");
      expect((error as { hint: string }).hint).toContain(hint);
    }
  });

  it("must fit the contract of the child: input and state are checked (F15)", async () => {
    const child = new TriggerFlow("child", { input: z.number(), state: z.object({ n: z.number() }) });
    const text = new TriggerFlow("parent", { input: z.string() });
    text.toSubFlow(child as unknown as TriggerFlow);
    const state = new TriggerFlow("parent", { input: z.number() });
    state.toSubFlow(child, { capture: { input: "value", state: { n: () => "text" } } });

    await expect(text.start("x")).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
    await expect(state.start(1)).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
  });
});
