import {
  APICallError,
  InvalidPromptError,
  InvalidResponseDataError,
  JSONParseError,
  LoadAPIKeyError,
} from "@ai-sdk/provider";
import { MillraceError } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { type FailedCall, isUnreadable, toFailure, toReportedFailure } from "../../../lib/model/ai-sdk/to-failure.js";

const opening: FailedCall = { stage: "opening", hasResponseFormat: false };
const reading: FailedCall = { stage: "reading", hasResponseFormat: false };

type Fields = ConstructorParameters<typeof APICallError>[0];
const callError = (fields: Partial<Fields>): APICallError =>
  new APICallError({ message: "No.", url: "http://127.0.0.1", requestBodyValues: {}, ...fields });

describe("toFailure", () => {
  it.each([
    [400, false],
    [401, false],
    [408, true],
    [429, true],
    [503, true],
  ])("tells of status %i, and whether another try may help", (statusCode, retryable) => {
    const cause = callError({ statusCode });
    const error = toFailure(cause, opening);

    expect(error.code).toBe("MODEL_FAILED");
    expect(error.details).toMatchObject({ status: statusCode, retryable });
    expect(error.cause).toBe(cause);
  });

  it("takes the provider's word on whether another try may help", () => {
    expect(toFailure(callError({ statusCode: 429, isRetryable: false }), opening).details["retryable"]).toBe(false);
    expect(toFailure({ statusCode: 502 }, opening).details["retryable"]).toBe(true);
  });

  it.each([
    [{ "retry-after": "3" }, 3000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after": "9", "retry-after-ms": "250" }, 250],
    [{ "retry-after": "Mon, 01 Jan 2024 00:00:10 GMT" }, 10_000],
    [{ "retry-after": "Sun, 31 Dec 2023 00:00:00 GMT" }, 0],
    [{ "retry-after": "later" }, undefined],
    [{ "retry-after": "", "retry-after-ms": "" }, undefined],
  ])("reads %o", (responseHeaders, expected) => {
    using _clock = new ManualClock().install();
    const error = toFailure(callError({ statusCode: 429, responseHeaders: responseHeaders }), opening);

    expect(error.details["retryAfterMs"]).toBe(expected);
  });

  it("keeps the beginning of the answer and the name of the request", () => {
    const error = toFailure(
      callError({ statusCode: 500, responseBody: "x".repeat(5000), responseHeaders: { "x-request-id": "r1" } }),
      opening,
    );

    expect(error.details).toMatchObject({ requestId: "r1", body: "x".repeat(2000) });
  });

  it("says when it was the format that was rejected", () => {
    const rejected = callError({ statusCode: 400, responseBody: "'response_format' is not supported" });
    const asked = { ...opening, hasResponseFormat: true };

    expect(toFailure(rejected, asked).details["rejected"]).toBe("responseFormat");
    expect(toFailure(rejected, opening).details["rejected"]).toBeUndefined();
    expect(toFailure(callError({ statusCode: 400 }), asked).details["rejected"]).toBeUndefined();
  });

  it("tells a connection that did not come about", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const inside = new TypeError("odd", { cause: refused });

    for (const error of [callError({ isRetryable: true }), refused, inside, new TypeError("fetch failed")]) {
      const { code, details } = toFailure(error, opening);
      expect([code, details["retryable"]]).toEqual(["MODEL_UNREACHABLE", true]);
    }
  });

  it("tells an answer that broke off", () => {
    const unreadable = callError({ statusCode: 200, message: "Invalid JSON response" });

    expect(toFailure(unreadable, opening).code).toBe("MODEL_STREAM_BROKEN");
    expect(toFailure(new TypeError("terminated"), reading).code).toBe("MODEL_STREAM_BROKEN");
    expect(toFailure(new InvalidResponseDataError({ data: 1 }), opening).code).toBe("MODEL_STREAM_BROKEN");
  });

  it("tells a call that the provider cannot send", () => {
    for (const error of [
      new LoadAPIKeyError({ message: "No key." }),
      new InvalidPromptError({ prompt: 1, message: "?" }),
    ]) {
      const { code, details } = toFailure(error, opening);
      expect([code, details["retryable"]]).toEqual(["MODEL_CALL_INVALID", false]);
    }
  });

  it("takes what nobody knows for a failure of the provider, and leaves typed errors as they are", () => {
    const typed = new MillraceError("TIMEOUT", "Late.");
    const circle: { cause?: unknown } = {};
    circle.cause = circle;

    expect(toFailure(new RangeError("odd"), opening).code).toBe("MODEL_FAILED");
    expect(toFailure("odd", opening).message).toContain("odd");
    expect(toFailure(circle.cause && { cause: circle.cause, message: "round" }, opening).code).toBe("MODEL_FAILED");
    expect(toFailure(typed, opening)).toBe(typed);
  });
});

describe("toReportedFailure", () => {
  it("takes an error within the answer for one that may pass, unless its status says otherwise", () => {
    expect(toReportedFailure("overloaded", reading).details).toEqual({ retryable: true });
    expect(toReportedFailure({ message: "overloaded" }, reading).message).toContain("overloaded");
    expect(toReportedFailure({ type: "odd" }, reading).message).toContain("odd");
    expect(toReportedFailure({ message: "no", code: 400 }, reading).details).toEqual({ status: 400, retryable: false });
  });

  it("reads errors of the SDK as if they had been thrown", () => {
    expect(toReportedFailure(callError({ statusCode: 529 }), reading).details).toMatchObject({ status: 529 });
    expect(toReportedFailure(new InvalidResponseDataError({ data: 1 }), reading).code).toBe("MODEL_STREAM_BROKEN");
  });
});

describe("isUnreadable", () => {
  it("knows the errors about one message of the wire", () => {
    expect(isUnreadable(new JSONParseError({ text: "{", cause: 1 }))).toBe(true);
    expect(isUnreadable(callError({}))).toBe(false);
    expect(isUnreadable(undefined)).toBe(false);
  });
});
