/**
 * The runtime stream by the book: items, the end, and a reader that loses patience while the work goes on. (That reader
 * leaves one warning on stderr.)
 *
 * Prints:
 *   { step: 1 }
 *   { step: 2 }
 *   basic: undefined {}
 *   first: { step: 1 }
 *   then: { done: true, value: undefined } running
 *   warning: MILLRACE_READER_TIMEOUT
 *   result: done [ { step: 1 }, { step: 2 } ]
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { MemoryStream, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";

// 1. Basic: put, put, stop. Without an end(), there is a stream and no result.
const basic = new TriggerFlow("basic");
basic.to(
  basic.chunk("stream_steps", async (data) => {
    await data.putIntoStream({ step: 1 });
    await data.putIntoStream({ step: 2 });
    await data.stopStream();
    return "done";
  }),
);
for await (const item of basic.getRuntimeStream("start")) console.log(item);
const done = await basic.start("start");
console.log("basic:", done.result, done.state);

// 2. Timeout: one item, then a second of silence. The clock is moved by hand.
const clock = new ManualClock();
await using stream = new MemoryStream({ clock });
let release = (): void => {};
const released = new Promise<void>((resolve) => (release = resolve));

const slow = new TriggerFlow("slow");
slow
  .to(async (data) => {
    await data.putIntoStream({ step: 1 });
    await released;
    await data.putIntoStream({ step: 2 });
    return "done";
  })
  .end();

const execution = slow.createExecution({ stream });
const warned = once(process, "warning");
const reader = execution.getRuntimeStream("start", { timeoutMs: 200 });
console.log("first:", (await reader.next()).value);
const silence = reader.next();
await new Promise(setImmediate);
clock.advance(200);
console.log("then:", await silence, execution.status);
const [warning] = (await warned) as [Error & { code: string }];
console.log("warning:", warning.code);

// The reader has ended, the execution has not; a new reader sees everything.
release();
const outcome = await execution.outcome;
const all: unknown[] = [];
for await (const item of execution.getRuntimeStream()) all.push(item);
console.log("result:", outcome.result, all);

assert.deepEqual([done.result, done.state], [undefined, {}]);
assert.deepEqual([outcome.result, outcome.state], ["done", {}]);
assert.deepEqual(all, [{ step: 1 }, { step: 2 }]);

// How it works
// - Items are a side channel: putting one creates no state and no result.
// - A reader's `timeoutMs` is the longest silence; then that reader ends, with one warning, and nothing else does.
// - `ManualClock` of millrace/testing makes time stand still until `advance`: no test has to sleep.
