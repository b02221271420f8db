/** The one error class: its code, its way out, and how two copies of the package recognise each other's errors. */
import { MillraceError } from "millrace";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../lib/errors/error-codes.js";

describe("MillraceError", () => {
  it("is an Error with a code, and a message that ends with the hint of the code", () => {
    const error = new MillraceError("STREAM_CLOSED", "The stream orders is closed.");

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "MillraceError", code: "STREAM_CLOSED", hint: ERROR_CODES.STREAM_CLOSED.hint });
    expect(error.message).toBe(`The stream orders is closed.\n  Hint: ${ERROR_CODES.STREAM_CLOSED.hint}`);
  });

  it("prefers a more exact hint", () => {
    const error = new MillraceError("OPTION_INVALID", "retain is -1.", { hint: "Use 0 or more." });

    expect(error.hint).toBe("Use 0 or more.");
    expect(error.message).toContain("Hint: Use 0 or more.");
  });

  it("keeps the cause as it was, even when that is undefined", () => {
    const cause = { any: "thing" };

    expect(new MillraceError("ABORTED", "Aborted.", { cause }).cause).toBe(cause);
    expect("cause" in new MillraceError("ABORTED", "Aborted.", { cause: undefined })).toBe(true);
    expect("cause" in new MillraceError("ABORTED", "Aborted.")).toBe(false);
  });

  it("has details for machines, empty unless given", () => {
    expect(new MillraceError("TIMEOUT", "Late.").details).toEqual({});
    expect(new MillraceError("TIMEOUT", "Late.", { details: { timeoutMs: 5 } }).details).toEqual({ timeoutMs: 5 });
  });
});

describe("MillraceError.is", () => {
  it("tells an error of any code, or of one", () => {
    const error = new MillraceError("TIMEOUT", "Late.");

    expect(MillraceError.is(error)).toBe(true);
    expect(MillraceError.is(error, "TIMEOUT")).toBe(true);
    expect(MillraceError.is(error, "ABORTED")).toBe(false);
  });

  it("recognises an error that another copy of the package made", () => {
    const foreign = Object.assign(new Error("Late."), { code: "TIMEOUT", [Symbol.for("millrace.error")]: true });

    expect(MillraceError.is(foreign, "TIMEOUT")).toBe(true);
  });

  it.each([undefined, null, 0, "TIMEOUT", { code: "TIMEOUT" }, new Error("TIMEOUT")])("says no to %s", (value) => {
    expect(MillraceError.is(value)).toBe(false);
  });
});
