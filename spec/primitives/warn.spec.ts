/** The typed channel for warnings. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { warn } from "../../lib/primitives/warn.js";

describe("warn", () => {
  afterEach(() => vi.restoreAllMocks());

  it("emits a process warning of its own kind with a code", () => {
    const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});

    warn("MILLRACE_READER_TIMEOUT", "A reader gave up.");

    expect(emitWarning).toHaveBeenCalledExactlyOnceWith("A reader gave up.", {
      type: "MillraceWarning",
      code: "MILLRACE_READER_TIMEOUT",
    });
  });
});
