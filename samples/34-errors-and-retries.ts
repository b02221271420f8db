/**
 * When steps fail: retries with growing waits, time-outs, an error branch, a batch whose branches may fail, and what a
 * failure nobody takes does. Time is moved by hand.
 *
 * Prints:
 *   retry: attempt 2 in 100 ms, after "busy"
 *   retry: attempt 3 in 200 ms, after "busy"
 *   third time lucky: 42 degrees
 *   too slow: the old forecast, since TIMEOUT (told to stop: true)
 *   three sources: north 3, south no answer, east 5
 *   all or nothing: south is down
 *   its neighbours: told to stop
 *   nobody takes it: no luck | failed
 *   emit from outside: no luck | waiting, then completed
 */
import assert from "node:assert/strict";
import { ChunkRetrying, MemoryStream, MillraceError, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { z } from "zod";

const clock = new ManualClock();
await using stream = new MemoryStream({ clock });
const Text = { result: z.string() };
const messageOf = (error: unknown): string => (error as Error).message;
async function pass(ms: number): Promise<void> {
  await new Promise(setImmediate);
  clock.advance(ms);
}

// Retries are a fact about the chunk. Each one is an event.
const sensor = new TriggerFlow("sensor", Text);
const measure = sensor.chunk("measure", { retry: { attempts: 5, delayMs: 100 } }, ({ attempt }) => {
  if (attempt < 3) throw new Error("busy");
  return "42 degrees";
});
sensor.to(measure).end();
stream.where(ChunkRetrying).subscribe(({ attempt, delayMs, error }) => {
  console.log(`retry: attempt ${String(attempt)} in ${String(delayMs)} ms, after "${messageOf(error)}"`);
});
const measured = sensor.start(undefined, { stream });
await pass(100);
await pass(200);
console.log("third time lucky:", (await measured).result);

// A time-out aborts `data.signal` and is a failure like others: `onError` takes it, and the chain goes on with what it gives.
const forecast = new TriggerFlow("forecast", Text);
let told = false;
forecast
  .to(({ signal }) => new Promise<string>(() => signal.addEventListener("abort", () => (told = true))), {
    timeoutMs: 50,
    onError: ({ value }) => `the old forecast, since ${MillraceError.is(value.error) ? value.error.code : "?"}`,
  })
  .end();
const late = forecast.start(undefined, { stream });
await pass(50);
console.log(`too slow: ${String((await late).result)} (told to stop: ${String(told)})`);

// A settled batch: each branch says whether it went well. Without `settled`, the first failure is that of the batch.
let stopped = "went on";
const south = (): number => {
  throw new Error("south is down");
};
const sources = new TriggerFlow("sources", Text);
sources
  .batch({ north: () => 3, south, east: () => 5 }, { settled: true })
  .to(({ value }) =>
    Object.entries(value)
      .map(([name, source]) => `${name} ${source.ok ? String(source.value) : "no answer"}`)
      .join(", "),
  )
  .end();
console.log("three sources:", (await sources.start()).result);

const strict = new TriggerFlow("strict");
strict.batch({
  north: ({ signal }) => {
    signal.addEventListener("abort", () => (stopped = "told to stop"));
    return new Promise<number>(() => undefined);
  },
  south,
});
console.log("all or nothing:", messageOf(await strict.start().catch((error: unknown) => error)));
console.log("its neighbours:", stopped);

// A failure belongs to those who wait for the work: at the start that is the execution, behind an `emit` the caller.
const moody = new TriggerFlow("moody", { input: z.boolean(), signals: { Try: z.string() } });
const fail = (): never => {
  throw new Error("no luck");
};
moody
  .ifCondition(({ value }) => value)
  .to(fail)
  .endCondition();
moody.when("Try").to(fail);
const broken = moody.createExecution();
console.log(
  "nobody takes it:",
  messageOf(await broken.start(true).catch((error: unknown) => error)),
  "|",
  broken.status,
);
const open = await moody.startExecution(false);
const heard: unknown = await open.emit("Try", "once").catch((error: unknown) => error);
console.log("emit from outside:", messageOf(heard), "|", `${open.status}, then ${(await open.close()).status}`);

assert.deepEqual([(await measured).result, stopped], ["42 degrees", "told to stop"]);

// How it works
// - The order is: time-out of an attempt, retries, `onError` of the step, `settled` of the batch, the one who waits.
// - A failure nobody takes cancels the rest of the work that it belongs to: signals abort, and nothing follows.
