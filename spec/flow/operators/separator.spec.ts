import { FlowNote, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it, vi } from "vitest";

function noted(options: { readonly print?: boolean; readonly value?: boolean } = {}): TriggerFlow {
  const flow = new TriggerFlow("noted");
  flow
    .to((data) => data.value as number)
    .separator("halfway", options)
    .to((data) => data.value + 1)
    .end();
  return flow;
}

/** What is written to stderr while something runs. */
async function written(work: () => Promise<unknown>): Promise<string> {
  let text = "";
  const write = vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await work();
  } finally {
    write.mockRestore();
  }
  return text;
}

describe("F5 separator", () => {
  it("stays where it is: the chain goes on with the value", async () => {
    expect(await written(async () => expect((await noted().start(1)).result).toBe(2))).toBe("");
  });

  it("tells the bus what passed: the note, and the value where that is asked for; transient", async () => {
    for (const [options, value] of [
      [{}, undefined],
      [{ value: true }, 7],
    ] as const) {
      const stream = new MemoryStream();
      using record = recordEvents(stream.where(FlowNote));
      await written(() => noted(options).start(7, { stream }));

      expect(record.events).toMatchObject([{ type: "flow.note", flow: "noted", note: "halfway", node: "separator-2" }]);
      expect(record.events[0]!.value).toBe(value);
      expect((await stream.history.read()).some((event) => event instanceof FlowNote)).toBe(false);
    }
  });

  it("writes a line to stderr where that is asked for, with the value or without", async () => {
    expect(await written(() => noted({ print: true }).start(7))).toBe("noted: halfway\n");
    expect(await written(() => noted({ print: true, value: true }).start(7))).toBe("noted: halfway: 7\n");
  });

  it("passes once for each item of a forEach, in any block", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(FlowNote));
    const flow = new TriggerFlow("items");
    flow.forEach().match().case(1).separator("one", { value: true }).endMatch().endForEach().end();

    expect((await flow.start([1, 2, 1], { stream })).result).toEqual([1, 2, 1]);
    expect(record.events.length).toBe(2);
  });

  it("refuses a note that is no text, and options that do not exist", () => {
    expect(() => new TriggerFlow().separator(5 as never)).toThrow("note");
    expect(() => new TriggerFlow().separator("x", { log: true } as never)).toThrow('"log"');
  });
});
