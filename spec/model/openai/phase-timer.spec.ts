import { describe, expect, it } from "vitest";
import type { ModelTimeouts } from "../../../lib/model/language-model.js";
import { openaiCompatible } from "../../../lib/model/openai/openai-compatible.js";
import { phaseLimits, PhaseTimer } from "../../../lib/model/openai/phase-timer.js";
import { ManualClock } from "../../../lib/testing/manual-clock.js";
import { answer } from "../../../lib/testing/scripted-answer.js";
import { caught } from "../../caught.js";
import { failureOf, hello, outcome, readUntil, serve } from "./probes.js";

const LIMITS = { connectMs: 10, firstTokenMs: 20, idleMs: 5, totalMs: 100 };

describe("a server that stands still", () => {
  it.each([
    ["connect", "connect", { connectMs: 300, firstTokenMs: 900 }],
    ["headers", "connect", { connectMs: 300, firstTokenMs: 900 }],
    ["connect", "firstToken", { connectMs: false, firstTokenMs: 300 }],
    ["connect", "total", { connectMs: false, firstTokenMs: false, totalMs: 300 }],
  ] as const)("before it answers (%s) ends in TIMEOUT of %s", async (stall, phase, timeouts) => {
    const clock = new ManualClock();
    using _ = clock.install();
    await using place = await serve([answer.stall(stall), answer.text("second")], { timeouts });
    const failed = failureOf(place.model.stream(hello));
    const request = await place.server.received();

    clock.advance(299);
    expect(request.closedByClient).toBe(false);
    clock.advance(1);

    const error = await failed;
    expect(error).toMatchObject({ code: "TIMEOUT", details: { phase, timeoutMs: 300, retryable: phase !== "total" } });
    expect(await request.ended).toBe("client");
    expect(clock.pending).toBe(0);
    expect(place.server.requests).toHaveLength(1);
  });

  it.each([
    ["firstToken", "firstToken", "meta", { firstTokenMs: 300 }],
    ["midway", "idle", "text", { idleMs: 300 }],
    ["midway", "total", "text", { idleMs: false, totalMs: 300 }],
  ] as const)("at %s ends in TIMEOUT of %s", async (stall, phase, behind, timeouts) => {
    const clock = new ManualClock();
    using _ = clock.install();
    await using place = await serve([answer.stall(stall), answer.text("second")], { timeouts });
    const parts = place.model.stream(hello)[Symbol.asyncIterator]();
    await readUntil(parts, behind);
    const failed = parts.next().catch((error: unknown) => error);

    await clock.advanceAsync(300);

    expect(await failed).toMatchObject({
      code: "TIMEOUT",
      details: { phase, timeoutMs: 300, retryable: phase !== "total" },
    });
    expect(await place.server.requests[0]?.ended).toBe("client");
    expect(await parts.next()).toEqual({ done: true, value: undefined });
    expect(clock.pending).toBe(0);
    expect(place.server.requests).toHaveLength(1);
  });

  it("in the body of a failure is that failure", async () => {
    const clock = new ManualClock();
    using _ = clock.install();
    await using place = await serve([{ ...answer.status(503, "overl"), stall: "body" }], {
      timeouts: { firstTokenMs: 300 },
    });
    const parts = place.model.stream(hello)[Symbol.asyncIterator]();
    await readUntil(parts, "headers");
    const failed = parts.next().catch((error: unknown) => error);
    await new Promise((turn) => setImmediate(turn));

    await clock.advanceAsync(300);

    expect(await failed).toMatchObject({ code: "MODEL_FAILED", details: { status: 503 } });
    expect(await place.server.requests[0]?.ended).toBe("client");
  });

  it("behind its finish has finished", async () => {
    const clock = new ManualClock();
    using _ = clock.install();
    const done = { choices: [{ index: 0, delta: { content: "All" }, finish_reason: "stop" }] };
    await using place = await serve([{ ...answer.events([done]), stall: "body" }], { timeouts: { idleMs: 300 } });
    const parts = place.model.stream(hello)[Symbol.asyncIterator]();
    await readUntil(parts, "text");
    const last = parts.next();

    await clock.advanceAsync(300);

    expect((await last).value).toEqual({ kind: "finish", reason: "stop", raw: "stop" });
    expect(await parts.next()).toEqual({ done: true, value: undefined });
    expect(await place.server.requests[0]?.ended).toBe("client");
  });

  it("behind its end marker is not waited for long", async () => {
    const clock = new ManualClock();
    using _ = clock.install();
    await using place = await serve([{ ...answer.text("All"), stall: "body" }]);
    const parts = place.model.stream(hello)[Symbol.asyncIterator]();
    await readUntil(parts, "finish");
    const last = parts.next();
    await new Promise((turn) => setImmediate(turn));

    await clock.advanceAsync(1000);

    expect(await last).toEqual({ done: true, value: undefined });
    expect(await place.server.requests[0]?.ended).toBe("client");
  });

  it("is noticed although nobody reads on", async () => {
    const clock = new ManualClock();
    using _ = clock.install();
    await using place = await serve([answer.stall("midway"), answer.text("second")], { limits: { concurrency: 1 } });
    await readUntil(place.model.stream(hello)[Symbol.asyncIterator](), "text");
    const next = outcome(place.model.stream(hello));

    clock.advance(600_000);

    expect((await next).error).toBeUndefined();
    expect(await place.server.requests[0]?.ended).toBe("client");
  });
});

