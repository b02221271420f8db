import {
  Agent,
  BaseEvent,
  defineEvent,
  exportConversation,
  importConversation,
  MemoryStorage,
  MemoryStream,
  UnknownEvent,
} from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

class Noted extends defineEvent("spec.noted", { note: z.string() }) {}

describe("a conversation as JSON", () => {
  it("comes back with its id and all of its events, those of others among them", async () => {
    const reply = await new Agent("a", { model: new TestModel("Hi.") }).ask("Hello");
    await reply.stream.send(new Noted({ note: "x" }));
    await reply.checkpoint();
    const json = await exportConversation(reply.stream);

    const stream = await importConversation(JSON.stringify(json), { events: [Noted] });

    expect(json).toMatchObject({ kind: "millrace.conversation", version: 1, stream: reply.stream.id });
    expect(stream.id).toBe(reply.stream.id);
    expect(await exportConversation(stream)).toEqual(json);
    expect((await stream.history.read()).filter((event) => event instanceof UnknownEvent)).toEqual([]);
  });

  it("goes into a storage where one is given", async () => {
    const storage = new MemoryStorage();
    const json = await exportConversation((await new Agent("a", { model: new TestModel("Hi.") }).ask("Hello")).stream);
    await importConversation(json, { storage });

    expect(await exportConversation(new MemoryStream({ id: json.stream, storage }))).toEqual(json);
  });

  it("holds no events that stay in their process", async () => {
    class Local extends BaseEvent {}
    const stream = new MemoryStream();
    await stream.send(new Local());

    await expect(exportConversation(stream)).rejects.toMatchObject({ code: "EVENT_LOCAL" });
  });

  it.each([
    ["no JSON", "{"],
    ["another thing", { kind: "millrace.execution", version: 1 }],
    ["another version", { kind: "millrace.conversation", version: 2, stream: "s", events: [] }],
    ["no events", { kind: "millrace.conversation", version: 1, stream: "s" }],
    ["nothing", null],
  ])("is refused when it is %s", async (_, json) => {
    await expect(importConversation(json as string)).rejects.toMatchObject({ code: "CONVERSATION_INVALID" });
  });

  it("is refused with an event that is broken", async () => {
    const json = {
      kind: "millrace.conversation",
      version: 1,
      stream: "s",
      events: [{ type: "model.request" }],
    } as const;

    await expect(importConversation(json as never)).rejects.toMatchObject({ code: "EVENT_MALFORMED" });
  });
});
