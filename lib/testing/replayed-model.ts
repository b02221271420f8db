// A model that says what was said in a recorded run, and hands over to another one where the recording ends.
import { MillraceError } from "../errors/millrace-error.js";
import type { ChatMessage } from "../model/chat-message.js";
import { guardedParts } from "../model/guarded-parts.js";
import type { LanguageModel, ModelCall } from "../model/language-model.js";
import type { FinishReason, ModelPart } from "../model/model-part.js";
import { NO_LIMITS, phaseLimits } from "../model/phase-limits.js";
import { type Difference, firstDifference, questionOf } from "./recording.js";
import { type RecordedAnswer, type RecordedRun, withoutSystem } from "./recorded-run.js";

/** What a replayed model is made from. */
export interface ReplayedModelParts {
  readonly run: RecordedRun;
  /** Answers from here on are not given. */
  readonly until: number;
  readonly then: LanguageModel | undefined;
  /** Hears of each recorded answer before it is told, and where the next one of its conversation stands. */
  readonly onAnswer: (place: number, next: number) => void;
}

interface Talk {
  readonly answers: readonly RecordedAnswer[];
  next: number;
}

/** Makes the model. */
export function replayedModel({ run, until, then, onAnswer }: ReplayedModelParts): LanguageModel {
  const talks: Talk[] = run.talks.map(({ answers }) => ({ answers, next: 0 }));
  let calls = 0;
  let current: LanguageModel | RecordedAnswer | undefined = talks[0]?.answers[0];
  const isLeft = (): boolean => talks.some(({ answers, next }) => (answers[next]?.place ?? Infinity) < until);

  const choose = (call: ModelCall): LanguageModel | RecordedAnswer => {
    calls++;
    const asked = plain(withoutSystem(call.messages));
    const scored = talks.map((talk) => ({ talk, score: likeness(talk, asked) }));
    const [best] = scored.sort((one, other) => other.score - one.score);
    const answer = best?.talk.answers[best.talk.next];
    if (best === undefined || answer === undefined || answer.place >= until) {
      if (then !== undefined) return then;
      const message = `The recording has no answer to call ${String(calls)}: it ends before.`;
      throw new MillraceError("SCRIPT_EXHAUSTED", message, {
        hint: "Go on with another model: replayRun(events, { then: model }).",
        details: { calls, turns: calls - 1, retryable: false },
      });
    }
    const difference = differenceOf(answer, asked);
    if (difference !== undefined) throw mismatch(difference, calls, answer.place);
    best.talk.next++;
    onAnswer(answer.place, best.talk.answers[best.talk.next]?.place ?? Infinity);
    return answer;
  };

  async function* stream(call: ModelCall): AsyncGenerator<ModelPart, undefined> {
    const chosen = (current = choose(call));
    if ("stream" in chosen) yield* chosen.stream(call);
    else {
      const limits = phaseLimits(call.timeouts, NO_LIMITS);
      const parts = guardedParts(
        (guard) => {
          guard.answered();
          return partsOf(chosen);
        },
        limits,
        call.signal,
      );
      yield* parts;
    }
    return undefined;
  }

  return {
    // As those who look after an answer find them: its provider and model, not the first one's.
    get provider() {
      return (current && ("stream" in current ? current.provider : responseOf(current)?.provider)) ?? "replay";
    },
    get model() {
      return (current && ("stream" in current ? current.model : responseOf(current)?.model)) ?? "replay";
    },
    get takesResponseFormat() {
      return isLeft() || (then?.takesResponseFormat ?? true);
    },
    get takesTools() {
      return isLeft() || (then?.takesTools ?? true);
    },
    stream,
    describe: (call) => ({ body: questionOf(call), ...(call.timeouts && { timeouts: call.timeouts }) }),
  };
}

type Plain = readonly unknown[];

function plain(messages: readonly ChatMessage[]): Plain {
  return questionOf({ messages })["messages"] as Plain;
}

// How far what is asked goes with a conversation: several may run at once, and a model is not told which one asks.
function likeness({ answers, next }: Talk, asked: Plain): number {
  const due = answers[next];
  if (due !== undefined && differenceOf(due, asked) === undefined) return Infinity;
  const recorded = plain((due ?? answers[next - 1])?.asked ?? []);
  const first = recorded.findIndex((message, place) => firstDifference(message, asked[place], "") !== undefined);
  return first === -1 ? recorded.length : first;
}

function differenceOf({ asked, sent }: RecordedAnswer, called: Plain): Difference | undefined {
  const found = [sent, asked].map((messages) => {
    return messages === undefined ? undefined : { one: firstDifference(plain(messages), called, "messages") };
  });
  return found.some((one) => one !== undefined && one.one === undefined) ? undefined : found.find(Boolean)?.one;
}

function mismatch(difference: Difference, call: number, place: number): MillraceError {
  const { path, recorded, called } = difference;
  const told = `recorded ${shown(recorded)}, asked with ${shown(called)}`;
  return new MillraceError("SCRIPT_MISMATCH", `Call ${String(call)} is not the recorded one at ${path}: ${told}.`, {
    hint: "See what led to it: another result of a tool, another question, another middleware. System prompts do not count.",
    details: { ...difference, call, event: place, retryable: false },
  });
}

function shown(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  return json.length > 120 ? `${json.slice(0, 120)}…` : json;
}

function responseOf({
  said,
}: RecordedAnswer): { readonly provider?: string | undefined; readonly model?: string | undefined } | undefined {
  return "response" in said ? said.response : undefined;
}

async function* partsOf({ said }: RecordedAnswer): AsyncGenerator<ModelPart> {
  await Promise.resolve();
  if ("failure" in said) throw final(said.failure);
  const { response, text, reasoning } = said;
  const { model, usage, finishReason, toolCalls } = response;
  if (model !== undefined) yield { kind: "meta", model };
  for (const piece of reasoning) yield { kind: "reasoning", text: piece };
  for (const piece of text) yield { kind: "text", text: piece };
  for (const { callId, name, arguments: json } of toolCalls.calls) {
    yield { kind: "tool-delta", callId, name, delta: json };
    yield { kind: "tool-ready", callId, name, arguments: json };
  }
  yield { kind: "usage", usage };
  if (finishReason !== undefined) yield { kind: "finish", reason: finishReason as FinishReason };
}

// It was tried as often as it may be, then.
function final(failure: unknown): unknown {
  if (!MillraceError.is(failure)) return failure;
  const { code, message, hint, details, cause } = failure;
  const words = message.endsWith(`\n  Hint: ${hint}`) ? message.slice(0, -`\n  Hint: ${hint}`.length) : message;
  return new MillraceError(code, words, { hint, cause, details: { ...details, retryable: false } });
}
