/** Calls of the model that are made again. */
import { Agent, MillraceError, type ModelRetry, retryModelCalls } from "millrace";
import { ManualClock, TestModel, type TestTurn } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";

const refused = new MillraceError("MODEL_FAILED", "No.", { details: { retryable: false } });

/** Asks with a clock that moves on until the ask is over. */
async function asked(options: ModelRetry, ...turns: TestTurn[]) {
  const clock = new ManualClock();
  using _ = clock.install();
  const model = new TestModel(...turns);
  const agent = new Agent("a", { model, middleware: [retryModelCalls(options)] });
  const began = clock.now();
  const outcome = agent.ask("Go.").then(
    (reply) => reply.body,
    (error: unknown) => error,
  );
  await clock.advanceAsync(0);
  for (let steps = 0; clock.pending > 0 && steps < 100; steps++) await clock.advanceAsync(100);
  return { outcome: await outcome, calls: model.calls.length, waitedMs: clock.now() - began };
}

describe("retryModelCalls", () => {
  it("calls the model once when that succeeds", async () => {
    expect(await asked({ retryOn: ["MODEL_FAILED"] }, "ok")).toEqual({ outcome: "ok", calls: 1, waitedMs: 0 });
  });

  it("calls again for errors that match, by their code or by a function, until one succeeds", async () => {
    const byCode = await asked({ retryOn: ["MODEL_FAILED"] }, refused, refused, "third");
    const byFunction = await asked({ retryOn: (error) => error instanceof RangeError }, new RangeError("no"), "second");

    expect(byCode).toMatchObject({ outcome: "third", calls: 3 });
    expect(byFunction).toMatchObject({ outcome: "second", calls: 2 });
  });

  it("throws the last error when its tries are used up", async () => {
    const last = new MillraceError("MODEL_FAILED", "Still no.");
    const { outcome, calls } = await asked({ attempts: 3, retryOn: ["MODEL_FAILED"] }, refused, refused, last, "never");

    expect([calls, outcome === last]).toEqual([3, true]);
  });

  it("throws errors that do not match at once", async () => {
    const { outcome, calls, waitedMs } = await asked({ retryOn: ["OUTPUT_INVALID"] }, refused, "never");

    expect([calls, waitedMs, outcome === refused]).toEqual([1, 0, true]);
  });

  it("waits between tries, longer each time, and never past the bounds", async () => {
    const always: TestTurn[] = [refused, refused, refused, refused, "fifth"];
    const options = { attempts: 5, delayMs: 1_000, factor: 2, maxDelayMs: 2_000, retryOn: () => true };
    const { waitedMs } = await asked(options, ...always);

    expect(waitedMs).toBeGreaterThan(0);
    expect(waitedMs).toBeLessThanOrEqual(1_000 + 2_000 + 2_000 + 2_000 + 400);
    expect(await asked({ ...options, delayMs: 0 }, ...always)).toMatchObject({ outcome: "fifth", waitedMs: 0 });
  });

  it("stops waiting when the turn is given up, and tries no more", async () => {
    const clock = new ManualClock();
    using _ = clock.install();
    const late = new MillraceError("MODEL_FAILED", "Later.", { details: { retryAfterMs: 60_000 } });
    const model = new TestModel(late, "never");
    const run = new Agent("a", { model, middleware: [retryModelCalls({ retryOn: () => true })] }).run("Go.").start();
    await clock.advanceAsync(10);
    expect(clock.pending).toBe(1);
    run.abort();
    await expect(run.result()).rejects.toMatchObject({ code: "ABORTED" });
    await clock.advanceAsync(0);

    expect([clock.pending, model.calls.length]).toEqual([0, 1]);
  });

  it("refuses options that cannot work", () => {
    for (const options of [{}, { retryOn: "MODEL_FAILED" }, { retryOn: [], attempts: 0 }, { retryOn: [], tries: 3 }]) {
      expect(caught(() => retryModelCalls(options as never)).code).toBe("OPTION_INVALID");
    }
  });
});
