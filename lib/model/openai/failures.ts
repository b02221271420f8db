// How calls fail: every failure of the wire as one MillraceError that says whether another try may help.
import { MillraceError } from "../../errors/millrace-error.js";
import { type ProviderError, readErrorBody, readErrorObject, statusOf } from "./provider-error.js";
import { type AnswerHead, isRetryable, isRetryableMidway, retryAfterMs } from "./retry-advice.js";
import { objectOf, textOf, withoutGaps, type WireObject } from "./wire-value.js";

/** What failures tell of their call, and what they must not tell. */
export interface FailingCall {
  readonly model: string;
  /** Without secrets. */
  readonly url: string;
  readonly askedForFormat: boolean;
  /** Takes the keys out of what a provider says. */
  readonly hide: (text: string) => string;
  /** Which of several keys was used, counted from 1. */
  readonly key?: number;
  /** Whether another key could be tried at once. */
  readonly anotherKey?: () => boolean;
}

/** Where in a call something failed. */
export type Phase = "connect" | "firstToken" | "idle" | "total";

/** The provider answered with a status that is an error. */
export function httpFailure(call: FailingCall, { status, headers }: AnswerHead, body: string): MillraceError {
  const error = readErrorBody(body);
  const another = KEY_STATUSES.includes(status) && call.anotherKey?.() === true;
  const retryable = another || isRetryable(status, error, headers);
  return new MillraceError("MODEL_FAILED", `${nameOf(call)} answered ${String(status)}${told(call, error)}`, {
    ...hintFor(status, headers),
    details: details(call, {
      status,
      ...named(call, error),
      requestId: requestIdOf(headers) ?? error.requestId,
      retryable,
      retryAfterMs: another ? 0 : retryable ? retryAfterMs(headers) : undefined,
      rejected: rejectsFormat(call, status, error) ? "responseFormat" : undefined,
    }),
  });
}

/** Statuses that are the fault of the key that was used: another one may be taken. */
export const KEY_STATUSES: readonly number[] = [401, 403, 429];

/** The provider sent an error where a piece of the answer belongs. */
export function midwayFailure(call: FailingCall, wire: WireObject, headers: Headers): MillraceError {
  const error = readErrorObject(wire);
  const status = statusOf(error.code);
  return new MillraceError("MODEL_FAILED", `${nameOf(call)} sent an error in its answer${told(call, error)}`, {
    details: details(call, {
      status,
      ...named(call, error),
      requestId: error.requestId ?? requestIdOf(headers),
      retryable: isRetryableMidway(status, error),
      rejected: rejectsFormat(call, status ?? 400, error) ? "responseFormat" : undefined,
    }),
  });
}

/** The server answered, with something that no model says. */
export function strangeAnswer(call: FailingCall, { status, headers }: AnswerHead, body: string): MillraceError {
  const type = headers.get("content-type") ?? "no content type";
  return new MillraceError(
    "MODEL_FAILED",
    `${nameOf(call)} answered with something that is no answer of a model (${type})${told(call, readErrorBody(body))}`,
    {
      hint: "Check that baseUrl is the address of the API; most end in /v1.",
      details: details(call, { status, requestId: requestIdOf(headers), retryable: false }),
    },
  );
}

/** The answer ended too early, with `cause` where the connection broke. */
export function brokenStream(call: FailingCall, cause?: unknown): MillraceError {
  const what = cause === undefined ? "ended before the model had finished" : `broke off (${reasonOf(cause).said})`;
  return new MillraceError("MODEL_STREAM_BROKEN", `The answer of ${nameOf(call)} ${what}.`, {
    ...(cause === undefined ? {} : { cause }),
    details: details(call, { code: cause === undefined ? undefined : reasonOf(cause).code, retryable: true }),
  });
}

