import { MemoryStream, TriggerFlow, Variable, inject } from "millrace";
import { describe, expect, it } from "vitest";
import { checkCloseOptions, checkExecutionOptions } from "../../lib/flow/execution-options.js";
import { caught } from "../caught.js";
import { Crowd, breath } from "./probes.js";
import { echo } from "./small-flows.js";

describe("the options of an execution", () => {
  it("are refused by name when nobody knows them or they cannot work", () => {
    for (const options of [
      { concurrency: 0 },
      { concurrency: 1.5 },
      { streamRetain: -1 },
      { idleTimeoutMs: 0 },
      { idleTimeoutMs: Number.NaN },
      { timeout: 1 },
    ]) {
      expect(caught(() => checkExecutionOptions(options as never)).code, JSON.stringify(options)).toBe(
        "OPTION_INVALID",
      );
      expect(caught(() => echo().createExecution(options as never)).code).toBe("OPTION_INVALID");
    }
    expect(caught(() => checkExecutionOptions({ tiemout: 1 } as never)).message).toContain("tiemout");
  });

  it("are refused by start as a rejection, since it gives a promise", async () => {
    await expect(echo().start("a", { concurrency: 0 })).rejects.toMatchObject({ code: "OPTION_INVALID" });
    await expect(echo().startExecution("a", { concurrency: 0 })).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });

  it("may all be left out, or said to be undefined where the types let them", () => {
    expect(() => {
      checkExecutionOptions({});
      checkExecutionOptions({ concurrency: 1, streamRetain: 0, idleTimeoutMs: 1, autoClose: false, id: "x" });
    }).not.toThrow();
  });

  it("give the execution its id, and another one to each that names none", async () => {
    const execution = echo().createExecution({ id: "order-7" });
    expect(execution.id).toBe("order-7");
    await execution.start("a");

    expect(execution.id).toBe("order-7");
    expect(echo().createExecution().id).not.toBe(echo().createExecution().id);
  });

  it("give it a stream, and its context to its chunks", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow();
    flow
      .to(inject({ tenant: Variable<string>("tenant") }, (_data: unknown, { tenant }) => tenant))
      .to((data) => [data.value, data.context.prompt])
      .end();
    const execution = flow.createExecution({
      stream,
      context: { variables: { tenant: "acme" }, prompt: ["Be brief."] },
    });

    expect(execution.stream).toBe(stream);
    expect((await execution.start()).result).toEqual(["acme", ["Be brief."]]);
  });

  it("bound its chunks, which can be changed while they run", async () => {
    const flow = new TriggerFlow("crowded");
    const crowd = new Crowd();
    flow.when("Go").to(async () => {
      crowd.enter();
      await breath();
      crowd.leave();
    });
    const execution = await flow.startExecution(undefined, { concurrency: 1 });
    const go = async (times: number): Promise<number> => {
      crowd.most = 0;
      for (let turn = 0; turn < times; turn++) execution.emitNowait("Go");
      await execution.settled;
      return crowd.most;
    };

    expect(await go(4)).toBe(1);
    execution.setConcurrency(3);
    expect(await go(5)).toBe(3);
    execution.setConcurrency(1);
    expect(await go(3)).toBe(1);
    expect(caught(() => execution.setConcurrency(0)).code).toBe("OPTION_INVALID");
    expect(await go(2)).toBe(1);
  });

  it("can bound an execution that had no bound", async () => {
    const flow = new TriggerFlow("unbound");
    const crowd = new Crowd();
    for (let chain = 0; chain < 4; chain++)
      flow.to(async () => {
        crowd.enter();
        await breath();
        crowd.leave();
      });
    const execution = flow.createExecution();
    execution.setConcurrency(2);
    await execution.start();

    expect(crowd.most).toBe(2);
  });
});

describe("the options of close", () => {
  it("are refused by name when nobody knows them or they cannot work", () => {
    for (const options of [{ timeoutMs: 0 }, { timeoutMs: "1" }, { pending: "wait" }, { reason: "x" }])
      expect(caught(() => checkCloseOptions(options as never)).code, JSON.stringify(options)).toBe("OPTION_INVALID");
    expect(() => checkCloseOptions({ timeoutMs: 1, pending: "cancel" })).not.toThrow();
  });
});
