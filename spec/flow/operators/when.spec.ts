import { BaseEvent, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

class Tick extends BaseEvent {
  constructor(readonly n: number) {
    super();
  }
}

describe("F9 when with one trigger", () => {
  it("runs each time, with the plain value, falsy ones too", async () => {
    const flow = new TriggerFlow("each");
    const seen: unknown[] = [];
    flow.when("Go").to((data) => seen.push(data.value));
    const execution = await flow.startExecution();
    for (const value of [1, 1, 0, null, undefined, ""]) await execution.emit("Go", value);

    expect(seen).toEqual([1, 1, 0, null, undefined, ""]);
  });

  it("waits for a chunk, wherever that stands", async () => {
    const flow = new TriggerFlow("chunk");
    const seen: unknown[] = [];
    const work = flow.chunk("work", (data) => `did ${data.value}`);
    flow.to(work);
    flow.when("Go").to(work);
    flow.when(work).to((data) => seen.push(data.value));
    const execution = await flow.startExecution("a");
    await execution.emit("Go", "b");

    expect(seen).toEqual(["did a", "did b"]);
  });

  it("waits for events of the bus by class and by filter", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("events");
    const seen: unknown[] = [];
    flow.when(Tick).to((data) => seen.push(data.value.n));
    const execution = await flow.startExecution(undefined, { stream });
    await stream.send(new Tick(1));

    expect(seen).toEqual([1]);
    await execution.close();
  });
});

describe("F10 when with several triggers", () => {
  it("and: waits for all, gives them by type and name, and fires once for each fill", async () => {
    const flow = new TriggerFlow("and");
    const seen: unknown[] = [];
    flow.when(["A", "B"]).to((data) => seen.push(data.value));
    const execution = await flow.startExecution();
    await execution.emit("B", 1);
    await execution.emit("A", 1);
    await execution.emit("A", 2);
    expect(seen).toEqual([{ signal: { A: 1, B: 1 } }]);
    await execution.emit("B", 2);

    expect(seen).toEqual([{ signal: { A: 1, B: 1 } }, { signal: { A: 2, B: 2 } }]);
  });

  it("and: a second value takes the place of the first, whole: nothing is merged (W-05)", async () => {
    const flow = new TriggerFlow("replace");
    const seen: unknown[] = [];
    flow.when(["A", "B"]).to((data) => seen.push(data.value));
    const execution = await flow.startExecution();
    for (const [name, value] of [
      ["A", { x: 1 }],
      ["A", { y: 2 }],
      ["B", [1]],
    ] as const)
      await execution.emit(name, value);

    expect(seen).toEqual([{ signal: { A: { y: 2 }, B: [1] } }]);
  });

  it("and: falsy values are values", async () => {
    for (const value of [0, "", false, null, undefined]) {
      const flow = new TriggerFlow("falsy");
      const seen: unknown[] = [];
      flow.when(["A", "B"]).to((data) => seen.push(data.value));
      const execution = await flow.startExecution();
      await execution.emit("A", value);
      await execution.emit("B", value);

      expect(seen).toEqual([{ signal: { A: value, B: value } }]);
    }
  });

  it("and: what arrives while what follows is still running fills the next one, and does not fire again with old values (W-05)", async () => {
    const flow = new TriggerFlow("while");
    const door = createDeferred<undefined>();
    const seen: unknown[] = [];
    flow.when(["A", "B"]).to(async (data) => {
      seen.push(data.value.signal);
      await door.promise;
    });
    const execution = await flow.startExecution();
    await execution.emit("A", 1);
    const firing = execution.emit("B", 1);
    await breath();
    await execution.emit("A", 2);
    expect(seen).toEqual([{ A: 1, B: 1 }]);
    door.resolve(undefined);
    await firing;
    await execution.emit("B", 2);

    expect(seen).toEqual([
      { A: 1, B: 1 },
      { A: 2, B: 2 },
    ]);
  });

  it("or: runs for each, told by type and name; simple_or: with the plain value", async () => {
    const flow = new TriggerFlow("or");
    const work = flow.chunk("work", () => "done");
    const seen: unknown[] = [];
    flow.when("Go").to(work);
    flow.when(["A", { state: "k" }, work, Tick], { mode: "or" }).to((data) => seen.push(data.value));
    flow.when(["A", { state: "k" }, work], { mode: "simple_or" }).to((data) => seen.push(data.value));
    const stream = new MemoryStream();
    flow.when("Set").to((data) => data.setState("k", 5));
    const execution = await flow.startExecution(undefined, { stream });
    await execution.emit("A", 1);
    await execution.emit("Set");
    await execution.emit("Go");
    const tick = new Tick(3);
    await stream.send(tick);

    expect(seen).toEqual([
      { type: "signal", name: "A", value: 1 },
      1,
      { type: "state", name: "k", value: 5 },
      5,
      { type: "chunk", name: "work", value: "done" },
      "done",
      { type: "event", name: Tick.name, value: tick },
    ]);
  });
});
