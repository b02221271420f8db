/** A sealed execution: nothing comes in from outside, and what is under way goes on. */
import { BaseEvent, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { caught } from "../caught.js";
import { breath, readAll } from "./probes.js";
import { echo } from "./small-flows.js";

class Tick extends BaseEvent {}

describe("sealing an execution (F32)", () => {
  it("lets everything go on that is under way, signals, states, data and events of its own included (W-12)", async () => {
    const flow = new TriggerFlow("goes-on");
    const door = createDeferred<undefined>();
    flow
      .to(() => door.promise)
      .to(async (data) => {
        data.emitNowait("Posted");
        await data.emit("Awaited");
        data.state.set("key", 1);
        data.flowData.set("shared", 1);
        await data.context.send(new Tick());
      })
      .to((data) => data.putIntoStream("next"));
    flow.when("Posted").to((data) => data.putIntoStream("posted"));
    flow.when("Awaited").to((data) => data.putIntoStream("awaited"));
    flow.when({ state: "key" }).to((data) => data.putIntoStream("state"));
    flow.when({ flowData: "shared" }).to((data) => data.putIntoStream("flow data"));
    flow.when(Tick).to((data) => data.putIntoStream("event"));
    const execution = flow.createExecution({ autoClose: false });
    void execution.start();
    await breath();

    execution.seal();
    door.resolve(undefined);
    await execution.settled;

    expect([execution.lifecycle, execution.status]).toEqual(["sealed", "waiting"]);
    await execution.close();
    const items = await readAll(execution.getRuntimeStream());
    expect([...items].sort()).toEqual(["awaited", "event", "flow data", "next", "posted", "state"]);
  });

  it("refuses signals and answers from outside by name, until it is opened again", async () => {
    const flow = echo();
    const execution = await flow.startExecution("a");
    execution.seal();

    await expect(execution.emit("Go", "x")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    expect(caught(() => execution.emitNowait("Go", "x")).code).toBe("EXECUTION_CLOSED");
    execution.unseal();
    expect(execution.lifecycle).toBe("open");
    await execution.emit("Go", "y");
    await execution.close();

    expect(await readAll(execution.getRuntimeStream())).toEqual(["y"]);
  });

  it("says that it is sealed, not that it has ended", async () => {
    const execution = await echo().startExecution("a");
    execution.seal();

    await expect(execution.emit("Go", "x")).rejects.toThrow(/sealed/);
  });

  it("does not hear of events and flow data from outside", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("deaf");
    flow.when(Tick).to((data) => data.putIntoStream("event"));
    flow.when({ flowData: "shared" }).to((data) => data.putIntoStream("flow data"));
    const execution = await flow.startExecution(undefined, { stream });
    execution.seal();
    await stream.send(new Tick());
    await flow.setFlowData("shared", 1);
    execution.unseal();
    await stream.send(new Tick());
    await execution.close();

    expect(await readAll(execution.getRuntimeStream())).toEqual(["event"]);
  });

  it("refuses the start, and opens again only before the end", async () => {
    const execution = echo().createExecution();
    execution.seal();
    await expect(execution.start("a")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    execution.unseal();
    expect((await execution.start("a")).result).toBe("a");

    expect(caught(() => execution.unseal()).code).toBe("EXECUTION_CLOSED");
    execution.seal();
    expect(execution.lifecycle).toBe("closed");
  });

  it("closes by itself when it is quiet, as others do", async () => {
    const flow = new TriggerFlow("sealed");
    const door = createDeferred<string>();
    flow.to(() => door.promise).end();
    const execution = flow.createExecution();
    const started = execution.start();
    execution.seal();
    door.resolve("done");

    expect(await started).toMatchObject({ result: "done", status: "completed" });
  });
});
