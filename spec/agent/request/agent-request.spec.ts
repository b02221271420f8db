/** Requests as their authors write them: immutable, checked when they are written, sent when they are read. */
import { Agent, image, MemoryStream, RequestEvent, type StreamingData } from "millrace";
import { recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("AgentRequest", () => {
  it("is never changed: each method gives another request", async () => {
    const model = new TestModel("1", "2");
    const base = new Agent("a", { model }).instruct("Be kind.");
    const [one, other] = [base.input("one"), base.input("two").instruct("Be brief.")];
    await one.getText();
    await other.getText();

    const [first, second] = model.calls.map(({ messages }) => JSON.stringify(messages.at(-1)?.content));
    expect(first).toContain("one");
    expect(first).not.toContain("brief");
    expect(second).toMatch(/Be kind[^]*Be brief[^]*two/);
  });

  it("sends one request for each thing that is asked of itself", async () => {
    const model = new TestModel("1", "2", "3", "4", "5");
    const request = new Agent("a", { model }).input("Go.");

    expect([await request.start(), await request.getData(), await request.getText()]).toEqual(["1", "2", "3"]);
    expect((await request.getMeta()).attempts).toBe(1);
    expect(await request.outcome()).toMatchObject({ text: "5" });
  });

  it("carries history, sections, attachments, tools and time limits to the model", async () => {
    const model = new TestModel("ok");
    await new Agent("a", { model })
      .input("What is this?")
      .history([
        { role: "user", content: "Hello" },
        { role: "assistant", content: "Hi" },
      ])
      .section("LEGEND", "red is hot")
      .attach(image("https://example.org/map.png"))
      .tools([{ name: "zoom", parameters: { type: "object" } }], "auto")
      .timeouts({ idleMs: 5 })
      .timeouts({ totalMs: 7 })
      .whole()
      .getText();

    const [call] = model.calls;
    expect(call).toMatchObject({
      tools: [{ name: "zoom" }],
      toolChoice: "auto",
      timeouts: { idleMs: 5, totalMs: 7 },
      stream: false,
    });
    expect(call?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(JSON.stringify(call?.messages.at(-1))).toMatch(/LEGEND[^]*red is hot[^]*map\.png/);
  });

  it("hands calls of tools out, assembled and as data, and asks for no answer beside them", async () => {
    const model = new TestModel({ name: "zoom", arguments: { by: 2 } });
    const request = new Agent("a", { model }).input("Zoom.").output({ done: z.boolean() });
    const result = request.tools([{ name: "zoom", parameters: {} }]).getResult();

    expect(await result.getData()).toBeUndefined();
    expect((await result.getMeta()).toolCalls).toMatchObject([{ name: "zoom", arguments: '{"by":2}' }]);
    const ready: unknown[] = [];
    for await (const event of result.getGenerator("specific")) ready.push(event);
    expect(ready).toMatchObject([{ name: "zoom", args: { by: 2 } }, { text: "" }]);
  });

  it("tells its events where it is told to", async () => {
    const [own, other] = [new MemoryStream(), new MemoryStream()];
    using onOwn = recordEvents(own.where(RequestEvent));
    using onOther = recordEvents(other.where(RequestEvent));
    const agent = new Agent("a", { model: new TestModel("1", "2", "3"), stream: own });
    await agent.input("Go.").getText();
    const alone = onOwn.events.length;
    await agent.input("Go.").on(other).getText();
    await using context = other.context({ variables: { user: "Ada" } });
    const users: unknown[] = [];
    other.where(RequestEvent).subscribe((_, { variables }) => void users.push(variables.get("user")));
    await agent.input("Go.").in(context).getText();

    expect(onOwn.events).toHaveLength(alone);
    expect(onOther.events).toHaveLength(2 * alone);
    expect(new Set(users)).toEqual(new Set(["Ada"]));
  });

  it("ends with the conversation that it is in, and with the signal that it was given", async () => {
    const stream = new MemoryStream();
    const agent = new Agent("a", {
      model: TestModel.with({ pieces: 1 }, { text: "ab", stallAfter: 1 }, { text: "ab", stallAfter: 1 }),
    });
    const context = stream.context();
    const within = agent.input("Go.").in(context).getResult();
    const text = within.getText();
    text.catch(() => undefined);
    await context.end();
    await expect(text).rejects.toMatchObject({ code: "ABORTED" });

    const controller = new AbortController();
    const signalled = agent.input("Go.").getResult({ signal: controller.signal });
    const other = signalled.getText();
    other.catch(() => undefined);
    controller.abort("enough");
    await expect(other).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
  });

  it("refuses what cannot work when it is written", () => {
    const agent = new Agent("a", { model: new TestModel() });
    const refused: [string, () => unknown][] = [
      ["OUTPUT_SHAPE_INVALID", () => agent.output({ when: z.date() })],
      ["REQUEST_INVALID", () => agent.input("x").validate("yes" as never)],
      ["PROMPT_INVALID", () => agent.input(() => 1)],
      ["PROMPT_INVALID", () => agent.input("x").history([{ role: "nobody" }] as never)],
      ["OPTION_INVALID", () => agent.input("x").getResult({ signals: 1 } as never)],
      ["REQUEST_INVALID", () => agent.input("x").getGenerator("instant")],
      ["PATH_INVALID", () => agent.output({ a: z.string() }).field("a..b" as never)],
    ];
    for (const [code, call] of refused) expect(call).toThrow(expect.objectContaining({ code }) as Error);
  });

  it("fails by name when nothing was said", async () => {
    await expect(new Agent("a", { model: new TestModel() }).request().getText()).rejects.toMatchObject({
      code: "PROMPT_EMPTY",
    });
  });

  it("gives fields of the types that its output has", async () => {
    const agent = new Agent("a", { model: new TestModel('{"n":1}') });
    const items: StreamingData[] = [];
    for await (const item of agent.input("Go.").output({ n: z.number() }).getGenerator("instant")) items.push(item);

    expect(items.map(({ path, value }) => [path, value])).toEqual([
      ["n", 1],
      ["", { n: 1 }],
    ]);
  });
});
