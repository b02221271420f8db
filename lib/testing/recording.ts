// A recording of model calls: plain JSON that can be kept in a file beside a spec.
import { ERROR_CODES, type ErrorCode } from "../errors/error-codes.js";
import { MillraceError } from "../errors/millrace-error.js";
import type { ModelCall } from "../model/language-model.js";
import type { ModelPart } from "../model/model-part.js";

/** What was asked: the call without signal, timeouts and headers, with bytes as `{ base64 }`. */
export type RecordedQuestion = Readonly<Record<string, unknown>>;

/** A failure as it was thrown, without its cause. */
export interface RecordedFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** One call with its answer. */
export interface RecordedCall {
  readonly question: RecordedQuestion;
  /** Milliseconds since the first part was asked for. */
  readonly parts: readonly { readonly atMs: number; readonly part: ModelPart }[];
  /** `left` when the reader went, or aborted, before the end. */
  readonly end: "finished" | "failed" | "left";
  readonly endAtMs: number;
  /** With `failed`. */
  readonly failure?: RecordedFailure;
}

/** What `recording.toJSON()` gives and `replayModel` takes. */
export interface RecordingJson {
  readonly version: 1;
  readonly provider: string;
  readonly model: string;
  readonly takesResponseFormat: boolean;
  readonly takesTools: boolean;
  /** In the order in which they began. */
  readonly calls: readonly RecordedCall[];
}

/** What is kept of a call. Headers are not: keys are among them. */
export function questionOf(call: ModelCall): RecordedQuestion {
  const { signal: _signal, timeouts: _timeouts, options, ...question } = call;
  const { headers: _headers, ...kept } = options ?? {};
  const isTold = Object.keys(kept).length > 0;
  return plain({ ...question, ...(isTold && { options: kept }) }) as RecordedQuestion;
}

/** A failure as data. One that is no Millrace error is kept as MODEL_FAILED with its text. */
export function failureOf(error: unknown): RecordedFailure {
  const typed = MillraceError.is(error)
    ? error
    : new MillraceError("MODEL_FAILED", error instanceof Error ? error.message : String(error));
  const { code, hint, message, details } = typed;
  const ending = `\n  Hint: ${hint}`;
  const words = message.endsWith(ending) ? message.slice(0, -ending.length) : message;
  return { code, message: words, hint, details: plain(details) as RecordedFailure["details"] };
}

/** The failure that was recorded, to be thrown again. */
export function rebuildFailure({ code, message, hint, details }: RecordedFailure): MillraceError {
  return new MillraceError(Object.hasOwn(ERROR_CODES, code) ? code : "MODEL_FAILED", message, { hint, details });
}

/** Where two pieces of plain data differ first. */
export interface Difference {
  /** Such as `messages[1].content`. */
  readonly path: string;
  readonly recorded: unknown;
  readonly called: unknown;
}

/** The first difference between two pieces of plain data, in the order of the recorded one; undefined when there is none. */
export function firstDifference(recorded: unknown, called: unknown, path: string): Difference | undefined {
  if (!isObject(recorded) || !isObject(called) || Array.isArray(recorded) !== Array.isArray(called)) {
    return recorded === called ? undefined : { path, recorded, called };
  }
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(called)])) {
    const place = Array.isArray(recorded) ? `${path}[${key}]` : `${path}.${key}`;
    const difference = firstDifference(recorded[key], called[key], place);
    if (difference) return difference;
  }
  return undefined;
}

/** A copy that JSON can carry; later changes of the original do not reach it. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map((item) => plain(item) ?? null);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Date || value instanceof URL) return value.toJSON();
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, field]) => [key, plain(field)] as const);
  return Object.fromEntries(entries.filter(([, field]) => field !== undefined));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
