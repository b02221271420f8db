/** The option `signal`: an execution that is cancelled by somebody who does not hold it. */
import { ExecutionCancelled, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { breath } from "./probes.js";
import { echo, gated } from "./small-flows.js";

describe("the option signal", () => {
  it("cancels the execution when it is aborted, and is let go of at the end", async () => {
    const controller = new AbortController();
    const { flow } = gated();
    const execution = flow.createExecution({ signal: controller.signal });
    const started = execution.start("x");
    await breath();

    controller.abort("stop");

    expect(await started).toMatchObject({ status: "cancelled" });
    const done = echo().createExecution({ signal: controller.signal });
    expect(await done.start("a")).toMatchObject({ status: "cancelled", result: undefined });
  });

  it("runs nothing when it was aborted before, and says so to whoever waits", async () => {
    const flow = new TriggerFlow("never");
    let ran = 0;
    flow.to(() => ran++);

    expect(await flow.start(undefined, { signal: AbortSignal.abort("before") })).toMatchObject({ status: "cancelled" });
    expect(ran).toBe(0);
  });

  it("gives its reason to those who hear of it", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ExecutionCancelled));
    const controller = new AbortController();
    const { flow } = gated();
    const execution = flow.createExecution({ stream, signal: controller.signal });
    void execution.start("x");
    controller.abort("stop");
    await execution.outcome;

    expect(record.events).toMatchObject([{ flow: "gated", execution: execution.id, reason: "stop" }]);
  });
});