/** No answer came at all. */
export function unreachable(call: FailingCall, cause: unknown): MillraceError {
  const { code, said } = reasonOf(cause);
  return new MillraceError("MODEL_UNREACHABLE", `${nameOf(call)} could not be reached: ${call.hide(said)}.`, {
    cause,
    details: details(call, { code, retryable: true }),
  });
}

/** A phase took longer than its limit. */
export function tooLate(
  call: FailingCall,
  phase: Phase,
  timeoutMs: number | undefined,
  cause?: unknown,
): MillraceError {
  const within = timeoutMs === undefined ? "in time" : `within ${String(timeoutMs)} ms`;
  return new MillraceError("TIMEOUT", `${nameOf(call)} ${LATE[phase]} ${within}.`, {
    ...(cause === undefined ? {} : { cause }),
    hint: `Raise timeouts.${phase}Ms, or set it to false; a server that loads its model first needs longer.`,
    // A call that has used up its whole time has used up the time for another try as well.
    details: details(call, { phase, timeoutMs, retryable: phase !== "total" }),
  });
}

const LATE: Readonly<Record<Phase, string>> = {
  connect: "did not begin to answer",
  firstToken: "did not say anything",
  idle: "fell silent in the middle of its answer and did not go on",
  total: "did not finish its answer",
};

/** The caller's signal ended the call. */
export function aborted(call: FailingCall, signal: AbortSignal): MillraceError {
  return new MillraceError("ABORTED", `The call of ${nameOf(call)} was aborted.`, {
    cause: signal.reason,
    details: details(call, { retryable: false }),
  });
}

/** What the provider calls this request. */
export function requestIdOf(headers: Headers): string | undefined {
  return textOf(headers.get("x-request-id") ?? headers.get("request-id") ?? headers.get("apim-request-id"));
}

/** The innermost reason of a failed fetch. */
export function reasonOf(error: unknown): { readonly code?: string; readonly said: string } {
  let inner = error;
  for (let depth = 0; depth < 5 && objectOf(inner)?.["cause"] !== undefined; depth++)
    inner = objectOf(inner)?.["cause"];
  const code = textOf(objectOf(inner)?.["code"]) ?? textOf(objectOf(error)?.["code"]);
  const message = textOf(objectOf(inner)?.["message"]) ?? String(inner);
  return {
    ...(code === undefined ? {} : { code }),
    said: code === undefined || message.includes(code) ? message : `${code}: ${message}`,
  };
}

function nameOf({ model, url }: FailingCall): string {
  return `The model "${model}" at ${url}`;
}

function told({ hide }: FailingCall, { message }: ProviderError): string {
  return message === undefined ? "." : `: ${hide(message)}`;
}

function named({ hide }: FailingCall, { message, code, type, param }: ProviderError): object {
  return { code, type, param, providerMessage: message === undefined ? undefined : hide(message) };
}

function details({ model, url, key }: FailingCall, facts: object): Readonly<Record<string, unknown>> {
  return withoutGaps({ provider: "openai-compatible", model, url, ...facts, key });
}

function hintFor(status: number, headers: Headers): { readonly hint?: string } {
  if (status === 401 || status === 403) return { hint: "Check apiKey, and what it may be used for." };
  if (status === 404) return { hint: "Check the name of the model, and that baseUrl is right; most end in /v1." };
  if (status < 300 || status >= 400) return {};
  const to = headers.get("location");
  return { hint: `Redirects are not followed${to === null ? "" : `; this one leads to ${to}`}. Correct baseUrl.` };
}

// Only where a format was asked for: a schema is also part of each tool.
function rejectsFormat({ askedForFormat }: FailingCall, status: number, error: ProviderError): boolean {
  if (!askedForFormat || (status !== 400 && status !== 422)) return false;
  const said = `${error.param ?? ""} ${error.code ?? ""} ${error.message ?? ""}`;
  if (/response_?\s?format|json_?\s?schema|structured.?output|guided/i.test(said)) return true;
  return /schema/i.test(said) && !/\b(functions?|tools?)\b/i.test(said);
}
