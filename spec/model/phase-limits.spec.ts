import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, NO_LIMITS, phaseLimits } from "../../lib/model/phase-limits.js";
import { caught } from "../caught.js";

describe("phaseLimits", () => {
  it("keeps to the base where nothing is told", () => {
    expect(phaseLimits(undefined, DEFAULT_LIMITS)).toEqual({
      connect: 30_000,
      firstToken: 120_000,
      idle: 60_000,
      total: 600_000,
    });
    expect(phaseLimits({}, NO_LIMITS)).toEqual(NO_LIMITS);
  });

  it("puts what is told over the base, and takes limits away", () => {
    expect(phaseLimits({ idleMs: 5, totalMs: false }, DEFAULT_LIMITS)).toMatchObject({ idle: 5, total: Infinity });
  });

  it("lets the connection take as long as the first token, for servers that load first", () => {
    expect(phaseLimits({ firstTokenMs: 300_000 }, DEFAULT_LIMITS).connect).toBe(300_000);
    expect(phaseLimits({ firstTokenMs: false }, DEFAULT_LIMITS).connect).toBe(Infinity);
    expect(phaseLimits({ firstTokenMs: 10 }, DEFAULT_LIMITS).connect).toBe(30_000);
    expect(phaseLimits({ firstTokenMs: 300_000, connectMs: 5 }, DEFAULT_LIMITS).connect).toBe(5);
  });

  it.each([
    [{ idleMs: 0 }, "idleMs"],
    [{ connectMs: -1 }, "connectMs"],
    [{ totalMs: NaN }, "totalMs"],
    [{ totalMs: true }, "totalMs"],
    [{ idle: 5 }, '"idle"'],
  ])("refuses %o by name", (timeouts, name) => {
    const error = caught(() => phaseLimits(timeouts as never, DEFAULT_LIMITS));

    expect(error.code).toBe("MODEL_CALL_INVALID");
    expect(error.message).toContain(name);
  });
});
