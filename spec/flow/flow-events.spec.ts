import { decodeEvent, encodeEvent, FlowSignal, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";

describe("events of a flow", () => {
  it("name their flow and their execution, each of them", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const flow = new TriggerFlow("named");
    flow
      .to(async (data) => {
        await data.putIntoStream(1);
        await data.setState("a", 1);
      })
      .end();

    await flow.start(undefined, { stream, id: "run-1" });

    expect(record.events).toHaveLength(9);
    for (const event of record.events) expect(event, event.type).toMatchObject({ flow: "named", execution: "run-1" });
  });

  it("travel as JSON", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("travels");
    flow.batch({ a: (data) => data.setState("a", 1) }).end();
    await flow.start({ plain: ["data"] }, { stream });

    for (const event of await stream.history.read()) {
      const decoded = decodeEvent(JSON.stringify(encodeEvent(event)));
      expect(decoded).toBeInstanceOf(event.constructor);
      expect(decoded).toEqual(event);
    }
  });

  it("are not made when nobody wants them", async () => {
    const stream = new MemoryStream({ history: false });
    const flow = new TriggerFlow("quiet");
    const causes: unknown[] = [];
    flow.to((data) => data.emit("Go"));
    flow.when("Go").to((data) => causes.push(data.context.cause));

    await flow.start(undefined, { stream });
    stream.where(FlowSignal).subscribe(() => undefined);
    await flow.start(undefined, { stream });

    expect(causes[0]).toBeUndefined();
    expect(causes[1]).toBeInstanceOf(FlowSignal);
  });
});
