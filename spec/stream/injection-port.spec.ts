/** The port that `lib/inject` fills. */
import { describe, expect, it, vi } from "vitest";

describe("the injection port", () => {
  it("says what to import while nobody has filled it", async () => {
    vi.resetModules();
    const { injector } = await import("../../lib/stream/injection-port.js");

    expect(() => injector()).toThrow(expect.objectContaining({ code: "DEPENDENCY_FAILED" }));
    expect(() => injector()).toThrow(/Import from "millrace"/);
  });
});
