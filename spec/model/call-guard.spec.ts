import { getEventListeners } from "node:events";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { CallGuard } from "../../lib/model/call-guard.js";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { NO_LIMITS, type PhaseLimits } from "../../lib/model/phase-limits.js";

/** What never comes. */
const never = new Promise<never>(() => {});

function guarded(limits: Partial<PhaseLimits>, signal?: AbortSignal): { guard: CallGuard; clock: ManualClock } {
  const clock = new ManualClock();
  using _clock = clock.install();
  const guard = new CallGuard({ ...NO_LIMITS, ...limits }, signal);
  guard.begin();
  return { guard, clock };
}

describe("CallGuard", () => {
  it("names the phase whose limit passed, the shorter one first", async () => {
    const { guard, clock } = guarded({ connect: 100, firstToken: 50 });
    const waiting = guard.wait(never);
    clock.advance(50);

    await expect(waiting).rejects.toMatchObject({
      code: "TIMEOUT",
      details: { phase: "firstToken", timeoutMs: 50, retryable: true },
    });
    expect(guard.signal.aborted).toBe(true);
    expect(guard.signal.reason).toBe(guard.ending);
  });

  it("counts the wait for the first token from the beginning, as one", async () => {
    const { guard, clock } = guarded({ connect: 100, firstToken: 150, idle: 40 });
    const headers = createDeferred<number>();
    const opening = guard.wait(headers.promise);
    clock.advance(90);
    headers.resolve(200);
    await opening;
    guard.answered();
    const reading = guard.wait(never);
    clock.advance(59);
    expect(guard.ending).toBeUndefined();
    clock.advance(1);

    await expect(reading).rejects.toMatchObject({ details: { phase: "firstToken", timeoutMs: 150 } });
  });

  it("does not count the time in which nobody waits", async () => {
    const { guard, clock } = guarded({ idle: 40 });
    guard.said();
    clock.advance(1000);
    await guard.wait(Promise.resolve());
    const waiting = guard.wait(never);
    clock.advance(39);
    expect(guard.ending).toBeUndefined();
    clock.advance(1);

    await expect(waiting).rejects.toMatchObject({ details: { phase: "idle" } });
  });

  it("counts all time for the whole, which is not worth another try", () => {
    const { guard, clock } = guarded({ total: 100 });
    clock.advance(100);

    expect(guard.ending).toMatchObject({ code: "TIMEOUT", details: { phase: "total", retryable: false } });
    expect(() => guard.check()).toThrow("100 ms");
  });

  it("keeps to what ended it first", async () => {
    const controller = new AbortController();
    const { guard, clock } = guarded({ total: 100 }, controller.signal);
    controller.abort("enough");
    clock.advance(100);
    guard.leave();

    await expect(guard.wait(Promise.resolve(1))).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
    expect(guard.left).toBe(false);
  });

  it("says when its reader has left", () => {
    const { guard } = guarded({});
    guard.leave();

    expect(guard.left).toBe(true);
    expect(guard.signal.aborted).toBe(true);
  });

  it("passes on what the work rejects with", async () => {
    const { guard } = guarded({ idle: 10 });

    await expect(guard.wait(Promise.reject(new RangeError("odd")))).rejects.toThrow("odd");
  });

  it("leaves no timer and no listener behind", async () => {
    const controller = new AbortController();
    const limits = { connect: 10, firstToken: 10, idle: 10, total: 10 };
    const { guard, clock } = guarded(limits, controller.signal);
    await guard.wait(Promise.resolve());
    expect(clock.pending).toBe(1);
    guard.end();

    expect(clock.pending).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    expect(getEventListeners(guard.signal, "abort")).toEqual([]);
  });
});
