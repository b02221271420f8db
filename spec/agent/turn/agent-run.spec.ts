/** A turn in the hand of its owner. */
import {
  Agent,
  MemoryStream,
  MessageEnqueued,
  ModelRequest,
  ModelResponse,
  tool,
  TurnCancelled,
  TurnCompleted,
  TurnFailed,
  TurnStarted,
} from "millrace";
import { recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { caught } from "../../caught.js";

describe("AgentRun", () => {
  it("sends nothing before it is started: who subscribes until then hears all of it", async () => {
    const model = new TestModel("Hi.");
    const run = new Agent("a", { model }).run("Hello");
    const heard: string[] = [];
    run.stream
      .where([TurnStarted, ModelRequest, ModelResponse, TurnCompleted])
      .subscribe((event) => void heard.push(event.type));
    await new Promise(setImmediate);
    expect([run.status, model.calls.length, heard]).toEqual(["idle", 0, []]);

    expect(run.start()).toBe(run);
    expect(run.status).toBe("running");
    expect((await run.result()).body).toBe("Hi.");
    expect(run.status).toBe("completed");
    expect(heard).toEqual(["turn.started", "model.request", "model.response", "turn.completed"]);
  });

  it("gives the same outcome however often it is asked for, and runs once", async () => {
    const model = new TestModel("Hi.");
    const run = new Agent("a", { model }).run("Hello");

    expect(await run.result()).toBe(await run.start().result());
    expect(model.calls).toHaveLength(1);
  });

  it("fails with what the model throws, each time it is asked, and says so on the stream", async () => {
    const failure = new Error("down");
    const run = new Agent("a", { model: new TestModel(failure) }).run("Hello");
    using record = recordEvents(run.stream);

    await expect(run.result()).rejects.toBe(failure);
    await expect(run.result()).rejects.toBe(failure);
    expect(run.status).toBe("failed");
    expect(record.of(TurnFailed)).toMatchObject([{ error: failure, turn: run.id, agent: "a" }]);
    expect(record.of(TurnCompleted)).toEqual([]);
  });

  it("takes messages in before the next call of the model", async () => {
    const gate = createDeferred<string>();
    const wait = tool({ name: "wait", run: () => gate.promise });
    const model = new TestModel({ name: "wait" }, "Both.");
    const run = new Agent("a", { model, tools: [wait] }).run("One.");
    using called = run.stream.get(ModelResponse);
    using record = recordEvents(run.stream);
    run.start();
    await called;
    run.enqueue("Two.");
    gate.resolve("waited");

    expect((await run.result()).body).toBe("Both.");
    expect(model.calls[1]?.messages.map(({ content }) => content)).toEqual(["One.", "", "waited", "Two."]);
    expect(record.of(MessageEnqueued)).toMatchObject([{ content: "Two.", turn: run.id }]);
  });

  it("takes messages in with its last answer, too: the model is asked again", async () => {
    const model = new TestModel("First.", "Second.");
    const stream = new MemoryStream();
    const run = new Agent("a", { model }).run("One.", { stream });
    stream.where(ModelResponse).subscribe(
      () => {
        run.enqueue("Two.");
      },
      { once: true },
    );

    expect((await run.result()).body).toBe("Second.");
    expect(model.calls[1]?.messages.map(({ content }) => content)).toEqual(["One.", "First.", "Two."]);
  });

  it("takes messages in before it is started, behind the question", async () => {
    const model = new TestModel("ok");
    const run = new Agent("a", { model }).run("One.");
    run.enqueue(["Two.", { type: "text", text: "Three." }]);
    await run.result();

    expect(model.calls[0]?.messages).toHaveLength(2);
  });

  it("refuses messages when it is over", async () => {
    const run = new Agent("a", { model: new TestModel("ok") }).run("One.");
    await run.result();

    expect(
      caught(() => {
        run.enqueue("late");
      }),
    ).toMatchObject({ code: "RUN_OVER" });
  });

  it("is given up: the call of the model ends, the reply does not come, the history stays valid", async () => {
    const model = TestModel.with({ delayMs: Infinity }, "never", "later");
    const stream = new MemoryStream();
    const run = new Agent("a", { model }).run("Hello", { stream });
    using asked = stream.get(ModelRequest);
    using record = recordEvents(stream);
    run.start();
    await asked;
    await new Promise(setImmediate);
    run.abort("enough");

    await expect(run.result()).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
    expect([run.status, model.calls[0]?.signal?.aborted]).toEqual(["cancelled", true]);
    expect(record.of(TurnCancelled)).toMatchObject([{ reason: "enough" }]);
    expect((await new Agent("b", { model: new TestModel("fine") }).ask("More", { stream })).body).toBe("fine");
  });

  it("is given up before it starts, without a word", async () => {
    const model = new TestModel("ok");
    const run = new Agent("a", { model }).run("Hello");
    run.abort();

    await expect(run.result()).rejects.toMatchObject({ code: "ABORTED" });
    expect([run.status, model.calls.length, await run.stream.history.read()]).toEqual(["cancelled", 0, []]);
  });

  it("is given up by the signal of the question", async () => {
    const controller = new AbortController();
    const asking = new Agent("a", { model: TestModel.with({ delayMs: Infinity }, "never") }).ask("Hello", {
      signal: controller.signal,
    });
    controller.abort("gone");

    await expect(asking).rejects.toMatchObject({ code: "ABORTED", cause: "gone" });
  });

  it("is given up by its scope, and not when it has ended", async () => {
    const runs = ["never", "ok"].map((text) =>
      new Agent("a", { model: TestModel.with(text === "ok" ? {} : { delayMs: Infinity }, text) }).run("Hello"),
    );
    await runs[1]?.result();
    for (const run of runs) {
      await using _scope = run.start();
    }

    expect(runs.map(({ status }) => status)).toEqual(["cancelled", "completed"]);
  });

  it("gives its text while it is written", async () => {
    const run = new Agent("a", { model: TestModel.with({ pieces: 3 }, { text: "one two" }) }).run("Hello");
    const pieces: string[] = [];
    for await (const piece of run.text()) pieces.push(piece);

    expect(pieces).toEqual(["one", " tw", "o"]);
  });

  it("ends its text with its failure", async () => {
    const run = new Agent("a", { model: new TestModel({ text: "one", failAfter: 1, failure: new Error("down") }) }).run(
      "Hello",
    );
    const pieces: string[] = [];

    await expect(async () => {
      for await (const piece of run.text()) pieces.push(piece);
    }).rejects.toThrow("down");
    expect(pieces).toEqual(["one"]);
  });

  it("disposes what its conversation has resolved when the first turn fails, and when the reply ends", async () => {
    const log: string[] = [];
    class Database {
      dispose(): void {
        log.push("closed");
      }
    }
    const open = tool({ name: "open", run: (_, context) => void context.resolve(Database) });
    const agent = new Agent("a", {
      model: new TestModel({ name: "open" }, "ok", { name: "open" }, new Error("down")),
      tools: [open],
    });
    {
      await using reply = await agent.ask("go");
      expect([reply.body, log]).toEqual(["ok", []]);
    }
    expect(log).toEqual(["closed"]);

    await expect(agent.ask("go")).rejects.toThrow("down");
    expect(log).toEqual(["closed", "closed"]);
  });
});
