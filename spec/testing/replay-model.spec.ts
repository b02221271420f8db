import fc from "fast-check";
import { MillraceError } from "millrace";
import { ManualClock, recordModel, replayModel, type ReplayOptions, TestModel, type TestTurn } from "millrace/testing";
import { describe, expect, it } from "vitest";
import type { LanguageModel, ModelCall } from "../../lib/model/language-model.js";
import type { ModelPart } from "../../lib/model/model-part.js";
import { caught } from "../caught.js";
import { collect, readAll } from "../flow/probes.js";

const call: ModelCall = {
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: [{ type: "file", file: new Uint8Array([1, 2]), mediaType: "text/plain" }] },
  ],
};

const ask = (model: LanguageModel, more: Partial<ModelCall> = {}): Promise<ModelPart[]> =>
  readAll(model.stream({ ...call, ...more }));

/** A recording of what a script answers, as it is in a file. */
async function recorded(...turns: readonly TestTurn[]): Promise<object> {
  const model = recordModel(TestModel.with({ pieces: 2 }, ...turns));
  for (const _ of turns) await ask(model).catch(() => {});
  return JSON.parse(JSON.stringify(model.recording)) as object;
}

describe("replayModel", () => {
  it("answers the same calls with the same parts, in their order", async () => {
    const sayings = fc.oneof(fc.string(), fc.array(fc.oneof(fc.string(), fc.record({ name: fc.string() }))));
    await fc.assert(
      fc.asyncProperty(fc.array(sayings, { maxLength: 4 }), async (turns) => {
        const original = TestModel.with({ pieces: 2 }, ...turns);
        const replay = replayModel(await recorded(...turns));

        for (const _ of turns) expect(await ask(replay)).toEqual(await ask(original));
      }),
    );
  });

  it("fails as it was recorded", async () => {
    const failure = new MillraceError("MODEL_FAILED", "Too many.", {
      hint: "Wait.",
      details: { retryable: true, retryAfterMs: 5 },
    });
    const replay = replayModel(await recorded({ text: "ab", failAfter: 1, failure }, new RangeError("odd"), "ok"));
    const parts = collect(replay.stream(call));

    await expect(parts.ended).rejects.toMatchObject({
      code: "MODEL_FAILED",
      message: failure.message,
      hint: "Wait.",
      details: failure.details,
    });
    expect(parts.items).toEqual([{ kind: "text", text: "ab" }]);
    await expect(ask(replay)).rejects.toMatchObject({ code: "MODEL_FAILED", message: expect.stringContaining("odd") });
    expect(await ask(replay)).toHaveLength(2);
  });

  it.each<[string, Partial<ModelCall>, string]>([
    ["another message", { messages: [{ role: "system", content: "Be long." }] }, "messages[0].content"],
    ["one more message", { messages: [...call.messages, { role: "user", content: "?" }] }, "messages[2]"],
    ["a format", { responseFormat: { name: "report", schema: {} } }, "responseFormat"],
    ["tools", { tools: [{ name: "clock", parameters: {} }] }, "tools"],
  ])("names the difference of a call with %s", async (_, more, path) => {
    const replay = replayModel(await recorded("ok", "ok"));

    await expect(ask(replay, more)).rejects.toMatchObject({ code: "SCRIPT_MISMATCH", details: { path, call: 1 } });
    expect(await ask(replay, { options: { temperature: 1 }, stream: false })).toHaveLength(2);
  });

  it("has nothing to say beyond the recording, and beyond where its reader had left", async () => {
    const left = recordModel(new TestModel({ pieces: ["a", "b"] }));
    for await (const _ of left.stream(call)) break;
    const replay = replayModel(left.recording);
    const parts = collect(replay.stream(call));

    await expect(parts.ended).rejects.toMatchObject({ code: "SCRIPT_EXHAUSTED" });
    expect(parts.items).toHaveLength(1);
    await expect(ask(replay)).rejects.toMatchObject({ code: "SCRIPT_EXHAUSTED", details: { turns: 1 } });
  });

  it("takes the time that it took, when told to", async () => {
    const clock = new ManualClock();
    using _clock = clock.install();
    const slow = recordModel(TestModel.with({ pieces: 1, delayMs: 10 }, "ab"));
    const first = collect(slow.stream(call));
    await clock.advanceAsync(20);
    await first.ended;

    expect(await ask(replayModel(slow.recording))).toEqual(first.items);
    const again = collect(replayModel(slow.recording, { speed: "recorded" }).stream(call));
    await clock.advanceAsync(10);
    expect(again.items).toHaveLength(1);
    await clock.advanceAsync(10);
    await again.ended;
    expect(again.items).toEqual(first.items);
  });

  it("stands for the recorded model, and describes calls", async () => {
    const replay = replayModel(await recorded());

    expect(replay).toMatchObject({ provider: "test", model: "test", takesResponseFormat: true, takesTools: true });
    expect(replay.describe({ messages: [], timeouts: { idleMs: 5 } })).toEqual({
      body: { messages: [] },
      timeouts: { idleMs: 5 },
    });
  });

  it.each([
    [{}, {}, "recording"],
    [{ version: 2, calls: [] }, {}, "recording"],
    [{ version: 1, calls: [{}] }, {}, "recording"],
    [{ version: 1, calls: [] }, { speed: "fast" }, "fast"],
    [{ version: 1, calls: [] }, { pace: 1 }, "pace"],
  ])("refuses %o with %o", (recording, options, word) => {
    const error = caught(() => replayModel(recording, options as ReplayOptions));

    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(word);
  });
});
