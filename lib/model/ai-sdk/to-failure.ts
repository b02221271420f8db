// What a provider of the AI SDK throws, as one typed error. Known by its fields and its name: the SDK is not imported.
import { MillraceError } from "../../errors/millrace-error.js";
import { currentClock } from "../../primitives/clock.js";

/** Where a call stood when it failed: before its answer began, or within it. */
export type FailureStage = "opening" | "reading";

/** What is known of the call that failed. */
export interface FailedCall {
  readonly stage: FailureStage;
  readonly hasResponseFormat: boolean;
}

/** Names of errors that say that the call itself cannot be sent. */
const CALL_INVALID = new Set([
  "AI_InvalidPromptError",
  "AI_InvalidArgumentError",
  "AI_UnsupportedFunctionalityError",
  "AI_LoadAPIKeyError",
  "AI_LoadSettingError",
  "AI_NoSuchModelError",
]);

/** Names of errors that say that the answer cannot be read. */
const UNREADABLE = new Set([
  "AI_InvalidResponseDataError",
  "AI_EmptyResponseBodyError",
  "AI_NoContentGeneratedError",
  ...["AI_JSONParseError", "AI_TypeValidationError"],
]);

/** Codes of Node and of its fetch for a connection that did not come about. */
const UNREACHABLE =
  /^(ECONN|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|UND_ERR_(SOCKET|CONNECT|HEADERS)|ERR_TLS|CERT_|.*CERTIFICATE)/;

/** What providers write when a format of the answer is more than they can do. */
const FORMAT_REJECTED = /response_?format|json_?schema|structured output/i;

/** How much of an answer is kept in an error, in characters. */
const KEPT_BODY = 2000;

/** An error of the SDK's own classes, or anything like it. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly statusCode?: unknown;
  readonly isRetryable?: unknown;
  readonly responseHeaders?: Record<string, string>;
  readonly responseBody?: unknown;
}

/** True for an error about one message of the wire; a provider of the SDK reads on after it. */
export function isUnreadable(error: unknown): boolean {
  const name = fieldsOf(error).name;
  return name === "AI_JSONParseError" || name === "AI_TypeValidationError";
}

/** The typed error for what a provider has thrown, or has put into its stream. */
export function toFailure(error: unknown, call: FailedCall): MillraceError {
  if (MillraceError.is(error)) return error;
  const { name, statusCode } = fieldsOf(error);
  // A status of success means that reading the answer failed, whatever the class of the error.
  if (typeof statusCode === "number" && statusCode >= 300) return refused(error, statusCode, call);
  if (typeof name === "string" && CALL_INVALID.has(name)) {
    return failure("MODEL_CALL_INVALID", `The provider cannot send this call: ${textOf(error)}`, error, false);
  }
  const isAnswer = call.stage === "reading" || typeof statusCode === "number";
  if (isAnswer || UNREADABLE.has(String(name))) {
    return failure("MODEL_STREAM_BROKEN", `The answer of a model broke off: ${textOf(error)}`, error, true);
  }
  if (isUnreachable(error)) {
    return failure("MODEL_UNREACHABLE", `The provider of a model cannot be reached: ${textOf(error)}`, error, true);
  }
  return failure("MODEL_FAILED", `The provider of a model failed: ${textOf(error)}`, error, false);
}

/**
 * The typed error for an error that came as a part of the answer. The provider had taken the call, so that another try may
 * help unless it says otherwise.
 */
export function toReportedFailure(error: unknown, call: FailedCall): MillraceError {
  const { name, statusCode, code } = fieldsOf(error);
  const isThrown = typeof statusCode === "number" || (typeof name === "string" && name.startsWith("AI_"));
  if (MillraceError.is(error) || isThrown) return toFailure(error, call);
  const message = `The provider of a model reported an error within its answer: ${textOf(error)}`;
  const status = typeof code === "number" ? code : undefined;
  return new MillraceError("MODEL_FAILED", message, {
    cause: error,
    details: { ...(status !== undefined && { status }), retryable: status === undefined || mayPass(status) },
  });
}

function refused(error: unknown, status: number, { hasResponseFormat }: FailedCall): MillraceError {
  const { isRetryable, responseHeaders = {}, responseBody } = fieldsOf(error);
  const body = typeof responseBody === "string" ? responseBody.slice(0, KEPT_BODY) : undefined;
  const isFormat = hasResponseFormat && (status === 400 || status === 422);
  const retryAfterMs = retryAfter(responseHeaders);
  const requestId = requestIdOf(responseHeaders);
  return new MillraceError("MODEL_FAILED", `The provider of a model answered ${String(status)}: ${textOf(error)}`, {
    cause: error,
    details: {
      status,
      retryable: typeof isRetryable === "boolean" ? isRetryable : mayPass(status),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(requestId !== undefined && { requestId }),
      ...(body !== undefined && body !== "" && { body }),
      ...(isFormat && FORMAT_REJECTED.test(`${textOf(error)} ${body ?? ""}`) && { rejected: "responseFormat" }),
    },
  });
}

/** What the provider calls the request, where it says so. */
export function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  return headers["x-request-id"] ?? headers["request-id"];
}

function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const exactMs = Number.parseFloat(headers["retry-after-ms"] ?? "");
  if (exactMs >= 0) return exactMs;
  const told = headers["retry-after"]?.trim();
  if (told === undefined || told === "") return undefined;
  const seconds = Number(told);
  const ms = Number.isNaN(seconds) ? Date.parse(told) - currentClock().now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.ceil(ms));
}

/** Statuses that may be other ones at another time. */
function mayPass(status: number): boolean {
  return status >= 500 || [408, 409, 425, 429].includes(status);
}

function isUnreachable(error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let one = error; typeof one === "object" && one !== null && !seen.has(one); one = fieldsOf(one).cause) {
    seen.add(one);
    const { code, name, message } = fieldsOf(one);
    if (typeof code === "string" && UNREACHABLE.test(code)) return true;
    // Without a status, the SDK's class for calls means that none came about.
    if (name === "AI_APICallError" || message === "fetch failed") return true;
  }
  return false;
}

function failure(
  code: "MODEL_CALL_INVALID" | "MODEL_STREAM_BROKEN" | "MODEL_UNREACHABLE" | "MODEL_FAILED",
  message: string,
  cause: unknown,
  retryable: boolean,
): MillraceError {
  return new MillraceError(code, message, { cause, details: { retryable } });
}

function fieldsOf(error: unknown): SdkError {
  return typeof error === "object" && error !== null ? error : {};
}

function textOf(error: unknown): string {
  if (typeof error === "string") return error;
  const { message } = fieldsOf(error);
  if (typeof message === "string" && message !== "") return message;
  const json: unknown = error instanceof Error ? error.name : JSON.stringify(error);
  return typeof json === "string" ? json : String(error);
}
