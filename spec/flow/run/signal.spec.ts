/** Signals on their way over the bus: what is seen of them, and what interrupters may make of them. */
import { BaseEvent, ChunkStarted, EventSuppressed, FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, readAll } from "../probes.js";

class Tick extends BaseEvent {}

/** Puts what it hears of `A` and `B` into its stream, and says by whom. */
function listening(): TriggerFlow {
  const flow = new TriggerFlow("listening");
  for (const name of ["A", "B"]) flow.when(name).to((data) => data.putIntoStream([name, data.value]));
  flow.when({ state: "key" }).to((data) => data.putIntoStream(["key", data.value]));
  flow.when("Set").to((data) => data.setState("key", data.value));
  return flow;
}

/** What a run puts into its stream when an interrupter stands in the way of signals. */
async function interrupted(
  verdict: (event: FlowSignal) => BaseEvent | null,
  signals: readonly (readonly [name: string, value: unknown])[],
): Promise<unknown[]> {
  const stream = new MemoryStream();
  stream.where(FlowSignal).subscribe(verdict, { interrupt: true });
  const execution = await listening().startExecution("input", { stream });
  for (const [name, value] of signals) await execution.emit(name, value);
  await execution.close();
  return readAll(execution.getRuntimeStream());
}

const replaced = (event: FlowSignal, name: string, value: unknown): FlowSignal =>
  new FlowSignal(event.flow, event.execution, event.kind, name, value, event.scope);

describe("an interrupter of signals", () => {
  it("puts another value in the place", async () => {
    const items = await interrupted(
      (event) => (event.kind === "signal" ? replaced(event, event.name, `${String(event.value)}!`) : event),
      [["A", "x"]],
    );

    expect(items).toEqual([["A", "x!"]]);
  });

  it("sends it to the nodes of another name", async () => {
    const items = await interrupted(
      (event) => (event.name === "A" ? replaced(event, "B", event.value) : event),
      [
        ["A", 1],
        ["B", 2],
      ],
    );

    expect(items).toEqual([
      ["B", 1],
      ["B", 2],
    ]);
  });

  it("suppresses it, and nothing follows", async () => {
    const items = await interrupted(
      (event) => (event.name === "A" ? null : event),
      [
        ["A", 1],
        ["B", 2],
      ],
    );

    expect(items).toEqual([["B", 2]]);
  });

  it("keeps a change of the state from those who wait, and the state is written all the same", async () => {
    const stream = new MemoryStream();
    stream.where(FlowSignal.field("kind").eq("state")).subscribe(() => null, { interrupt: true });
    const execution = await listening().startExecution(undefined, { stream });
    await execution.emit("Set", 7);

    expect((await execution.close()).state).toEqual({ key: 7 });
    expect(await readAll(execution.getRuntimeStream())).toEqual([]);
  });

  it("takes the start away, and the execution completes without having done anything", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(EventSuppressed));
    stream.where(FlowSignal).subscribe(() => null, { interrupt: true });
    const flow = new TriggerFlow("never");
    let ran = 0;
    flow.to(() => ran++).end();

    expect(await flow.start("x", { stream })).toMatchObject({ status: "completed", result: undefined });
    expect([ran, record.events.length]).toEqual([0, 1]);
  });

  it("can put an event of another class there, which is no signal then", async () => {
    expect(await interrupted((event) => (event.name === "A" ? new Tick() : event), [["A", 1]])).toEqual([]);
  });

  it("stands before both ways of emitting, and its failure is the emitter's", async () => {
    const stream = new MemoryStream();
    stream.where(FlowSignal.field("name").eq("A")).subscribe(
      () => {
        throw new Error("guard");
      },
      { interrupt: true },
    );
    const execution = await listening().startExecution(undefined, { stream });

    await expect(execution.emit("A", 1)).rejects.toThrow("guard");
    expect(execution.status).toBe("waiting");
    execution.emitNowait("A", 1);
    await expect(execution.outcome).rejects.toThrow("guard");
  });

  it("lets the emit wait for as long as it thinks, and quiescence as well", async () => {
    const stream = new MemoryStream();
    const door = createDeferred<undefined>();
    stream.where(FlowSignal.field("name").eq("A")).subscribe(
      async (event) => {
        await door.promise;
        return event;
      },
      { interrupt: true },
    );
    const execution = await listening().startExecution(undefined, { stream });
    const emitted = execution.emit("A", 1);
    await breath();
    expect(execution.status).toBe("running");
    door.resolve(undefined);

    expect(await emitted).toMatchObject({ delivered: true });
  });

  it("replaces the value of a chunk's start, or takes it away with what follows", async () => {
    const stream = new MemoryStream();
    stream.where(ChunkStarted.field("node").eq("work")).subscribe(
      (event) => {
        if (event.value === "away") return null;
        const { flow, execution, node, chunk, scope } = event;
        return new ChunkStarted(flow, execution, node, chunk, `${String(event.value)}!`, scope);
      },
      { interrupt: true },
    );
    const flow = new TriggerFlow("starts");
    flow
      .to(flow.chunk("work", (data) => `did ${String(data.value)}`))
      .to((data) => data.value)
      .end();

    expect((await flow.start("x", { stream })).result).toBe("did x!");
    expect((await flow.start("away", { stream })).result).toBeUndefined();
  });
});

describe("a signal on the bus", () => {
  it("says what stood in the state before, and whether it changed", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(FlowSignal.field("kind").eq("state")));
    const flow = new TriggerFlow("writes");
    flow.to(async (data) => {
      await data.setState("key", 1);
      await data.setState("key", 1);
      await data.setState("key", 2);
    });

    await flow.start(undefined, { stream });

    expect(record.events.map(({ previous, value, changed }) => [previous, value, changed])).toEqual([
      [undefined, 1, true],
      [1, 1, false],
      [1, 2, true],
    ]);
  });

  it("comes after the step that posted it, in the order of posting, beside what the state posts", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(FlowSignal));
    const flow = new TriggerFlow("order");
    flow.to(async (data) => {
      data.emitNowait("A", 1);
      data.state.set("key", 2);
      data.emitNowait("B", 3);
      await breath();
      await data.emit("C", 4);
    });

    await flow.start(undefined, { stream });

    expect(record.events.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "start ",
      "signal A",
      "state key",
      "signal B",
      "signal C",
    ]);
  });

  it("that was posted is not sent any more when the execution has failed in between", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(FlowSignal));
    const flow = new TriggerFlow("dropped");
    flow.to((data) => {
      data.emitNowait("A", 1);
      data.state.set("key", 1);
      throw new Error("broken");
    });

    await expect(flow.start(undefined, { stream })).rejects.toThrow("broken");
    await breath();

    expect(record.events.map(({ kind }) => kind)).toEqual(["start"]);
  });
});
