/** What a turn may use. */
import { Agent, MemoryStream, tool, ToolError, ToolResults, TurnFailed } from "millrace";
import { ManualClock, recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { useClock } from "../../../lib/primitives/clock.js";
import { caught } from "../../caught.js";
import { settle } from "../../stream/events.js";

const now = tool({ name: "now", run: () => "noon" });
const forEver = (count: number): TestModel => new TestModel(...Array.from({ length: count }, () => ({ name: "now" })));

describe("the limits of a turn", () => {
  it("end a model that asks for tools for ever, with the transcript so far", async () => {
    const model = forEver(4);
    const asking = new Agent("a", { model, tools: [now], limits: { modelCalls: 2 } }).ask("go");

    await expect(asking).rejects.toMatchObject({
      code: "LIMIT_REACHED",
      details: {
        limit: "modelCalls",
        max: 2,
        used: 3,
        messages: [
          { role: "user", content: "go" },
          { role: "assistant" },
          { role: "tool", content: "noon" },
          { role: "assistant" },
          { role: "tool", content: "noon" },
        ],
      },
    });
    expect(model.calls).toHaveLength(2);
  });

  it("are 50 calls of the model by default", async () => {
    const model = forEver(60);

    await expect(new Agent("a", { model, tools: [now] }).ask("go")).rejects.toMatchObject({ code: "LIMIT_REACHED" });
    expect(model.calls).toHaveLength(50);
  });

  it("count calls of tools: an answer that asks for too many runs none of them, and each is answered", async () => {
    const stream = new MemoryStream();
    const model = new TestModel({ name: "now" }, [{ name: "now" }, { name: "now" }], "ok");
    const agent = new Agent("a", { model, tools: [now], limits: { toolCalls: 2 } });

    await expect(agent.ask("go", { stream })).rejects.toMatchObject({
      details: { limit: "toolCalls", max: 2, used: 3, messages: expect.any(Array) as unknown },
    });
    const history = await stream.history.read();
    expect(history.filter((event) => event instanceof ToolError)).toHaveLength(2);
    expect(history.at(-1)).toBeInstanceOf(ToolResults);
    expect((await agent.ask("again", { stream })).body).toBe("ok");
  });

  it("count tokens, as the provider does, before each call of the model", async () => {
    const model = TestModel.with({ usage: { inputTokens: 60, outputTokens: 50 } }, { name: "now" }, "ok");
    const limits = { tokens: 100 };

    await expect(new Agent("a", { model, tools: [now], limits }).ask("go")).rejects.toMatchObject({
      details: { limit: "tokens", max: 100, used: 110 },
    });
  });

  it("end a turn that takes too long, wherever it is", async () => {
    const clock = new ManualClock();
    using _clock = useClock(clock);
    const hang = tool({ name: "hang", run: () => new Promise(() => undefined) });
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const asking = new Agent("a", { model: new TestModel({ name: "hang" }), tools: [hang] }).ask("go", {
      stream,
      limits: { timeoutMs: 1000 },
    });
    const outcome = asking.catch((error: unknown) => error);
    await settle();
    clock.advance(1000);

    expect(await outcome).toMatchObject({ code: "LIMIT_REACHED", details: { limit: "timeoutMs", max: 1000 } });
    expect(record.of(ToolError)).toHaveLength(1);
    expect(record.of(TurnFailed)).toHaveLength(1);
  });

  it("of a question go over the agent's, one by one; false takes one away", async () => {
    const model = forEver(4);
    const agent = new Agent("a", { model, tools: [now], limits: { modelCalls: 1, toolCalls: 2 } });

    await expect(agent.ask("go", { limits: { modelCalls: false } })).rejects.toMatchObject({
      details: { limit: "toolCalls" },
    });
  });

  it.each([{ modelCalls: 0 }, { tokens: 1.5 }, { timeoutMs: -1 }, { calls: 3 }])("are refused as %j", (limits) => {
    expect(caught(() => new Agent("a", { limits }))).toMatchObject({ code: "OPTION_INVALID" });
  });
});
