/** Why a chunk did or did not run: what a stream explains of a flow. */
import { ChunkStarted, EventSuppressed, FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";

/** A flow of two chunks behind a signal, and what one of its streams says of an event. */
async function explaining(): Promise<{
  readonly stream: MemoryStream;
  readonly emit: (name: string, value?: unknown) => Promise<unknown>;
  /** Name and reason of each subscription of the flow that could have to do with an event. */
  explain(event: FlowSignal | ChunkStarted): (readonly [name: string, runs: unknown, reason: string | undefined])[];
}> {
  const stream = new MemoryStream();
  const flow = new TriggerFlow("orders");
  flow
    .when("Go")
    .to(function charge() {})
    .to(function ship() {});
  const execution = await flow.startExecution(undefined, { stream });
  return {
    stream,
    emit: (name, value) => execution.emit(name, value),
    explain: (event) =>
      stream
        .explain(event)
        .subscriptions.filter(({ role }) => role === "flow")
        .filter(({ reason }) => reason?.includes(", not [") !== true)
        .map(({ name, runs, reason }) => [name, runs, reason] as const),
  };
}

describe("a chunk that did not run", () => {
  it("waits for a signal of another name", async () => {
    const { stream, emit, explain } = await explaining();
    using record = recordEvents(stream.where(FlowSignal));
    await emit("Stop");
    await emit("Go");

    expect(record.events.map(explain)).toEqual([
      [["orders: charge on signal/Go", false, '[flow.signal].name == "Go" fails: the field is "Stop"']],
      [["orders: charge on signal/Go", true, undefined]],
    ]);
  });

  it("was suppressed, by whom", async () => {
    const { stream, emit, explain } = await explaining();
    using record = recordEvents(stream.where(EventSuppressed));
    stream.where(ChunkStarted.field("node").eq("ship")).subscribe(() => null, { interrupt: true, name: "guard" });
    await emit("Go");
    const [suppressed] = record.events;

    expect(explain(suppressed!.event as ChunkStarted)).toEqual([
      ["orders: charge", false, '[flow.chunk-started].node == "charge" fails: the field is "ship"'],
      ["orders: ship", false, "the interrupter guard suppressed this very event"],
    ]);
    expect(stream.explain(suppressed!.event).suppressedBy).toBe("guard");
  });

  it("had its signal replaced, by what", async () => {
    const { stream, emit, explain } = await explaining();
    const seen: FlowSignal[] = [];
    stream.where(FlowSignal.field("name").eq("Go")).subscribe(
      (event) => {
        seen.push(event);
        return new FlowSignal(event.flow, event.execution, "signal", "Later", event.value, event.scope);
      },
      { interrupt: true, name: "delay" },
    );
    await emit("Go");
    const [original] = seen;
    const { replacedBy } = stream.explain(original!);

    expect(replacedBy).toMatchObject({ name: "Later" });
    expect(explain(original!)).toMatchObject([
      ["orders: charge on signal/Go", false, expect.stringContaining("the interrupter delay put [flow.signal]")],
    ]);
  });

  it("is told in words, a line each", async () => {
    const { stream, emit } = await explaining();
    using record = recordEvents(stream.where(FlowSignal));
    await emit("Stop");

    expect(stream.explain(record.events[0]!).toString().split("\n")).toContain(
      '  flow orders: charge on signal/Go: does not run, because [flow.signal].name == "Go" fails: the field is "Stop"',
    );
  });

  it("has no subscription any more when its execution is over", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("over");
    flow.when("Go").to(function work() {});
    const execution = await flow.startExecution(undefined, { stream });
    using record = recordEvents(stream.where(FlowSignal));
    await execution.emit("Go");
    await execution.close();
    await new Promise((done) => setImmediate(done));

    const { subscriptions } = stream.explain(record.events[0]!);
    expect(subscriptions.find(({ name }) => name === "over: work on signal/Go")).toMatchObject({
      runs: false,
      reason: expect.stringMatching(/ended/),
    });
  });
});
