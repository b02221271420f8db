/** Saving: at any moment, without changing anything, and the same again for what was loaded. */
import { type ExecutionSnapshot, FlowEvent, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { breath } from "../probes.js";
import { Door, reload } from "./reload.js";

/** A flow with something of every kind under way once `door` is reached. */
function busy(door: Door): TriggerFlow {
  const child = new TriggerFlow("child");
  child
    .to((data) => {
      data.state.set("inner", data.value);
      return data.pauseFor({ id: "inner" });
    })
    .end();
  const working = new TriggerFlow("working");
  working.to((data) => door.pass(data.value)).end();
  const flow = new TriggerFlow("busy");
  flow
    .to(() => [3, 2, 1])
    .forEach({ concurrency: 2, order: "completion" })
    .to((data) => (data.value === 2 ? door.pass(2) : data.value), { name: "item" })
    .endForEach()
    .end();
  flow.batch({ quick: () => 0, slow: () => door.pass("slow") });
  flow
    .match({ mode: "hitAll" })
    .case(() => true)
    .to(() => null)
    .case(() => true)
    .to(() => door.pass("case"))
    .endMatch();
  flow
    .ifCondition(async () => (await door.pass<string>("asked")) !== "")
    .to(() => 1)
    .endCondition();
  flow.to((data) => data.pauseFor({ id: "gate", payload: new Date(1), resumeTo: "self", maxResumes: 3 }), {
    name: "ask",
  });
  flow.toSubFlow(child);
  flow.toSubFlow(working);
  flow.to(async (data) => {
    data.state.append("log", "sent");
    await data.emit("Ping", 1, { key: "once" });
    data.setResult(undefined);
  });
  flow.when("Ping").to((data) => door.pass(data.value));
  flow.when(["Ping", "Pong"]).to(() => 1);
  flow.to((data) => data.value as unknown).collect("all", { branch: "a" });
  flow
    .when("Pong")
    .to((data) => data.value as unknown)
    .collect("all", { branch: "b" });
  return flow;
}

async function running(door = new Door()): Promise<{ readonly saved: ExecutionSnapshot; readonly door: Door }> {
  const execution = busy(door).createExecution({ id: "e" });
  void execution.start({ input: [0] });
  await breath();
  return { saved: execution.save(), door };
}

describe("save", () => {
  it("holds what is under way, once each", async () => {
    const { saved, door } = await running();
    const under = saved.work.map((work) =>
      work.kind === "call" || work.kind === "node" || work.kind === "subFlow" ? `${work.kind} ${work.node}` : work.kind,
    );

    expect(saved.status).toBe("running");
    expect(saved.input).toEqual({ input: [0] });
    expect(under.length).toBe(door.came.length);
    expect(new Set(under).size).toBe(under.length);
    expect(under).toContain("call item");
    expect(under.filter((one) => /^(node|subFlow) /.test(one))).toHaveLength(2);
    expect(saved.joins.map(({ node }) => node.split("-")[0]).sort()).toEqual(["batch", "forEach", "match"]);
    expect(saved.children).toHaveLength(1);
    expect(saved.keys).toEqual(["once"]);
    expect(saved.gatherings.map(({ name }) => name.split("/")[0]).sort()).toEqual(["collect", "when"]);
  });

  it("is the identity behind load: a snapshot of what was loaded is the same snapshot (invariant 8)", async () => {
    const { saved } = await running();
    const again = reload(busy(new Door()), saved).save();
    const third = reload(busy(new Door()), again).save();

    expect({ ...again, status: saved.status }).toEqual(saved);
    expect(third).toEqual(again);
  });

  it("changes nothing: it may be called at every event, and what it gives is not touched later", async () => {
    const door = new Door();
    door.open();
    const stream = new MemoryStream();
    const execution = busy(door).createExecution({ stream });
    const taken: { readonly saved: ExecutionSnapshot; readonly text: string }[] = [];
    stream.subscribe((event) => {
      if (!(event instanceof FlowEvent)) return;
      const saved = execution.save();
      taken.push({ saved, text: JSON.stringify(saved) });
    });
    const outcome = await execution.start({ input: [0] });
    const plain = await busy(door)
      .createExecution()
      .start({ input: [0] });

    expect(taken.length).toBeGreaterThan(40);
    for (const { saved, text } of taken) expect(JSON.stringify(saved)).toBe(text);
    expect({ ...outcome, interrupts: outcome.interrupts.length }).toEqual({
      ...plain,
      interrupts: plain.interrupts.length,
    });
  });

  it("keeps an execution that is over: its result can be read, and it is over again", async () => {
    const flow = new TriggerFlow("over");
    flow
      .to((data) => {
        data.state.set("seen", true);
        return data.value as unknown;
      })
      .end();
    const first = flow.createExecution();
    await first.start(null);
    const second = reload(flow, first.save());

    expect(second.snapshot()).toMatchObject({ result: null, state: { seen: true } });
    expect(await second.resume()).toMatchObject({ status: "completed", result: null, state: { seen: true } });
  });

  it("keeps an execution that has not started: it starts where it was loaded", async () => {
    const flow = new TriggerFlow("fresh");
    flow.to((data) => data.value as unknown).end();
    const second = reload(flow, flow.createExecution({ id: "fresh-1" }).save());

    expect([second.id, second.status]).toEqual(["fresh-1", "created"]);
    expect(await second.start(4)).toMatchObject({ status: "completed", result: 4 });
  });

  it("has the end of the runtime stream, and none of its items", async () => {
    const flow = new TriggerFlow("stream");
    flow.to(async (data) => {
      await data.putIntoStream("item");
      await data.stopStream();
    });
    flow.when("Late").to((data) => data.value as unknown);
    const first = flow.createExecution({ autoClose: false });
    await first.start();
    const saved = first.save();
    const items: unknown[] = [];
    for await (const item of reload(flow, saved).getRuntimeStream()) items.push(item);

    expect(saved.streamStopped).toBe(true);
    expect(items).toEqual([]);
  });
});