describe("PhaseTimer", () => {
  function watch(limits: Required<ModelTimeouts> = LIMITS): { clock: ManualClock; timer: PhaseTimer; late: unknown[] } {
    const clock = new ManualClock();
    using _ = clock.install();
    const late: unknown[] = [];
    return { clock, timer: new PhaseTimer(limits, (phase, ms) => late.push([phase, ms])), late };
  }

  it("counts only parts that say something", () => {
    const { clock, timer, late } = watch();
    timer.answered();
    for (let ms = 0; ms < 19; ms++) {
      timer.received();
      timer.waits();
      clock.advance(1);
    }
    expect(late).toEqual([]);
    clock.advance(1);
    expect(late).toEqual([["firstToken", 20]]);
  });

  it("begins the silence anew at each part that says something", () => {
    const { clock, timer, late } = watch();
    timer.answered();
    for (let part = 0; part < 10; part++) {
      timer.received();
      timer.said();
      timer.waits();
      clock.advance(4);
    }
    expect(late).toEqual([]);
    clock.advance(1);
    expect(late).toEqual([["idle", 5]]);
  });

  it("does not take a slow reader for a silent server", () => {
    const { clock, timer, late } = watch();
    timer.answered();
    timer.received();
    timer.said();
    clock.advance(50);
    timer.waits();
    clock.advance(4);
    expect(late).toEqual([]);
    timer.received();
    clock.advance(20);
    timer.waits();
    clock.advance(1);
    expect(late).toEqual([["idle", 5]]);
  });

  it("counts the whole call always, and leaves nothing behind", () => {
    const { clock, timer, late } = watch();
    timer.answered();
    timer.received();
    clock.advance(100);
    expect(late).toEqual([["total", 100]]);
    timer[Symbol.dispose]();
    expect(clock.pending).toBe(0);
  });

  it("has no timers without limits", () => {
    const { clock } = watch({ connectMs: false, firstTokenMs: false, idleMs: false, totalMs: Infinity });
    expect(clock.pending).toBe(0);
  });
});

describe("the limits of a call", () => {
  const far = { isLoopback: false, streams: true };

  it("are all on", () => {
    expect(phaseLimits({}, far)).toEqual({
      connectMs: 30_000,
      firstTokenMs: 120_000,
      idleMs: 60_000,
      totalMs: 600_000,
    });
  });

  it("are patient with servers on this machine, and with whole answers", () => {
    expect(phaseLimits({}, { ...far, isLoopback: true })).toMatchObject({ connectMs: 120_000 });
    expect(phaseLimits({ firstTokenMs: 5 }, { ...far, isLoopback: true })).toMatchObject({ connectMs: 30_000 });
    expect(phaseLimits({ firstTokenMs: false }, { ...far, isLoopback: true })).toMatchObject({ connectMs: false });
    expect(phaseLimits({ connectMs: 1 }, { ...far, isLoopback: true })).toMatchObject({ connectMs: 1 });
    expect(phaseLimits({}, { ...far, streams: false })).toMatchObject({ connectMs: 600_000, firstTokenMs: 600_000 });
  });

  it("are the call's own before those of the client", () => {
    const model = openaiCompatible({
      baseUrl: "https://example.com/v1",
      model: "any",
      timeouts: { idleMs: 1, totalMs: 2 },
    });

    expect(model.describe({ ...hello, timeouts: { totalMs: 3 } }).timeouts).toMatchObject({ idleMs: 1, totalMs: 3 });
  });

  it("are refused where they are none", () => {
    const client = (timeouts: object) => () =>
      openaiCompatible({ baseUrl: "http://localhost/v1", model: "any", timeouts });

    const wrong: readonly object[] = [
      { idleMs: 0 },
      { idleMs: -1 },
      { totalMs: Number.NaN },
      { connectMs: "3" },
      { idle: 3 },
    ];
    for (const timeouts of wrong) {
      expect(caught(client(timeouts)).code).toBe("OPTION_INVALID");
      const model = openaiCompatible({ baseUrl: "http://localhost/v1", model: "any" });
      expect(caught(() => model.stream({ ...hello, timeouts })).code).toBe("OPTION_INVALID");
    }
  });
});
