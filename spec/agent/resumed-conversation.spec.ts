import {
  Agent,
  type BaseEvent,
  clientTool,
  ConversationCheckpoint,
  exportConversation,
  importConversation,
  MemoryStream,
  ModelMessage,
  ModelRequest,
  ModelResponse,
  ToolCall,
  ToolCalls,
  ToolResult,
  ToolResults,
} from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";

const checkpoint = new ConversationCheckpoint({ agent: "a", variables: {}, prompt: [] });
const question = new ModelRequest({ inputs: ["Map and list, please."] });
const calls = ["map", "list"].map((name) => new ToolCall({ callId: `c-${name}`, name }));
const asksFor = new ModelResponse({ toolCalls: new ToolCalls({ calls }) });
const mapped = new ToolResult({ callId: "c-map", name: "map", result: "a map" });

/** A process has ended behind these events, and another one goes on. */
async function after(
  ...events: readonly BaseEvent[]
): Promise<{ resumed: Awaited<ReturnType<Agent["resume"]>>; model: TestModel }> {
  const stream = new MemoryStream();
  await stream.history.replace([checkpoint, ...events]);
  const model = new TestModel("Done.", "Done again.");
  return { resumed: await new Agent("a", { model }).resume(stream), model };
}

const said = (model: TestModel): unknown[] =>
  model.calls[0]!.messages.map(({ role, content }) => `${role}: ${JSON.stringify(content)}`);

describe("a resumed conversation", () => {
  it("asks anew behind calls that were never answered", async () => {
    const { resumed, model } = await after(question, asksFor, mapped);

    expect((await resumed.openCalls()).map(({ callId }) => callId)).toEqual(["c-list"]);
    await resumed.ask("Well?");

    expect(said(model)).toEqual([
      'user: "Map and list, please."',
      'assistant: ""',
      'tool: "a map"',
      'tool: "There is no result: the call was not completed."',
      'user: "Well?"',
    ]);
  });

  it.each<[string, readonly BaseEvent[], Record<string, unknown>, readonly string[]]>([
    ["a question without an answer", [question], {}, []],
    [
      "results that the model was not told",
      [question, asksFor, mapped, mapped.with({ callId: "c-list" })],
      {},
      ['tool: "a map"', 'tool: "a map"'],
    ],
    [
      "calls, with what came of them",
      [question, asksFor, mapped],
      { "c-list": ["x"] },
      ['tool: "a map"', 'tool: "[\\"x\\"]"'],
    ],
    [
      "calls that failed",
      [question, asksFor, mapped],
      { "c-list": new RangeError("no") },
      ['tool: "a map"', 'tool: "Error: no"'],
    ],
    [
      "calls that nobody answers",
      [question, asksFor],
      {},
      ["Error: Nobody answered.", "Error: Nobody answered."].map((words) => `tool: "${words}"`),
    ],
  ])("goes on with %s", async (_, events, results, told) => {
    const { resumed, model } = await after(...events);

    const reply = await resumed.resume(results);

    expect(reply.body).toBe("Done.");
    expect(said(model)).toEqual([
      'user: "Map and list, please."',
      ...(told.length > 0 ? ['assistant: ""'] : []),
      ...told,
    ]);
    const given = (await reply.history.read()).filter((event) => event instanceof ToolResults);
    expect(given).toHaveLength(told.length > 0 && events.length < 4 ? 1 : 0);
  });

  it("has nothing to go on with where the last question has its answer, and no call of that name", async () => {
    const done = await after(question, new ModelResponse({ message: new ModelMessage({ content: "Here." }) }));
    await expect(done.resumed.resume()).rejects.toMatchObject({ code: "CALLS_UNANSWERED" });
    await expect((await after()).resumed.resume()).rejects.toMatchObject({ code: "CALLS_UNANSWERED" });
    await expect((await after(question, asksFor)).resumed.resume({ "c-mop": 1 })).rejects.toMatchObject({
      code: "CALLS_UNANSWERED",
      details: { waiting: ["c-map", "c-list"], given: ["c-mop"] },
    });
  });

  it("brings what a client has made of a call that another process handed out", async () => {
    const tools = [clientTool({ name: "locate" })];
    const reply = await new Agent("a", { model: new TestModel({ name: "locate", callId: "c-1" }), tools }).ask(
      "Where?",
    );
    await reply.checkpoint();

    const model = new TestModel("In Berlin.");
    const stream = await importConversation(JSON.stringify(await exportConversation(reply.stream)));
    const resumed = await new Agent("a", { model, tools }).resume(stream);
    const next = await resumed.resume({ "c-1": { city: "Berlin" } });

    expect(next.body).toBe("In Berlin.");
    expect(said(model).at(-1)).toBe(String.raw`tool: "{\"city\":\"Berlin\"}"`);
  });

  it("begins runs, and ends its context without ending the stream", async () => {
    const { resumed } = await after(question);
    const { signal } = resumed.context;
    const run = resumed.run("Go.");

    expect((await run.result()).body).toBe("Done.");
    await resumed[Symbol.asyncDispose]();
    expect([signal.aborted, (resumed.stream as MemoryStream).closed]).toEqual([true, false]);
    expect(await resumed.history.read()).not.toHaveLength(0);
  });
});
