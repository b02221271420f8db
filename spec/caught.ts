/** The Millrace error that an action throws, so that specs can look at its code and details. */
import { MillraceError } from "millrace";
import { expect } from "vitest";

export function caught(action: () => unknown): MillraceError {
  try {
    action();
  } catch (error) {
    expect(MillraceError.is(error), `a MillraceError, not ${String(error)}`).toBe(true);
    return error as MillraceError;
  }
  return expect.fail("nothing was thrown");
}
