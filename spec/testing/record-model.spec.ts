import { MillraceError } from "millrace";
import { ManualClock, recordModel, type RecordingJson, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import type { ModelCall } from "../../lib/model/language-model.js";
import { collect, readAll } from "../flow/probes.js";

const call: ModelCall = { messages: [{ role: "user", content: "Hello" }] };

/** The record as it is in a file. */
const written = (model: ReturnType<typeof recordModel>): RecordingJson =>
  JSON.parse(JSON.stringify(model.recording)) as RecordingJson;

describe("recordModel", () => {
  it("passes parts on, and keeps them with their times", async () => {
    const clock = new ManualClock();
    using _clock = clock.install();
    const model = recordModel(TestModel.with({ pieces: 2, delayMs: 10 }, "abcd"));
    const reader = collect(model.stream(call));
    await clock.advanceAsync(20);
    await reader.ended;

    expect(reader.items).toHaveLength(3);
    expect(written(model)).toEqual({
      version: 1,
      provider: "test",
      model: "test",
      takesResponseFormat: true,
      takesTools: true,
      calls: [
        {
          question: { messages: call.messages },
          parts: [
            { atMs: 10, part: { kind: "text", text: "ab" } },
            { atMs: 20, part: { kind: "text", text: "cd" } },
            { atMs: 20, part: { kind: "finish", reason: "stop" } },
          ],
          end: "finished",
          endAtMs: 20,
        },
      ],
    });
  });

  it("keeps failures, and no signal, no timeouts and no headers", async () => {
    const failure = new MillraceError("MODEL_FAILED", "Too many.", { hint: "Wait.", details: { retryAfterMs: 5 } });
    const model = recordModel(new TestModel({ text: "a", failAfter: 1, failure }));
    const options = { temperature: 0, headers: { authorization: "secret" } };
    const asked = { ...call, options, timeouts: { idleMs: 5 }, signal: new AbortController().signal };

    await expect(readAll(model.stream(asked))).rejects.toBe(failure);
    expect(written(model).calls).toMatchObject([
      {
        question: { messages: call.messages, options: { temperature: 0 } },
        parts: [{ part: { text: "a" } }],
        end: "failed",
        failure: { code: "MODEL_FAILED", message: "Too many.", hint: "Wait.", details: { retryAfterMs: 5 } },
      },
    ]);
    expect(JSON.stringify(model.recording)).not.toContain("secret");
  });

  it("says who left: a reader, or an abort", async () => {
    const model = recordModel(new TestModel({ pieces: ["a", "b"] }, { pieces: ["a", "b"] }, "c", "d"));
    for await (const _ of model.stream(call)) break;
    const controller = new AbortController();
    const aborted = model.stream({ ...call, signal: controller.signal })[Symbol.asyncIterator]();
    await aborted.next();
    controller.abort();
    await expect(aborted.next()).rejects.toMatchObject({ code: "ABORTED" });
    for await (const { kind } of model.stream(call)) if (kind === "finish") break;
    await model.stream(call)[Symbol.asyncIterator]().next();

    expect(written(model).calls.map(({ end }) => end)).toEqual(["left", "left", "finished", "left"]);
  });

  it("begins its record when the first part is asked for, and stands for its model otherwise", async () => {
    const inner = TestModel.with({ takesResponseFormat: false }, "a");
    const model = recordModel(inner);
    model.stream(call);

    expect(written(model).calls).toEqual([]);
    expect(inner.calls).toEqual([]);
    expect(model).toMatchObject({ provider: "test", takesResponseFormat: false, takesTools: true });
    expect(model.describe(call)).toEqual(inner.describe(call));
  });
});
