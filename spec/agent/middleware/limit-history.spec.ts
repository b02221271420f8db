/** Long conversations, told to the model by their newest messages. */
import {
  Agent,
  type ChatMessage,
  limitHistory,
  type Middleware,
  ModelRequest,
  ModelResponse,
  ModelMessage,
  MemoryStream,
  tool,
} from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";
import { transcriptFaults } from "../transcript-law.js";

const user = (content: string): ChatMessage => ({ role: "user", content });
const assistant = (content: string): ChatMessage => ({ role: "assistant", content });
const call = (...ids: string[]): ChatMessage => ({
  role: "assistant",
  content: "",
  toolCalls: ids.map((callId) => ({ callId, name: "search", arguments: "{}" })),
});
const result = (callId: string): ChatMessage => ({ role: "tool", callId, content: "found" });

/** What the model is told of a transcript behind the middleware. */
async function told(middleware: Middleware, messages: readonly ChatMessage[]): Promise<readonly ChatMessage[]> {
  const model = new TestModel("ok");
  const given: Middleware = { onModelCall: ({ next }) => next({ messages }) };
  await new Agent("a", { model, middleware: [given, middleware] }).ask("Go.");
  return model.calls[0]?.messages ?? [];
}

describe("limitHistory", () => {
  it("leaves alone what is below the limit, the system prompt not counted", async () => {
    const messages = [{ role: "system", content: "Be brief." } as const, user("1"), assistant("2"), user("3")];

    expect(await told(limitHistory({ maxMessages: 3 }), messages)).toEqual(messages);
  });

  it("keeps the first message of the user and the newest ones, as many as the limit says", async () => {
    const messages = [user("1"), assistant("2"), user("3"), assistant("4"), user("5")];

    expect(await told(limitHistory({ maxMessages: 3 }), messages)).toEqual([user("1"), assistant("4"), user("5")]);
  });

  it("keeps the newest alone where nothing was asked by a user", async () => {
    const messages = [assistant("1"), assistant("2"), assistant("3")];

    expect(await told(limitHistory({ maxMessages: 2 }), messages)).toEqual([assistant("2"), assistant("3")]);
  });

  it("leaves no result without its call, and no call without its results", async () => {
    const messages = [user("1"), call("a", "b"), result("a"), result("b"), call("c"), result("c")];

    for (const maxMessages of [3, 4, 5]) {
      expect(await told(limitHistory({ maxMessages }), messages)).toEqual([user("1"), call("c"), result("c")]);
    }
    expect(await told(limitHistory({ maxMessages: 6 }), messages)).toEqual(messages);
  });

  it("tells all results of the newest answer, also where they are more than the limit", async () => {
    const messages = [user("1"), assistant("2"), user("3"), call("a", "b"), result("a"), result("b")];

    expect(await told(limitHistory({ maxMessages: 2 }), messages)).toEqual([user("1"), ...messages.slice(3)]);
  });

  it("holds in each call of a turn with tools, and leaves the history of the conversation whole", async () => {
    const search = tool({ name: "search", run: () => "found" });
    const model = new TestModel({ name: "search" }, [{ name: "search" }, { name: "search" }], "one", "two");
    const stream = new MemoryStream();
    const agent = new Agent("a", {
      prompt: "S",
      model,
      tools: [search],
      middleware: [limitHistory({ maxMessages: 3 })],
    });
    const reply = await agent.ask("first", { stream });
    await reply.ask("second");

    const calls = model.calls.map(({ messages }) => messages);
    expect(calls.map((messages) => transcriptFaults(messages))).toEqual([[], [], [], []]);
    expect(calls.map(({ length }) => length)).toEqual([2, 4, 5, 4]);
    expect(calls[3]).toEqual([{ role: "system", content: "S" }, user("first"), assistant("one"), user("second")]);
    const events = await stream.history.read();
    expect(events.filter((event) => event instanceof ModelResponse)).toHaveLength(4);
  });

  it("holds for a history that others have recorded", async () => {
    const stream = new MemoryStream();
    for (const content of ["1", "2", "3"]) {
      await stream.send(new ModelRequest({ inputs: [content] }));
      await stream.send(new ModelResponse({ message: new ModelMessage({ content: `re ${content}` }) }));
    }
    const model = new TestModel("ok");
    await new Agent("a", { model, middleware: [limitHistory({ maxMessages: 2 })] }).ask("4", { stream });

    expect(model.calls[0]?.messages).toEqual([user("1"), user("4")]);
  });

  it.each([1, 0, -1, 2.5, Number.NaN, "4", undefined])(
    "refuses a limit of %s, which could keep no beginning and end",
    (maxMessages) => {
      expect(caught(() => limitHistory({ maxMessages: maxMessages as number })).code).toBe("OPTION_INVALID");
    },
  );

  it("refuses options that nobody knows", () => {
    expect(caught(() => limitHistory({ maxMessages: 4, max: 3 } as never)).code).toBe("OPTION_INVALID");
  });
});
