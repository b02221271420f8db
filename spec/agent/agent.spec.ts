/** Who asks: names, models, settings, and what every request begins with. */
import { Agent, MillraceError, settings } from "millrace";
import { answer, ScriptedServer, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";

describe("Agent", () => {
  it("needs a name and known options", () => {
    expect(() => new Agent(" ")).toThrow(/without a name/);
    expect(() => new Agent("a", { modell: 1 } as never)).toThrow(/modell/);
  });

  it("says what every request begins with, in its own name", async () => {
    const model = new TestModel("ok", "ok");
    const agent = new Agent("a", {
      model,
      prompt: "You are brief.",
      request: (request) => request.rule("Answer in ${language}.", { language: "Portuguese" }).info({ city: "Porto" }),
    });
    await agent.input("One stop, please.").getText();
    await agent.info("It rains.").input("Another.").getText();

    expect(model.calls[0]?.messages).toMatchObject([
      { role: "system", content: expect.stringMatching(/You are brief\.[^]*Rule: Answer in Portuguese\./) as string },
      { role: "user", content: expect.stringContaining("city: Porto") as string },
    ]);
    expect(model.calls[1]?.messages.at(-1)?.content).toContain("It rains.");
    expect(JSON.stringify(model.calls[0]?.messages)).not.toContain("It rains.");
  });

  it("begins requests with every word that a request has", async () => {
    const model = new TestModel("1", "2", "3", "4", "5", "6", "7");
    const agent = new Agent("a", { model });
    const requests = [
      agent.instruct("Count.").input("x"),
      agent.examples("one, two").input("x"),
      agent.system("S").input("x"),
      agent.role("R").input("x"),
      agent.rule("L").input("x"),
      agent.attach({ type: "image", image: "https://example.org/a.png" }),
      agent.options({ temperature: 0 }).input("x"),
    ];
    for (const request of requests) await request.getText();

    const said = model.calls.map(({ messages }) => JSON.stringify(messages));
    for (const [index, words] of ["Count.", "one, two", '"S"', "Your role: R", "Rule: L", "a.png"].entries())
      expect(said[index]).toContain(words);
    expect(model.calls[6]?.options).toEqual({ temperature: 0 });
  });

  it("finds its model in its settings, over those of the package, and one client serves equal settings", async () => {
    await using server = await ScriptedServer.start([answer.text("one"), answer.text("two"), answer.text("three")]);
    using _ = settings.override({ OpenAICompatible: { baseUrl: server.url, model: "package" } });

    expect(await new Agent("a").input("Go.").getText()).toBe("one");
    const other = new Agent("b").setSettings("OpenAI.model", "own");
    expect(await other.input("Go.").getText()).toBe("two");
    const once = other.input("Go.").settings({ OpenAICompatible: { model: "once" } });
    expect(await once.getText()).toBe("three");
    expect(server.requests.map(({ body }) => (body as { model: string }).model)).toEqual(["package", "own", "once"]);
    expect(server.connections).toBe(1);
  });

  it("fixes settings when a result is made, and tells where they come from, without secrets", async () => {
    const agent = new Agent("a", { model: new TestModel("ok") });
    agent.setSettings("OpenAICompatible.apiKey", "sk-secret");
    agent.setSettings("request.corrections", 1);
    const result = agent.input("Go.").getResult();
    agent.setSettings("request.corrections", 7);
    const events: unknown[] = [];
    for await (const event of result.getGenerator("all")) events.push(event);

    const text = JSON.stringify(events);
    expect(text).toContain('"corrections":1');
    expect(text).toContain("agent a");
    expect(text).not.toContain("sk-secret");
  });

  it("leaves out what a nearer layer has taken away, also within a branch, and limits that are none", async () => {
    await using server = await ScriptedServer.start([answer.text("one")]);
    const agent = new Agent("a", {
      settings: {
        OpenAICompatible: { baseUrl: server.url, model: "m", apiKey: "k", timeouts: { idleMs: 5, totalMs: 7_000 } },
        request: { timeoutMs: false, totalMs: false, attempts: 1 },
      },
    });
    const text = await agent
      .input("Go.")
      .settings({ OpenAICompatible: { apiKey: null, timeouts: { idleMs: null } }, request: { attempts: null } })
      .getText();

    expect(text).toBe("one");
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("refuses settings that nobody knows, early, and a missing model by name", () => {
    const wrong = (): unknown => new Agent("a").setSettings("OpenAICompatible.basUrl" as never, "x" as never);
    expect(wrong).toThrow(/baseUrl/);
    expect(() => new Agent("a").input("x").settings({ request: { tries: 1 } } as never)).toThrow(/tries/);
    try {
      new Agent("half", { settings: { OpenAICompatible: { baseUrl: "http://127.0.0.1:1/v1" } } })
        .input("x")
        .getResult();
      expect.fail("it has no model");
    } catch (error) {
      expect(MillraceError.is(error, "MODEL_MISSING")).toBe(true);
      expect((error as Error).message).toContain("no model for its model");
    }
  });
});
