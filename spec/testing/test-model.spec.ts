import { MillraceError } from "millrace";
import { ManualClock, TestModel, type TestTurn } from "millrace/testing";
import { describe, expect, it } from "vitest";
import type { LanguageModel, ModelCall } from "../../lib/model/language-model.js";
import type { ModelPart } from "../../lib/model/model-part.js";
import { caught } from "../caught.js";
import { breath, collect, readAll } from "../flow/probes.js";

const call: ModelCall = { messages: [{ role: "user", content: "Hello" }] };

const ask = (model: LanguageModel, more: Partial<ModelCall> = {}): Promise<ModelPart[]> =>
  readAll(model.stream({ ...call, ...more }));

/** What the parts say, in short. */
const said = (parts: readonly ModelPart[]): string[] =>
  parts.flatMap((part) => {
    if (part.kind === "text") return [part.text];
    if (part.kind === "tool-ready") return [`${part.callId}:${part.name}(${part.arguments})`];
    return part.kind === "finish" ? [part.reason] : [];
  });

const answer = async (turn: TestTurn): Promise<string[]> => said(await ask(new TestModel(turn)));

describe("TestModel", () => {
  it("answers each call by the next turn", async () => {
    const model = new TestModel("one", "two");

    expect(await ask(model)).toEqual([
      { kind: "text", text: "one" },
      { kind: "finish", reason: "stop" },
    ]);
    expect(said(await ask(model))).toEqual(["two", "stop"]);
  });

  it("asks for calls: one, several, and with text", async () => {
    expect(await ask(new TestModel({ name: "search", arguments: { q: "tea" } }))).toEqual([
      { kind: "tool-delta", callId: "call-1", name: "search", delta: '{"q":"tea"}' },
      { kind: "tool-ready", callId: "call-1", name: "search", arguments: '{"q":"tea"}' },
      { kind: "finish", reason: "tool-calls" },
    ]);
    expect(await answer(["I look.", { name: "a" }, { name: "b", arguments: "{broken", callId: "x" }])).toEqual([
      "I look.",
      "call-1:a({})",
      "x:b({broken)",
      "tool-calls",
    ]);
  });

  it("names the calls of one model apart, over all turns", async () => {
    const model = new TestModel([{ name: "a" }, { name: "b" }], { name: "c" });

    expect(said(await ask(model))).toEqual(["call-1:a({})", "call-2:b({})", "tool-calls"]);
    expect(said(await ask(model))).toEqual(["call-3:c({})", "tool-calls"]);
  });

  it("gives what a function makes of the call", async () => {
    const model = new TestModel(
      ({ messages }, turn) => `${String(turn)}: ${JSON.stringify(messages[0]?.content)}`,
      async () => ({ text: "later", finish: "length" }),
    );

    expect(said(await ask(model))).toEqual(['1: "Hello"', "stop"]);
    expect(said(await ask(model))).toEqual(["later", "length"]);
  });

  it("throws a failure as it is, and goes on with the next turn", async () => {
    const failure = new MillraceError("MODEL_FAILED", "Too many.", { details: { retryable: true } });
    const model = new TestModel(failure, "ok");

    await expect(ask(model)).rejects.toBe(failure);
    expect(said(await ask(model))).toEqual(["ok", "stop"]);
  });

  it("says when its script has no turn left", async () => {
    const model = new TestModel("only");
    await ask(model);

    await expect(ask(model)).rejects.toMatchObject({
      code: "SCRIPT_EXHAUSTED",
      message: expect.stringContaining("2 times, and its script has 1 turn."),
      details: { turns: 1, calls: 2, retryable: false },
    });
  });

  it("keeps the calls as they were when they began", async () => {
    const model = new TestModel("one", "two");
    const messages = [...call.messages];
    const format = { name: "report", schema: { type: "object" } };
    const parts = model.stream({ messages, responseFormat: format });
    expect(model.calls).toEqual([]);
    await parts.next();
    messages.pop();

    expect(model.calls).toEqual([{ messages: call.messages, responseFormat: format }]);
  });

  it.each<[unknown, string]>([
    [{ txt: "a" }, '"txt"'],
    [{ name: "search", args: {} }, '"args"'],
    [{ toolCalls: [{ name: "search", id: "a" }] }, '"id"'],
    [["a", { nmae: "search" }], '"nmae"'],
    [{ text: "a", failAfter: -1 }, "failAfter"],
    [{ text: "a", stallAfter: 0.5 }, "stallAfter"],
    [{ text: "a", pieces: 0 }, "pieces"],
    [undefined, "undefined"],
    [42, "number"],
  ])("refuses the turn %o, at once and from a function", async (turn, word) => {
    const error = caught(() => new TestModel(turn as TestTurn));

    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(word);
    await expect(ask(new TestModel(() => turn as string))).rejects.toThrow(error.message);
  });

  it("describes a call without sending it", () => {
    const model = new TestModel();

    expect(model.describe({ ...call, signal: AbortSignal.abort(), timeouts: { idleMs: 5 } })).toEqual({
      body: call,
      timeouts: { idleMs: 5 },
    });
  });

  it("takes its time by the clock in force", async () => {
    const clock = new ManualClock();
    using _clock = clock.install();
    const model = TestModel.with({ pieces: 2, delayMs: 10 }, "abcd");
    const reader = collect(model.stream(call));
    await clock.advanceAsync(9);
    expect(reader.items).toEqual([]);
    await clock.advanceAsync(1);
    expect(reader.items).toHaveLength(1);
    await clock.advanceAsync(10);

    await reader.ended;
    expect(said(reader.items)).toEqual(["ab", "cd", "stop"]);
    expect(clock.pending).toBe(0);
  });

  it("lets go of its timer when it is aborted", async () => {
    const clock = new ManualClock();
    using _clock = clock.install();
    const controller = new AbortController();
    const failed = ask(TestModel.with({ delayMs: 10 }, "late"), { signal: controller.signal });
    failed.catch(() => {});
    await breath();
    controller.abort();

    await expect(failed).rejects.toMatchObject({ code: "ABORTED" });
    expect(clock.pending).toBe(0);
  });

  it("heeds the limits that a call names, and has none of its own", async () => {
    const clock = new ManualClock();
    using _clock = clock.install();
    const model = TestModel.with({ delayMs: 10_000_000 }, "late", "too late");
    const reader = collect(model.stream(call));
    await clock.advanceAsync(10_000_000);
    await reader.ended;

    const failed = ask(model, { timeouts: { firstTokenMs: 100 } });
    failed.catch(() => {});
    await clock.advanceAsync(100);
    await expect(failed).rejects.toMatchObject({ code: "TIMEOUT", details: { phase: "firstToken" } });
  });

  it("knows what it takes, for engines that ask", () => {
    expect(new TestModel()).toMatchObject({ takesResponseFormat: true, takesTools: true });
    expect(TestModel.with({ takesResponseFormat: false })).toMatchObject({
      takesResponseFormat: false,
      takesTools: true,
    });
  });

  it.each([
    [{ piece: 4 }, "piece"],
    [{ pieces: 0 }, "pieces"],
    [{ delayMs: -1 }, "delayMs"],
  ])("refuses the options %o", (options, name) => {
    const error = caught(() => TestModel.with(options as object, "x"));

    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(name);
  });
});
