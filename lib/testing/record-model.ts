// A model that keeps what it is asked and what it answers, with the times.
import { MillraceError } from "../errors/millrace-error.js";
import type { LanguageModel, ModelCall } from "../model/language-model.js";
import type { ModelPart } from "../model/model-part.js";
import { currentClock } from "../primitives/clock.js";
import { failureOf, questionOf, type RecordedCall, type RecordingJson } from "./recording.js";

/** What a recorded model has been asked and has answered so far. */
export interface ModelRecording {
  /** The calls so far as plain JSON; those under way are there as left. `JSON.stringify(recording)` writes it. */
  toJSON(): RecordingJson;
}

/** A model that records; everything else is the model's own. */
export interface RecordedModel extends LanguageModel {
  readonly recording: ModelRecording;
}

type Growing = { -readonly [K in keyof RecordedCall]: RecordedCall[K] } & { parts: RecordedCall["parts"][number][] };

/**
 * Wraps a model and records its calls, parts and failures. Headers are left out of the record; look through the rest before
 * you keep it, since messages and errors are in it as they were.
 *
 * ```ts
 * const model = recordModel(aiSdkModel(openai("gpt-5")));
 * await new Agent("assistant", { model }).ask("Hello!");
 * writeFileSync("hello.json", JSON.stringify(model.recording, undefined, 2));
 * ```
 */
export function recordModel(model: LanguageModel): RecordedModel {
  const calls: Growing[] = [];
  return {
    provider: model.provider,
    model: model.model,
    // Asked each time: a client may learn what its model takes.
    get takesResponseFormat() {
      return model.takesResponseFormat;
    },
    get takesTools() {
      return model.takesTools;
    },
    stream: (call) => record(model, call, calls),
    describe: (call) => model.describe(call),
    recording: {
      toJSON: () => ({
        version: 1,
        provider: model.provider,
        model: model.model,
        takesResponseFormat: model.takesResponseFormat,
        takesTools: model.takesTools,
        calls: calls.map((call) => ({ ...call, parts: [...call.parts] })),
      }),
    },
  };
}

function record(model: LanguageModel, call: ModelCall, calls: Growing[]): AsyncIterableIterator<ModelPart, undefined> {
  const parts = model.stream(call)[Symbol.asyncIterator]();
  const clock = currentClock();
  let beganAt = 0;
  let hasLeft = false;
  let kept: Growing | undefined;
  const begin = (): Growing => {
    beganAt = clock.now();
    const begun: Growing = { question: questionOf(call), parts: [], end: "left", endAtMs: 0 };
    calls.push(begun);
    return begun;
  };
  return {
    async next() {
      const record = (kept ??= begin());
      try {
        const { done, value } = (await parts.next()) as IteratorResult<ModelPart, undefined>;
        record.endAtMs = clock.now() - beganAt;
        if (done !== true) {
          record.parts.push({ atMs: record.endAtMs, part: value });
          if (value.kind === "finish") record.end = "finished";
          return { done: false, value };
        }
        if (record.end === "left" && !hasLeft) record.end = "finished";
        return { done: true, value: undefined };
      } catch (error) {
        record.endAtMs = clock.now() - beganAt;
        if (!MillraceError.is(error, "ABORTED")) Object.assign(record, { end: "failed", failure: failureOf(error) });
        throw error;
      }
    },
    async return() {
      hasLeft = true;
      await parts.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
