/** An agent observed in a spec: its stream is recorded, and the record is what the spec looks at. */
import { Agent, MemoryStream, ModelResponse, tool, ToolCall, ToolError, ToolResult } from "millrace";
import { recordEvents, TestModel, type TestTurn } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const orders = new Map([["o-1", { status: "paid", items: ["tea"] }]]);
const findOrder = tool({
  name: "find_order",
  input: z.object({ order: z.string() }),
  run: ({ order }) => {
    const found = orders.get(order);
    if (!found) throw new RangeError(`There is no order ${order}.`);
    return found;
  },
});

/** The agent under test, with a model that says what the spec wants it to say. */
function clerk(...script: readonly TestTurn[]) {
  const model = new TestModel(...script);
  return { model, agent: new Agent("clerk", { model, tools: [findOrder] }) };
}

describe("an agent observed in a spec", () => {
  it("calls its tool with what the customer named, and answers from the result", async () => {
    const { agent, model } = clerk({ name: "find_order", arguments: { order: "o-1" } }, "It is paid.");
    const stream = new MemoryStream();
    using record = recordEvents(stream);

    const reply = await agent.ask("What about o-1?", { stream });

    expect(record.of(ToolCall)).toMatchObject([{ name: "find_order", args: { order: "o-1" } }]);
    expect(record.of(ToolResult)).toMatchObject([{ result: { status: "paid", items: ["tea"] } }]);
    expect(model.calls[1]?.messages.at(-1)).toMatchObject({
      role: "tool",
      content: '{"status":"paid","items":["tea"]}',
    });
    expect(reply.body).toBe("It is paid.");
  });

  it("tells the model of a failure without its stack, and keeps the error for people", async () => {
    const { agent } = clerk({ name: "find_order", arguments: { order: "o-2" } }, "I cannot find it.");
    const stream = new MemoryStream();
    using record = recordEvents(stream);

    await agent.ask("What about o-2?", { stream });

    const [failure] = record.of(ToolError);
    expect(failure?.content).toBe("Error: There is no order o-2.");
    expect(failure?.error).toBeInstanceOf(RangeError);
    expect(failure?.trace).toContain("agent-observed.spec");
  });

  it("answers after the results of its tool", async () => {
    const { agent } = clerk({ name: "find_order", arguments: { order: "o-1" } }, "It is paid.");
    const stream = new MemoryStream();
    using record = recordEvents(stream.where([ToolCall, ToolResult, ModelResponse]));

    await agent.ask("What about o-1?", { stream });

    expect(record.events.map(({ type }) => type)).toEqual([
      "model.response", // with the call
      "tool.call",
      "tool.result",
      "model.response",
    ]);
  });

  it("fails with an expectation in a subscriber, which sees each event before the agent acts on it", async () => {
    const { agent } = clerk({ name: "find_order", arguments: { order: "o-2" } }, "I cannot find it.");
    const stream = new MemoryStream();
    stream.where(ToolCall).subscribe(({ args }) => {
      expect(args).toEqual({ order: "o-1" });
    });

    await expect(agent.ask("What about o-2?", { stream })).rejects.toThrow(/o-1/);
  });
});
