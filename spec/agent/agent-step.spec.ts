/** Agents as steps of flows. */
import {
  Agent,
  FieldDone,
  MemoryStream,
  ModelMessageChunk,
  ModelRequest,
  ModelResponse,
  TriggerFlow,
  TurnCancelled,
} from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("agent.step", () => {
  it("asks with the value of the chain and gives what the answer comes to", async () => {
    const model = new TestModel('{"topic":"mills"}', "About mills.");
    const pick = new Agent("pick", { model, reply: z.object({ topic: z.string() }) });
    const write = new Agent("write", { model });
    const flow = new TriggerFlow("essay", { input: z.string() });
    flow.to(pick.step()).to(write.step()).end();

    expect((await flow.start("anything")).result).toBe("About mills.");
    expect(model.calls.map(({ messages }) => messages.at(-1)?.content)).toEqual(["anything", "topic: mills"]);
  });

  it("tells its events on the stream of the flow, where the flow can react to a half-written answer", async () => {
    const model = TestModel.with({ pieces: 3 }, "one two");
    const stream = new MemoryStream();
    const pieces: string[] = [];
    const flow = new TriggerFlow("live", { input: z.string() });
    flow.to(new Agent("a", { model }).step()).end();
    flow.when(ModelMessageChunk).to(({ value }) => void pieces.push(value.content));
    const { result } = await flow.createExecution({ stream }).start("go");

    expect([result, pieces.join("|")]).toEqual(["one two", "one| tw|o"]);
    const [request] = (await stream.history.read()).filter((event) => event instanceof ModelRequest);
    expect(request?.causedBy).toBeDefined();
  });

  it("keeps conversations apart that run side by side on one stream", async () => {
    const model = new TestModel(
      ...["a", "b", "c"].map((name) => (call: { messages: readonly { content: unknown }[] }) => {
        return `${name} of ${String(call.messages.length)}`;
      }),
    );
    const stream = new MemoryStream();
    const flow = new TriggerFlow("fan", { input: z.array(z.string()) });
    flow.forEach({ concurrency: 3 }).to(new Agent("x", { model }).step()).endForEach().end();
    const { result } = await flow.createExecution({ stream }).start(["1", "2", "3"]);

    expect([...(result as string[])].sort()).toEqual(["a of 1", "b of 1", "c of 1"]);
    const names = (await stream.history.read()).flatMap((event) =>
      event instanceof ModelResponse ? [event.conversation] : [],
    );
    expect(new Set(names).size).toBe(3);
  });

  it("lets a flow wait for the fields of a structured reply", async () => {
    const model = TestModel.with({ pieces: 5 }, '{"title":"Mills","text":"Long."}');
    const titles: unknown[] = [];
    const flow = new TriggerFlow("fields", { input: z.string() });
    flow.to(new Agent("a", { model, reply: z.object({ title: z.string(), text: z.string() }) }).step()).end();
    flow.when(FieldDone.field("path").eq("title")).to(({ value }) => void titles.push(value.value));
    await flow.createExecution({ stream: new MemoryStream() }).start("go");

    expect(titles).toEqual(["Mills"]);
  });

  it("is given up with its flow", async () => {
    const model = TestModel.with({ delayMs: Infinity }, "never");
    const flow = new TriggerFlow("stop", { input: z.string() });
    flow.to(new Agent("a", { model }).step()).end();
    const stream = new MemoryStream();
    using asked = stream.get(ModelRequest);
    using cancelled = stream.get(TurnCancelled);
    const execution = flow.createExecution({ stream });
    const started = execution.start("go");
    await asked;
    await execution.cancel("enough");

    expect(await started).toMatchObject({ status: "cancelled" });
    expect(await cancelled).toMatchObject({ agent: "a" });
  });

  it("writes its own question where it is told how", async () => {
    const model = new TestModel("ok");
    const flow = new TriggerFlow("ask", { input: z.object({ city: z.string() }) });
    flow
      .to(new Agent("a", { model }).step({ message: ({ value }) => `Weather in ${(value as { city: string }).city}?` }))
      .end();
    await flow.start({ city: "Porto" });

    expect(model.calls[0]?.messages.at(-1)).toMatchObject({ content: "Weather in Porto?" });
  });
});
