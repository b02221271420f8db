/** Values and places of a snapshot, back in a running execution. */
import { defineEvent, MemoryStream, TriggerFlow } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath } from "../probes.js";
import { Door, errorOf, reload } from "./reload.js";

class Order extends defineEvent("spec.order", { amount: z.number() }) {
  get euros(): string {
    return `${String(this.amount)} EUR`;
  }
}

describe("what a snapshot brings back", () => {
  it("is every value as it was, wherever it stood: state, value, output of a branch, pause, result (F44)", async () => {
    const plain = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: false,
      withNullPrototype: false,
    });
    const value = plain.filter(
      (one) =>
        !JSON.stringify([one], (_key, part: unknown) => (typeof part === "bigint" ? "" : part)).includes("__proto__"),
    );
    await fc.assert(
      fc.asyncProperty(value, async (given) => {
        const seen: unknown[] = [];
        const flow = new TriggerFlow("values");
        const gate = flow.chunk("gate", (data) => data.pauseFor({ id: "gate", payload: data.value as unknown }));
        flow
          .to((data) => {
            data.state.set("kept", data.value);
            data.setResult(data.value);
            return data.value as unknown;
          })
          .batch({ quick: (data) => data.value, gate })
          .to((data) => {
            seen.push(data.value);
          });
        const first = flow.createExecution();
        await first.start(given);
        const second = reload(flow, first.save());
        const [pause] = second.getPendingInterrupts();
        await second.continueWith("gate", given);
        const { state, result } = await second.outcome;

        expect([pause?.payload, state["kept"], result, seen]).toEqual([
          given,
          given,
          given,
          [{ quick: given, gate: given }],
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it("is an event with its class, which goes on through the chain", async () => {
    const door = new Door();
    const flow = new TriggerFlow("orders");
    flow
      .when(Order)
      .to((data) => door.pass(data.value))
      .to((data) => {
        data.state.append("euros", data.value.euros);
      });
    const stream = new MemoryStream();
    const first = flow.createExecution({ autoClose: false, stream });
    await first.start();
    void stream.send(new Order({ amount: 0 }));
    await door.reached;
    const saved = first.save();
    await first.cancel();
    door.open();

    const second = reload(flow, saved, { autoClose: false });
    await second.resume();

    expect((await second.close()).state).toEqual({ euros: ["0 EUR"] });
  });

  it("is in its place, also where the fan-out around it has come together before", async () => {
    const door = new Door();
    const flow = new TriggerFlow("outlives");
    flow
      .to(() => [1, 2])
      .forEach()
      .to((data) => {
        data.emitNowait("A", data.value);
        data.emitNowait("Late", data.value);
      })
      .endForEach()
      .end();
    flow
      .when("Late")
      .to((data) => door.pass(data.value))
      .to((data) => data.emit("B", data.value));
    flow.when(["A", "B"]).to((data) => {
      data.state.append("pairs", Object.values((data.value as { signal: object }).signal).join(""));
    });
    const first = flow.createExecution();
    void first.start();
    await breath();
    const saved = first.save();
    expect(saved.joins).toEqual([]);
    door.open();

    const outcome = await reload(flow, saved).resume();

    expect(outcome).toMatchObject({
      status: "completed",
      result: [undefined, undefined],
      state: { pairs: ["11", "22"] },
    });
  });

  it("is refused by its place when nobody could have written it", async () => {
    const flow = new TriggerFlow("refuses");
    flow.to((data) => data.value as unknown).end();
    const execution = flow.createExecution({ autoClose: false });
    await execution.start();
    const saved = execution.save();
    const message = (state: object): string =>
      (errorOf(() => reload(flow, { ...saved, state } as never)) as Error).message;

    expect(message({ at: { $date: "soon" } })).toContain("at is no valid date");
    expect(message({ at: [{ $song: 1 }] })).toContain('at[0] has the unknown tag "$song"');
    expect(message({ at: { $event: { type: 5 } } })).toContain("at");
  });
});
