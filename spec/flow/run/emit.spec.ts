/** What the door of a signal checks, and what its receipt is made of; see also execution.signals.spec.ts. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

describe("an emit", () => {
  it("checks the value before it uses up the key, and the name before it looks for nodes", async () => {
    const flow = new TriggerFlow("order", { signals: { Go: z.number(), Alone: z.number() } }, { strict: true });
    flow.when("Go").to(() => undefined);
    const execution = await flow.startExecution();

    await expect(execution.emit("Nope" as never, 1 as never)).rejects.toMatchObject({ code: "FLOW_INVALID" });
    await expect(execution.emit("Alone", "x" as never)).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
    await expect(execution.emit("Alone", 1, { key: "k" })).rejects.toMatchObject({ code: "FLOW_SIGNAL_UNKNOWN" });
    expect((await execution.emit("Go", 1, { key: "k" })).duplicate).toBe(false);
  });

  it("names the signals that there are, or says that there are none", async () => {
    const flow = new TriggerFlow("names", undefined, { strict: true });
    expect(
      await flow
        .startExecution()
        .then((one) => one.emit("X"))
        .catch((error: unknown) => error),
    ).toMatchObject({
      hint: "The flow waits for no signals.",
    });
    for (const name of ["A", "B"]) flow.when(name).to(() => undefined);
    expect(
      await flow
        .startExecution()
        .then((one) => one.emit("X"))
        .catch((error: unknown) => error),
    ).toMatchObject({
      hint: "There are A, B.",
    });
  });

  it("of a duplicate does not wait for the first one, which is still under way", async () => {
    const flow = new TriggerFlow("twice");
    const door = createDeferred<undefined>();
    flow.when("Go").to(() => door.promise);
    const execution = await flow.startExecution();
    const order: string[] = [];
    const first = execution.emit("Go", 1, { key: "k" }).then(() => order.push("first"));
    const second = execution
      .emit("Go", 1, { key: "k" })
      .then(({ duplicate }) => order.push(`second ${String(duplicate)}`));
    await second;
    await breath();
    expect(order).toEqual(["second true"]);
    door.resolve(undefined);
    await first;

    expect(order).toEqual(["second true", "first"]);
  });
});
