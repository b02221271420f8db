/** The ways in which signals come about, with and without anybody who watches the bus: the same things happen. */
import { MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { breath, readAll } from "../probes.js";

/** Notes what each way of telling sets off, in the order in which it comes. */
function telling(): TriggerFlow {
  const flow = new TriggerFlow("telling");
  flow.to(async (data) => {
    data.emitNowait("Posted", 1);
    data.state.set("posted", 2);
    data.flowData.set("shared", 3);
    await data.putIntoStream("chunk goes on");
    await data.emit("Awaited", 4);
    await data.setState("awaited", 5);
    await data.putIntoStream("chunk is done");
  });
  for (const name of ["Posted", "Awaited"])
    flow.when(name).to((data) => data.putIntoStream(`${name} ${String(data.value)}`));
  for (const state of ["posted", "awaited"])
    flow.when({ state }).to((data) => data.putIntoStream(`${state} ${String(data.value)}`));
  flow.when({ flowData: "shared" }).to((data) => data.putIntoStream(`shared ${String(data.value)}`));
  return flow;
}

describe("signals of all kinds", () => {
  for (const onBus of [false, true])
    it(`arrive, the awaited ones before their chunk goes on, ${onBus ? "on a stream of one's own" : "without a bus"}`, async () => {
      const execution = telling().createExecution(onBus ? { stream: new MemoryStream() } : {});

      const items = await readAll(execution.getRuntimeStream());

      expect([...items].sort()).toEqual(
        ["Awaited 4", "Posted 1", "awaited 5", "chunk goes on", "chunk is done", "posted 2", "shared 3"].sort(),
      );
      expect(items.indexOf("Awaited 4")).toBeLessThan(items.indexOf("awaited 5"));
      expect(items.indexOf("awaited 5")).toBeLessThan(items.indexOf("chunk is done"));
    });

  it("from outside belong together with what they set off, and not with each other", async () => {
    const flow = new TriggerFlow("origins");
    const joined: unknown[] = [];
    flow.when("Order").to(async (data) => {
      for (let turn = 0; turn < Number(data.value); turn++) await breath();
      await data.emit("Left", data.value);
      await data.emit("Right", data.value);
    });
    flow.when(["Left", "Right"]).to((data) => joined.push(data.value));
    const execution = await flow.startExecution();

    await Promise.all([3, 1, 2].map((order) => execution.emit("Order", order)));

    expect(joined).toEqual([1, 2, 3].map((order) => ({ signal: { Left: order, Right: order } })));
  });
});
