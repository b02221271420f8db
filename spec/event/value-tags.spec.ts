/** The kinds of values that JSON lacks, one by one: their form on the wire, and the broken forms that are refused. */
import { MillraceError } from "millrace";
import { describe, expect, it } from "vitest";
import { decodeValue, encodeValue } from "../../lib/event/value-codec.js";
import { bytesOfBase64, type Json } from "../../lib/event/value-tags.js";
import { caught } from "../caught.js";

const fail = (path: string, why: string): MillraceError => new MillraceError("EVENT_MALFORMED", `${path} ${why}`);
const encode = (value: unknown): Json => encodeValue(value, "it", { fail });
const decode = (json: Json): unknown => decodeValue(json, "it", { fail });

describe("a tagged value", () => {
  it.each<[unknown, Json]>([
    [undefined, { $undefined: true }],
    [NaN, { $number: "NaN" }],
    [-Infinity, { $number: "-Infinity" }],
    [-0, { $number: "-0" }],
    [-12n, { $bigint: "-12" }],
    [new Date(0), { $date: "1970-01-01T00:00:00.000Z" }],
    [new Date(-8.64e15), { $date: "-271821-04-20T00:00:00.000Z" }],
    [new Date(NaN), { $date: null }],
    [Uint8Array.of(255, 0), { $bytes: "/wA=" }],
    [new Map<unknown, unknown>([[1n, [2]]]), { $map: [[{ $bigint: "1" }, [2]]] }],
    [new Set([new Set([1])]), { $set: [{ $set: [1] }] }],
    [{ $date: 1 }, { $object: { $date: 1 } }],
  ])("%s travels as %j", (value, json) => {
    expect(encode(value)).toEqual(json);
    expect(decode(json)).toStrictEqual(value);
  });

  it.each<Json>([
    { $number: 1 },
    { $number: "1" },
    { $bigint: "" },
    { $bigint: "1e3" },
    { $bigint: 5 },
    { $date: "2020" },
    { $date: "2020-99-01T00:00:00.000Z" },
    { $date: 0 },
    { $bytes: "*" },
    { $bytes: "abc" },
    { $bytes: [1] },
    { $map: {} },
    { $map: [[1]] },
    { $map: [1] },
    { $set: "ab" },
    { $error: "text" },
    { $error: null },
  ])("is refused as %j", (json) => {
    expect(caught(() => decode(json)).message).toContain("is no valid");
  });

  it("may be a megabyte of digits or bytes", () => {
    const digits = 10n ** 50_000n;
    const bytes = new Uint8Array(1_000_000).fill(7);

    expect(decode(encode(digits))).toBe(digits);
    expect(Buffer.from(decode(encode(bytes)) as Uint8Array).equals(bytes)).toBe(true);
  });

  it("of a view into a buffer carries the view only", () => {
    expect(decode(encode(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)))).toEqual(Uint8Array.of(2, 3));
    expect(decode(encode(Buffer.from("hi")))).toEqual(Uint8Array.from([104, 105]));
  });
});

describe("an error in a field", () => {
  it("comes back as a plain error with name, message, cause and extra fields", () => {
    class HttpError extends Error {
      override readonly name = "HttpError";
      readonly status = 404;
    }
    const error = new HttpError("Gone.", { cause: new TypeError("inner") });

    const back = decode(encode(error)) as HttpError;

    expect(back).toBeInstanceOf(Error);
    expect(back).toMatchObject({ name: "HttpError", message: "Gone.", status: 404 });
    expect(back.cause).toMatchObject({ name: "TypeError", message: "inner" });
    expect(Object.keys(back)).toEqual(["status", "cause"]);
  });

  it("leaves a note for what somebody has hung on it and JSON cannot hold", () => {
    const error = Object.assign(new Error("Gone."), {
      response: new Response(),
      retry: () => 1,
      request: { url: "/a", socket: new AbortController() },
      status: 404,
    });

    expect(decode(encode(error))).toMatchObject({
      message: "Gone.",
      response: "(an instance of Response that cannot be stored)",
      retry: "(a function)",
      request: "(an instance of Object that cannot be stored)",
      status: 404,
    });
  });

  it("keeps the errors that it gathers", () => {
    const back = decode(encode(new AggregateError([new Error("a"), new Error("b")], "both"))) as AggregateError;

    expect(back.errors.map((error: Error) => error.message)).toEqual(["a", "b"]);
  });
});

describe("bytesOfBase64", () => {
  it("reads what is base64 and nothing else", () => {
    expect(bytesOfBase64("")).toEqual(new Uint8Array());
    expect(bytesOfBase64("AQI=")).toEqual(Uint8Array.of(1, 2));
    expect([undefined, "A", "A===", "AQ I=", 3].map(bytesOfBase64)).toEqual(new Array(5).fill(undefined));
  });
});
