/** What has to be awaited. */
import { describe, expect, it } from "vitest";
import { isThenable } from "../../lib/primitives/thenable.js";

describe("isThenable", () => {
  it.each([
    ["a promise", Promise.resolve()],
    ["an object with then", { then: () => undefined }],
    ["a function with then", Object.assign(() => undefined, { then: () => undefined })],
  ])("says yes to %s", (_, value) => {
    expect(isThenable(value)).toBe(true);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "then"],
    ["an object", {}],
    ["a function", () => undefined],
    ["an object whose then is a value", { then: 1 }],
  ])("says no to %s", (_, value) => {
    expect(isThenable(value)).toBe(false);
  });
});
