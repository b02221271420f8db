// An answer becomes parts: streamed by events, or whole where a server ignores that a stream was asked for.
import type { MillraceError } from "../../errors/millrace-error.js";
import type { ModelPart } from "../model-part.js";
import { brokenStream, type FailingCall, midwayFailure, strangeAnswer } from "./failures.js";
import type { PartBatches } from "./part-stream.js";
import type { PhaseTimer } from "./phase-timer.js";
import { isErrorObject } from "./provider-error.js";
import { type BodyReader, isLossOfBody } from "./send-request.js";
import { SseAnswer } from "./sse-answer.js";
import { ChunkTranslator } from "./translate-chunk.js";
import { objectOf, parseJson, type WireObject } from "./wire-value.js";

/** An answer that has begun. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: BodyReader;
  readonly timer: PhaseTimer;
  readonly call: FailingCall;
  readonly reasoningFields: readonly string[];
}

/** Reads an answer to its end. Throws MODEL_FAILED, MODEL_STREAM_BROKEN, and what reading the body throws. */
export async function* readAnswer(answer: OpenAnswer): PartBatches {
  const { headers, timer } = answer;
  let parts: ModelPart[] = [];
  const push = (part: ModelPart): void => {
    if (SAYING.has(part.kind)) timer.said();
    parts.push(part);
  };
  const take = (): readonly ModelPart[] => {
    const taken = parts;
    parts = [];
    return taken;
  };
  const translator = new ChunkTranslator(push, answer.reasoningFields);
  const sse = new SseAnswer(translator, push, (wire) => midwayFailure(answer.call, wire, headers));
  if (/\btext\/event-stream\b/i.test(headers.get("content-type") ?? "")) {
    yield* readEvents(answer, sse, translator, take);
  } else {
    const failure = readWhole(answer, await answer.body.readText(), translator, sse, push);
    yield take();
    if (failure) throw failure;
  }
}

/** The kinds of parts that keep a call from being too late. */
const SAYING: ReadonlySet<ModelPart["kind"]> = new Set(["text", "reasoning", "tool-delta", "tool-ready"]);

async function* readEvents(
  { body, call }: OpenAnswer,
  sse: SseAnswer,
  translator: ChunkTranslator,
  take: () => readonly ModelPart[],
): PartBatches {
  let broken: MillraceError | undefined;
  for (let open = true; open && !sse.marked && !sse.failure;) {
    try {
      const bytes = await body.read();
      if (bytes) sse.feed(bytes);
      else sse.end();
      open = bytes !== undefined;
    } catch (error) {
      if (!isLossOfBody(error)) throw error;
      broken = error;
      open = false;
    }
    yield take();
  }
  const failure = endOf(call, translator, sse, broken);
  yield take();
  if (failure) throw failure;
}

/** Ends the translation; gives the error where the answer is not complete. */
function endOf(
  call: FailingCall,
  translator: ChunkTranslator,
  sse: SseAnswer,
  broken?: MillraceError,
): MillraceError | undefined {
  // What breaks behind the finish takes nothing away but perhaps the usage.
  if (sse.failure === undefined && (translator.finished || (sse.marked && translator.heard))) {
    translator.end();
    return undefined;
  }
  translator.breakOff();
  return sse.failure ?? broken ?? brokenStream(call);
}

function readWhole(
  answer: OpenAnswer,
  text: string,
  translator: ChunkTranslator,
  sse: SseAnswer,
  push: (part: ModelPart) => void,
): MillraceError | undefined {
  const { call, headers } = answer;
  const json = parseJson(text);
  const wire = objectOf(json);
  if (wire === undefined && /^\s*(data|event|id|retry)?:/.test(text))
    return readUnnamedEvents(call, text, translator, sse);
  if (text.trim() === "" || (json === undefined && /^\s*\{/.test(text))) return brokenStream(call);
  push({ kind: "original", data: text });
  if (wire === undefined) return strangeAnswer(call, answer, text);
  if (isErrorObject(wire, undefined)) return midwayFailure(call, wire, headers);
  return readMessage(answer, wire, text, translator);
}

function readMessage(
  answer: OpenAnswer,
  wire: WireObject,
  text: string,
  translator: ChunkTranslator,
): MillraceError | undefined {
  translator.take(wire);
  if (!translator.heard) return strangeAnswer(answer.call, answer, text);
  translator.end();
  return undefined;
}

// Events under a content type of something else.
function readUnnamedEvents(
  call: FailingCall,
  text: string,
  translator: ChunkTranslator,
  sse: SseAnswer,
): MillraceError | undefined {
  sse.feed(new TextEncoder().encode(text));
  sse.end();
  return endOf(call, translator, sse);
}
