// A model that answers from a recording.
import { MillraceError } from "../errors/millrace-error.js";
import type { CallGuard } from "../model/call-guard.js";
import { guardedParts } from "../model/guarded-parts.js";
import type { LanguageModel, ModelCall } from "../model/language-model.js";
import type { ModelPart } from "../model/model-part.js";
import { NO_LIMITS, phaseLimits } from "../model/phase-limits.js";
import { currentClock } from "../primitives/clock.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import { pause } from "./pause.js";
import {
  firstDifference,
  questionOf,
  rebuildFailure,
  type RecordedCall,
  type RecordedQuestion,
  type RecordingJson,
} from "./recording.js";

/** Options of {@link replayModel}. */
export interface ReplayOptions {
  /** `recorded` takes the time that it took, by the clock in force. Default: `instant`. */
  readonly speed?: "instant" | "recorded";
}

/** What has to be the same for an answer to fit; options and `stream` may differ. */
const COMPARED = ["messages", "tools", "toolChoice", "responseFormat"];

/**
 * A model that answers from a recording: the first call by the first recorded one, and so on, failures included.
 *
 * ```ts
 * const model = replayModel(JSON.parse(readFileSync("hello.json", "utf8")));
 * ```
 *
 * A call whose messages, tools, tool choice or response format differ from the recorded ones rejects with SCRIPT_MISMATCH,
 * which names the first difference; one beyond the recording, or beyond the place where its reader had left, with
 * SCRIPT_EXHAUSTED. `signal`, and the `timeouts` that a call names, are heeded.
 *
 * @throws OPTION_INVALID for what is no recording, and for unknown options.
 */
export function replayModel(recording: object, options: ReplayOptions = {}): LanguageModel {
  refuseUnknown("replayModel", options, ["speed"]);
  const { speed = "instant" } = options;
  if (!["instant", "recorded"].includes(speed)) {
    throw new MillraceError("OPTION_INVALID", `The speed of a replay is "instant" or "recorded", not "${speed}".`);
  }
  const { calls, provider, model, takesResponseFormat, takesTools } = checkRecording(recording);
  let begun = 0;
  return {
    provider,
    model,
    takesResponseFormat,
    takesTools,
    stream: (call) =>
      guardedParts(
        (guard) => replay(find(calls, begun++, call), speed, guard),
        phaseLimits(call.timeouts, NO_LIMITS),
        call.signal,
      ),
    describe: (call) => ({ body: questionOf(call), ...(call.timeouts && { timeouts: call.timeouts }) }),
  };
}

async function* replay(
  { parts, end, endAtMs, failure }: RecordedCall,
  speed: ReplayOptions["speed"],
  guard: CallGuard,
): AsyncGenerator<ModelPart> {
  const clock = currentClock();
  const beganAt = clock.now();
  const until = async (atMs: number): Promise<void> => {
    const leftMs = beganAt + atMs - clock.now();
    if (speed === "recorded" && leftMs > 0) await pause(guard, leftMs);
  };
  guard.answered();
  for (const { atMs, part } of parts) {
    await until(atMs);
    yield part;
  }
  await until(endAtMs);
  if (failure) throw rebuildFailure(failure);
  if (end === "left") {
    throw exhausted(
      "The reader of the recorded answer had left it here; nothing is known of what follows.",
      parts.length,
    );
  }
}

function find(calls: readonly RecordedCall[], place: number, call: ModelCall): RecordedCall {
  const recorded = calls[place];
  const count = calls.length;
  const number = String(place + 1);
  if (!recorded) throw exhausted(`Call ${number} is not in the recording, which has ${String(count)} calls.`, count);
  const called = comparable(questionOf(call));
  for (const [field, value] of Object.entries(comparable(recorded.question))) {
    const difference = firstDifference(value, called[field], field);
    if (!difference) continue;
    const told = `recorded ${shown(difference.recorded)}, called with ${shown(difference.called)}`;
    throw new MillraceError(
      "SCRIPT_MISMATCH",
      `Call ${number} is not the recorded one at ${difference.path}: ${told}.`,
      {
        details: { ...difference, call: place + 1, retryable: false },
      },
    );
  }
  return recorded;
}

function comparable(question: RecordedQuestion): RecordedQuestion {
  return Object.fromEntries(COMPARED.map((field) => [field, question[field]]));
}

function shown(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  return json.length > 120 ? `${json.slice(0, 120)}…` : json;
}

function exhausted(message: string, turns: number): MillraceError {
  return new MillraceError("SCRIPT_EXHAUSTED", message, { details: { turns, retryable: false } });
}

function checkRecording(recording: object): RecordingJson {
  const json = ("toJSON" in recording ? (recording as { toJSON(): unknown }).toJSON() : recording) as RecordingJson;
  const { version, calls } = json as { readonly version?: unknown; readonly calls?: unknown };
  if (version === 1 && Array.isArray(calls) && calls.every(isCall)) return json;
  throw new MillraceError("OPTION_INVALID", "replayModel was given something that is no recording of version 1.", {
    hint: "Pass what recordModel(model).recording.toJSON() gave, parsed from JSON.",
  });
}

function isCall(call: unknown): boolean {
  if (typeof call !== "object" || call === null) return false;
  const { question, parts } = call as Partial<RecordedCall>;
  return typeof question === "object" && Array.isArray(parts);
}
